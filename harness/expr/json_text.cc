#include "harness/expr/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

#include "harness/base/utf8.h"

namespace grade::json_text {
namespace {

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' ||
         static_cast<unsigned char>(c) >= 0x7F;
}

// How many bytes at the front need no escape; eight at a time, since most text has none. A byte of
// `bits` is negative where the byte is a control character, a quote, a backslash, DEL or not ASCII.
std::size_t plain_length(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x80 * kOnes;
  const auto has_zero = [](std::uint64_t v) { return (v - kOnes) & ~v & kHigh; };
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, text.data() + i, 8);
    const std::uint64_t bits = (eight & kHigh) | ((eight - 0x20 * kOnes) & ~eight & kHigh) |
                               has_zero(eight ^ '"' * kOnes) | has_zero(eight ^ '\\' * kOnes) |
                               has_zero(eight ^ 0x7F * kOnes);
    if (bits != 0) break;
  }
  while (i < text.size() && !needs_escape(text[i])) ++i;
  return i;
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
  const std::int64_t size = std::llround(std::abs(value) * static_cast<double>(kMillion));
  if (static_cast<double>(size) / static_cast<double>(kMillion) != std::abs(value)) return false;
  const fmt::format_int whole(size / kMillion);
  char text[24];
  char* at = text;
  if (value < 0) *at++ = '-';
  at = std::copy_n(whole.data(), whole.size(), at);
  *at++ = '.';
  std::int64_t rest = size % kMillion;
  do {
    rest *= 10;
    *at++ = static_cast<char>('0' + rest / kMillion);
    rest %= kMillion;
  } while (rest != 0);
  out.append(text, static_cast<std::size_t>(at - text));
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
    const std::size_t plain = plain_length(value);
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
