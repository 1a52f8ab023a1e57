// UTF-8, read and written a code point at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace grade {

struct Rune {
  char32_t code = 0;
  std::size_t length = 0;  // in bytes; 0: not valid UTF-8
};

// What a text that is not empty starts with. Strict: no overlong forms, no surrogates, nothing
// above U+10FFFF.
Rune first_rune(std::string_view text);

bool is_utf8(std::string_view text);

// Whether a byte begins a code point, in text that is UTF-8.
constexpr bool starts_rune(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

void append_rune(std::string& out, char32_t code);  // a valid one

}  // namespace grade
