#include "harness/base/utf8.h"

namespace grade {

Rune first_rune(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char b0 = byte(0);
  if (b0 < 0x80) return {b0, 1};
  const std::size_t need = b0 >= 0xF0 && b0 < 0xF5 ? 4 : b0 >= 0xE0 ? 3 : b0 >= 0xC2 ? 2 : 0;
  if (need == 0 || b0 >= 0xF5 || text.size() < need) return {};
  char32_t code = need == 2 ? b0 & 0x1Fu : need == 3 ? b0 & 0x0Fu : b0 & 0x07u;
  for (std::size_t i = 1; i < need; ++i) {
    if (starts_rune(text[i])) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  const bool overlong = (need == 3 && code < 0x800) || (need == 4 && code < 0x10000);
  if (overlong || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF) return {};
  return {code, need};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = first_rune(text).length;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_rune(std::string& out, char32_t code) {
  const auto byte = [&](char32_t b) { out += static_cast<char>(b); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

}  // namespace grade
