#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "harness/base/quantity.h"
#include "harness/base/text.h"
#include "harness/expr/functions.h"

namespace grade::convert {
namespace {

std::unexpected<std::string> not_a(std::string_view what, std::string_view text) {
  return std::unexpected(fmt::format("\"{}\" is not {}", printable(text, 60), what));
}

template <class Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number number{};
  const char* last = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), last, number);
  if (parsed.ec != std::errc{} || parsed.ptr != last) return std::nullopt;
  return number;
}

}  // namespace

// Doubles lose their fraction, as in CEL.
Computed to_int(Arguments arguments, Workshop&) {
  const Value& value = *arguments[0];
  if (value.kind() == Kind::integer) return value;
  if (value.kind() == Kind::real) {
    constexpr double kTwo63 = 9223372036854775808.0;
    const double d = value.as_real();
    if (d > -kTwo63 && d < kTwo63) return static_cast<std::int64_t>(d);
    return std::unexpected(fmt::format("{} does not fit into an int", d));
  }
  const auto number = parse_whole<std::int64_t>(value.as_string());
  if (!number) return not_a("an int", value.as_string());
  return *number;
}

Computed to_real(Arguments arguments, Workshop&) {
  const Value& value = *arguments[0];
  if (value.kind() == Kind::integer) return static_cast<double>(value.as_int());
  if (value.kind() == Kind::real) return value;
  const auto number = parse_whole<double>(value.as_string());
  if (!number || !std::isfinite(*number)) return not_a("a double", value.as_string());
  return *number;
}

Computed to_text(Arguments arguments, Workshop&) {
  const Value& value = *arguments[0];
  return value.kind() == Kind::string ? value : Value(to_string(value));
}

Computed duration(Arguments arguments, Workshop&) {
  const std::string& text = arguments[0]->as_string();
  const std::optional<Duration> parsed = parse_duration(text);
  if (!parsed) return not_a("a duration such as \"1m30s\" or \"2.5ms\"", text);
  return *parsed;
}

Computed seconds(Arguments arguments, Workshop&) {
  if (arguments[0]->kind() == Kind::integer) return 0.0;  // the sum of no durations
  return static_cast<double>(arguments[0]->as_duration().count()) / 1e9;
}

}  // namespace grade::convert
