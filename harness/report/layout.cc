#include "harness/report/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/text.h"
#include "harness/base/utf8.h"

namespace grade {
namespace {

// Anything but valid UTF-8 is taken byte by byte.
Rune next_rune(std::string_view text) {
  const Rune rune = first_rune(text);
  return rune.length != 0 ? rune : Rune{static_cast<unsigned char>(text.front()), 1};
}

bool begins_command(std::string_view text) {
  while (!text.empty()) {
    const Rune rune = next_rune(text);
    if (!is_space(rune.code)) break;
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
    const Rune rune = next_rune(text.substr(at));
    used += display_width(rune.code);
    if (rune.code == ' ' && in_word) last_space = at;
    if (used > room && rune.code != ' ') {
      if (last_space > 0) return last_space;
      return std::max(at, next_rune(text).length);
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

std::string cut_to_width(std::string_view text, int width, std::string_view ellipsis) {
  if (display_width(text) <= width) return std::string(text);
  int room = width - display_width(ellipsis);
  std::size_t end = 0;
  while (end < text.size()) {
    const Rune rune = next_rune(text.substr(end));
    room -= display_width(rune.code);
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
    const Rune rune = next_rune(text);
    if (rune.code < 0x80)
      out += text.front();
    else
      out += ascii_of(rune.code);
    text.remove_prefix(rune.length);
  }
  return out;
}

}  // namespace grade
