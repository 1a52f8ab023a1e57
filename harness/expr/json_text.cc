#include "harness/expr/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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
  // Most numbers that are observed have few digits.
  constexpr double kWhole = 1e15;
  if (value == std::trunc(value) && std::fabs(value) < kWhole) {
    append(out, static_cast<std::int64_t>(value));
    out += ".0";
    return;
  }
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
