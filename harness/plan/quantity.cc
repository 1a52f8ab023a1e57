#include "harness/plan/quantity.h"

#include <charconv>
#include <span>
#include <utility>

namespace grade {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

std::optional<std::uint64_t> parse(std::string_view text, std::span<const Unit> units,
                                   std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc{}) return std::nullopt;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : units)
    if (rest == unit.name && number <= most / unit.factor) return number * unit.factor;
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_milliseconds(std::string_view text) {
  constexpr Unit kUnits[] = {{"ms", 1}, {"s", 1000}, {"m", 60'000}};
  const auto ms = parse(text, kUnits, 86'400'000);
  if (!ms) return std::nullopt;
  return std::chrono::milliseconds(*ms);
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  constexpr Unit kUnits[] = {{"B", 1}, {"KiB", 1u << 10}, {"MiB", 1u << 20}, {"GiB", 1u << 30}};
  return parse(text, kUnits, std::uint64_t{1} << 40);
}

}  // namespace grade
