#include "harness/report/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/text.h"

namespace grade {
namespace {

struct Rune {
  char32_t code = 0;
  std::size_t length = 1;
};

// The input is valid UTF-8; anything else is taken byte by byte.
Rune first_rune(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (length == 1 || text.size() < length) return {lead, 1};
  char32_t code = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) code = (code << 6) | (byte(i) & 0x3Fu);
  return {code, length};
}

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool lies_in(char32_t code, const std::array<Range, N>& ranges) {
  return std::ranges::any_of(ranges, [code](Range r) { return code >= r.first && code <= r.last; });
}

// The blocks that matter of Unicode's EastAsianWidth.txt (W and F) and of its combining marks.
constexpr std::array kWide = std::to_array<Range>({
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2E80, 0x303E},
    {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x16FE0, 0x18D08}, {0x1B000, 0x1B2FB}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F7E0, 0x1F7EB}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD},
});
constexpr std::array kWithoutWidth = std::to_array<Range>({
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x0591, 0x05BD},
    {0x0610, 0x061A},
    {0x064B, 0x065F},
    {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},
    {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
});
constexpr std::array kSpaces = std::to_array<Range>({
    {0x09, 0x0D},
    {0x20, 0x20},
    {0x85, 0x85},
    {0xA0, 0xA0},
    {0x1680, 0x1680},
    {0x2000, 0x200A},
    {0x2028, 0x2029},
    {0x202F, 0x202F},
    {0x205F, 0x205F},
    {0x3000, 0x3000},
});

int width_of(char32_t code) {
  if (code < 0x300) return 1;
  if (lies_in(code, kWithoutWidth)) return 0;
  return lies_in(code, kWide) ? 2 : 1;
}

bool begins_command(std::string_view text) {
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    if (!lies_in(rune.code, kSpaces)) break;
    text.remove_prefix(rune.length);
  }
  return text.starts_with("::");
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

// "##" and at most 16 letters and "[", as every system that we know spells it.
bool is_hash_command(std::string_view text) {
  if (!text.starts_with("##")) return false;
  std::size_t at = 2;
  while (at < text.size() && at < 18 && is_word_char(text[at])) ++at;
  return at < text.size() && text[at] == '[';
}

// How many bytes make the next line: all, or up to a space, or as much as fits but one rune.
std::size_t line_length(std::string_view text, int room) {
  std::size_t last_space = 0;
  int used = 0;
  bool in_word = false;
  for (std::size_t at = 0; at < text.size();) {
    const Rune rune = first_rune(text.substr(at));
    used += width_of(rune.code);
    if (rune.code == ' ' && in_word) last_space = at;
    if (used > room && rune.code != ' ') {
      if (last_space > 0) return last_space;
      return std::max(at, first_rune(text).length);
    }
    in_word = in_word || rune.code != ' ';
    at += rune.length;
  }
  return text.size();
}

std::string_view without_spaces_before(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

std::string_view without_spaces_after(std::string_view text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

constexpr std::array kAscii = std::to_array<std::pair<char32_t, const char*>>({
    {U'…', "..."},
    {U'≥', ">="},
    {U'≤', "<="},
    {U'≈', "~"},
    {U'≠', "!="},
    {U'×', "x"},
    {U'–', "-"},
    {U'—', "-"},
    {U'‘', "'"},
    {U'’', "'"},
    {U'“', "\""},
    {U'”', "\""},
    {U'→', "->"},
    {U'·', "-"},
    {U'µ', "u"},
    {0xA0, " "},
    {U'−', "-"},
    {U'±', "+-"},
});

std::string ascii_of(char32_t code) {
  for (const auto& [from, to] : kAscii)
    if (from == code) return to;
  return fmt::format("\\u{{{:x}}}", static_cast<unsigned>(code));
}

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    width += width_of(rune.code);
    text.remove_prefix(rune.length);
  }
  return width;
}

std::string cut_to_width(std::string_view text, int width, std::string_view ellipsis) {
  if (display_width(text) <= width) return std::string(text);
  int room = width - display_width(ellipsis);
  std::size_t end = 0;
  while (end < text.size()) {
    const Rune rune = first_rune(text.substr(end));
    room -= width_of(rune.code);
    if (room < 0) break;
    end += rune.length;
  }
  return std::string(text.substr(0, end)).append(ellipsis);
}

std::vector<std::string> wrap(std::string_view text, int first, int rest) {
  std::vector<std::string> lines;
  do {
    std::string line = begins_command(text) ? "\\" : "";
    const int room = std::max(lines.empty() ? first : rest, 2) - static_cast<int>(line.size());
    const std::size_t length = line_length(text, room);
    lines.push_back(line.append(without_spaces_after(text.substr(0, length))));
    text = without_spaces_before(text.substr(length));
  } while (!text.empty());
  return lines;
}

std::string without_commands(std::string_view text) {
  std::string out = begins_command(text) ? "\\" : "";
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    if (is_hash_command(text.substr(at))) out += '\\';
  }
  return out;
}

// Made printable a text loses at most half of its bytes (all of it "\r\n"), so what is left out
// here would have been cut anyway.
std::string excerpt(std::string_view hostile, std::size_t max_bytes) {
  return printable_lines(hostile.substr(0, 4 * max_bytes), max_bytes);
}

std::string to_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    if (rune.code < 0x80)
      out += text.front();
    else
      out += ascii_of(rune.code);
    text.remove_prefix(rune.length);
  }
  return out;
}

}  // namespace grade
