// Text as UTF-8: what is valid, which character comes first, how wide a terminal shows it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace grade {

struct Rune {
  char32_t code = 0;
  std::size_t length = 0;  // in bytes; 0: the text is empty or does not begin with valid UTF-8
};
// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
Rune first_rune(std::string_view text);

bool is_utf8(std::string_view text);

// Whether a byte begins a character, in text that is UTF-8.
constexpr bool starts_rune(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// `code` is a Unicode scalar value.
void append_utf8(std::string& text, char32_t code);

// In terminal cells: wide East Asian characters and emoji count two, combining marks none.
int display_width(char32_t code);
int display_width(std::string_view text);  // bytes that are not UTF-8 count one

bool is_space(char32_t code);

// Control characters, separators of lines, and what changes how other text shows without showing
// itself (directions, joiners, tags).
bool is_invisible_or_control(char32_t code);

}  // namespace grade
