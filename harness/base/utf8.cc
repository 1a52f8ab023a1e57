#include "harness/base/utf8.h"

#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include <algorithm>

namespace grade {
namespace {

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

Rune first_rune(std::string_view text) {
  if (text.empty()) return {};
  if (const auto lead = static_cast<unsigned char>(text.front()); lead < 0x80) return {lead, 1};
  ucs4_t code = 0;
  const int length = ::u8_mbtoucr(&code, bytes_of(text), text.size());
  return length > 0 ? Rune{code, static_cast<std::size_t>(length)} : Rune{};
}

bool is_utf8(std::string_view text) { return ::u8_check(bytes_of(text), text.size()) == nullptr; }

void append_utf8(std::string& text, char32_t code) {
  std::uint8_t buffer[4];
  const int length = ::u8_uctomb(buffer, code, sizeof buffer);
  text.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(std::max(length, 0)));
}

int display_width(char32_t code) {
  const int width = ::uc_width(code, "UTF-8");
  return width < 0 ? 1 : width;  // of a control character there is none
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    width += rune.length == 0 ? 1 : display_width(rune.code);
    text.remove_prefix(std::max<std::size_t>(rune.length, 1));
  }
  return width;
}

bool is_space(char32_t code) { return ::uc_is_property_white_space(code); }

bool is_invisible_or_control(char32_t code) {
  constexpr std::uint32_t kKinds =
      UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;
  const bool is_tag = code >= 0xE0000 && code <= 0xE0FFF;
  return is_tag || ::uc_is_general_category_withtable(code, kKinds) ||
         ::uc_is_property_not_a_character(code);
}

}  // namespace grade
