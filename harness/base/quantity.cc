#include "harness/base/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace grade {
namespace {

using Duration = std::chrono::nanoseconds;

__extension__ using Wide = unsigned __int128;
constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kLargest = std::uint64_t{1} << 63;  // of a negative duration

struct Unit {
  std::string_view name;
  std::uint64_t ns;
};
// Longer names before their prefixes.
constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                         {"us", 1'000},
                                         {"µs", 1'000},
                                         {"μs", 1'000},
                                         {"ms", 1'000'000},
                                         {"s", kSecond},
                                         {"m", 60 * kSecond},
                                         {"h", 3600 * kSecond}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  const std::string_view digits = text.substr(0, n);
  text.remove_prefix(n);
  return digits;
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  const std::string_view digits = take_digits(text);
  std::uint64_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

const Unit* take_unit(std::string_view& text) {
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

// One "12.5ms" taken off the front, in nanoseconds.
std::optional<std::uint64_t> take_term(std::string_view& text) {
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  const Unit* unit = take_unit(text);
  if (unit == nullptr || (whole.empty() && fraction.empty())) return std::nullopt;
  Wide ns = 0;
  for (char c : whole) {
    ns = ns * 10 + static_cast<unsigned>(c - '0');
    if (ns > kLargest) return std::nullopt;
  }
  ns *= unit->ns;
  Wide numerator = 0;
  Wide denominator = 1;
  for (char c : fraction.substr(0, 18)) {
    numerator = numerator * 10 + static_cast<unsigned>(c - '0');
    denominator *= 10;
  }
  ns += numerator * unit->ns / denominator;
  if (ns > kLargest) return std::nullopt;
  return static_cast<std::uint64_t>(ns);
}

std::optional<Duration> with_sign(std::uint64_t magnitude, bool is_negative) {
  if (is_negative) return Duration(static_cast<std::int64_t>(~magnitude + 1));
  if (magnitude >= kLargest) return std::nullopt;
  return Duration(static_cast<std::int64_t>(magnitude));
}

// "1.5" for 1500 with unit 1000.
std::string decimal(std::uint64_t ns, std::uint64_t unit) {
  std::string text = fmt::format("{}", ns / unit);
  std::string fraction = unit == 1 ? "" : fmt::format("{}", unit + ns % unit).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fraction.empty() ? text : text + "." + fraction;
}

std::string magnitude_text(std::uint64_t ns) {
  if (ns == 0) return "0s";
  if (ns < 1'000) return fmt::format("{}ns", ns);
  if (ns < 1'000'000) return decimal(ns, 1'000) + "µs";
  if (ns < kSecond) return decimal(ns, 1'000'000) + "ms";
  const std::uint64_t minutes = ns / (60 * kSecond);
  std::string text;
  if (minutes >= 60) text += fmt::format("{}h", minutes / 60);
  if (minutes > 0) text += fmt::format("{}m", minutes % 60);
  return text + decimal(ns % (60 * kSecond), kSecond) + "s";
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration(0);
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  while (!text.empty()) {
    const std::optional<std::uint64_t> term = take_term(text);
    if (!term || *term > kLargest - total) return std::nullopt;
    total += *term;
  }
  return with_sign(total, is_negative);
}

std::string duration_text(std::chrono::nanoseconds duration) {
  const auto ns = static_cast<std::uint64_t>(duration.count());
  if (duration.count() >= 0) return magnitude_text(ns);
  return "-" + magnitude_text(~ns + 1);
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  constexpr std::pair<std::string_view, std::uint64_t> kSizes[] = {
      {"B", 1}, {"KiB", 1u << 10}, {"MiB", 1u << 20}, {"GiB", 1u << 30}};
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  const std::optional<std::uint64_t> number = take_number(text);
  for (const auto& [name, factor] : kSizes)
    if (number && text == name && *number <= kMost / factor) return *number * factor;
  return std::nullopt;
}

std::string size_text(std::uint64_t bytes) {
  if (bytes != 0 && bytes % (1u << 20) == 0) return fmt::format("{}MiB", bytes >> 20);
  if (bytes != 0 && bytes % (1u << 10) == 0) return fmt::format("{}KiB", bytes >> 10);
  return fmt::format("{}B", bytes);
}

std::optional<std::uint64_t> parse_iterations(std::string_view text) {
  const std::optional<std::uint64_t> number = take_number(text);
  return text == "x" ? number : std::nullopt;
}

}  // namespace grade
