#include "harness/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "harness/base/utf8.h"

namespace grade {
namespace {

std::string escaped(std::string_view s, Rune rune) {
  if (rune.length == 0) return fmt::format("\\x{:02x}", static_cast<unsigned char>(s[0]));
  if (rune.code == '\n') return "\\n";
  if (rune.code == '\r') return "\\r";
  if (rune.code == '\t') return "\\t";
  if (rune.code < 0x80) return fmt::format("\\x{:02x}", static_cast<unsigned>(rune.code));
  return fmt::format("\\u{{{:x}}}", static_cast<unsigned>(rune.code));
}

}  // namespace

std::string printable(std::string_view hostile, std::size_t max_bytes) {
  const auto is_plain = [](char c) { return c >= ' ' && c < '\x7f'; };
  if (hostile.size() <= max_bytes && std::ranges::all_of(hostile, is_plain))
    return std::string(hostile);
  std::string out;
  while (!hostile.empty()) {
    const Rune rune = first_rune(hostile);
    const std::size_t length = std::max<std::size_t>(rune.length, 1);
    const std::string piece = rune.length != 0 && !is_invisible_or_control(rune.code)
                                  ? std::string(hostile.substr(0, length))
                                  : escaped(hostile, rune);
    if (out.size() + piece.size() > max_bytes) return out + "…";
    out += piece;
    hostile.remove_prefix(length);
  }
  return out;
}

std::string printable_lines(std::string_view hostile, std::size_t max_bytes) {
  std::string out;
  for (std::string_view line : split_lines(hostile)) {
    std::string spaced;
    for (char c : line.substr(0, max_bytes)) {
      if (c == '\t')
        spaced += "  ";
      else
        spaced += c;
    }
    const std::string shown = printable(spaced, max_bytes);
    if (out.size() + shown.size() + 1 > max_bytes) return out + "…\n";
    out += shown + "\n";
  }
  return out;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\f\v");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n\f\v") - first + 1);
}

namespace {

// How many slips make one of the other: a letter put in, left out or changed, or two that change
// places. Above `most` it is only known to be above.
std::size_t slips(std::string_view a, std::string_view b, std::size_t most) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return most + 1;
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last.back();
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  std::size_t most = std::max<std::size_t>((word.size() + 1) / 3, 1);
  for (const std::string& candidate : candidates) {
    const std::size_t count = slips(word, candidate, most);
    if (count > most || (count == most && !best.empty())) continue;
    most = count;
    best = candidate;
  }
  return best;
}

}  // namespace grade
