#include "harness/expr/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>

#include "harness/base/utf8.h"

namespace grade::json_text {
namespace {

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' ||
         static_cast<unsigned char>(c) >= 0x7F;
}

void append_escaped(std::string& out, char c) {
  if (c == '"' || c == '\\')
    out.append({'\\', c});
  else if (c == '\n')
    out += "\\n";
  else if (c == '\t')
    out += "\\t";
  else if (c == '\r')
    out += "\\r";
  else
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
}

// Most numbers that are observed have few digits. A decimal of at most 15 is the shortest text of
// the double nearest to it, and a quotient of two exact numbers is that double.
bool append_short(std::string& out, double value) {
  constexpr double kLargest = 1e9;
  constexpr std::int64_t kMillion = 1'000'000;
  if (!(value > -kLargest && value < kLargest)) return false;
  const std::int64_t millionths = std::llround(value * static_cast<double>(kMillion));
  if (static_cast<double>(millionths) / static_cast<double>(kMillion) != value) return false;
  const std::int64_t size = std::abs(millionths);
  if (millionths < 0) out += '-';
  const fmt::format_int whole(size / kMillion);
  out.append(whole.data(), whole.size());
  const fmt::format_int digits(size % kMillion + kMillion);  // "1" and six digits
  const std::string_view fraction(digits.data() + 1, 6);
  out += '.';
  out += fraction.substr(0, std::max<std::size_t>(fraction.find_last_not_of('0') + 1, 1));
  return true;
}

}  // namespace

void append(std::string& out, bool value) { out += value ? "true" : "false"; }

void append(std::string& out, std::int64_t value) {
  const fmt::format_int text(value);
  out.append(text.data(), text.size());
}

void append(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  if (append_short(out, value)) return;
  fmt::format_to(std::back_inserter(out), "{}", value);
}

void append(std::string& out, std::string_view value) {
  out += '"';
  while (!value.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if(value, needs_escape) - value.begin());
    out += value.substr(0, plain);
    value.remove_prefix(plain);
    if (value.empty()) break;
    std::size_t length = 1;
    if (static_cast<unsigned char>(value[0]) <= 0x7F) {
      append_escaped(out, value[0]);
    } else if (const std::size_t rune = first_rune(value).length; rune > 0) {
      length = rune;
      out += value.substr(0, rune);
    } else {
      out += "\xEF\xBF\xBD";
    }
    value.remove_prefix(length);
  }
  out += '"';
}

void append(std::string& out, std::chrono::nanoseconds value) {
  constexpr std::uint64_t kSecond = 1'000'000'000;
  const auto count = static_cast<std::uint64_t>(value.count());
  const std::uint64_t ns = value.count() < 0 ? 0 - count : count;
  if (value.count() < 0) out += '-';
  const fmt::format_int whole(ns / kSecond);
  out.append(whole.data(), whole.size());
  std::uint64_t fraction = ns % kSecond;
  if (fraction == 0) return;
  const fmt::format_int digits(fraction + kSecond);  // "1" and nine digits
  std::string_view shown(digits.data() + 1, 9);
  shown = shown.substr(0, shown.find_last_not_of('0') + 1);
  out += '.';
  out += shown;
}

}  // namespace grade::json_text
