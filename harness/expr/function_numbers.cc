#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/expr/arithmetic.h"
#include "harness/expr/functions.h"
#include "harness/stats/mann_whitney.h"
#include "harness/stats/stats.h"

namespace grade::numbers {
namespace {

double as_double(const Value& value) {
  if (value.kind() == Kind::real) return value.as_real();
  if (value.kind() == Kind::duration) return static_cast<double>(value.as_duration().count());
  return static_cast<double>(value.as_int());
}

std::vector<double> samples(const Value& list, Budget& budget) {
  budget.spend(list.as_list().size());
  std::vector<double> out;
  out.reserve(list.as_list().size());
  for (const Value& item : list.as_list()) out.push_back(as_double(item));
  return out;
}

// A statistic of durations is a duration.
Computed in_unit_of(const List& items, std::optional<double> statistic, std::string_view what) {
  if (items.empty()) return std::unexpected(fmt::format("{} of an empty list", what));
  if (!statistic || std::isnan(*statistic)) {
    return std::unexpected(fmt::format("{} of values that are not numbers", what));
  }
  if (items.front().kind() == Kind::duration) return Duration(std::llround(*statistic));
  return *statistic;
}

enum class Wanted { least, greatest };

Computed extreme(Arguments arguments, Workshop& shop, Wanted wanted) {
  Values values;
  if (arguments.size() == 1)
    for (const Value& item : arguments[0]->as_list()) values.push_back(item);
  else
    for (const Value* argument : arguments) values.push_back(*argument);
  const std::string_view name = wanted == Wanted::least ? "min" : "max";
  if (values.empty()) return std::unexpected(fmt::format("{} of an empty list", name));
  const Value* best = &values.front();
  for (const Value& value : values) {
    if (value.kind() == Kind::real && std::isnan(value.as_real())) {
      return std::unexpected(fmt::format("{} of values that are not numbers", name));
    }
    const int order = compare_values(value, *best, shop.budget);
    if (wanted == Wanted::least ? order < 0 : order > 0) best = &value;
  }
  return *best;
}

}  // namespace

Computed absolute(Arguments arguments, Workshop&) {
  const Value& value = *arguments[0];
  if (value.kind() == Kind::real) return std::fabs(value.as_real());
  const bool is_negative =
      value.kind() == Kind::duration ? value.as_duration() < Duration(0) : value.as_int() < 0;
  return is_negative ? negated(value) : value;
}

Computed least(Arguments arguments, Workshop& shop) {
  return extreme(arguments, shop, Wanted::least);
}
Computed greatest(Arguments arguments, Workshop& shop) {
  return extreme(arguments, shop, Wanted::greatest);
}

Computed sum(Arguments arguments, Workshop& shop) {
  const List& items = arguments[0]->as_list();
  shop.budget.spend(items.size());
  Computed total = Value(0);
  for (const Value& item : items) {
    total = compute(Op::add, *total, item);
    if (!total) break;
  }
  return total;
}

Computed mean(Arguments arguments, Workshop& shop) {
  const List& items = arguments[0]->as_list();
  double total = 0;
  for (double sample : samples(*arguments[0], shop.budget)) total += sample;
  return in_unit_of(items, total / static_cast<double>(items.size()), "mean");
}

Computed middle(Arguments arguments, Workshop& shop) {
  const std::vector<double> values = samples(*arguments[0], shop.budget);
  return in_unit_of(arguments[0]->as_list(), median(values), "median");
}

Computed quantile_at(Arguments arguments, Workshop& shop) {
  const double q = as_double(*arguments[1]);
  if (!(q >= 0 && q <= 1))
    return std::unexpected(fmt::format("quantile {} is not between 0 and 1", q));
  const std::vector<double> values = samples(*arguments[0], shop.budget);
  return in_unit_of(arguments[0]->as_list(), quantile(values, q), "quantile");
}

Computed slope(Arguments arguments, Workshop& shop) {
  const std::vector<double> values = samples(*arguments[0], shop.budget);
  shop.budget.spend(64 * values.size());
  const std::optional<double> per_step = theil_sen_slope(values);
  if (per_step) return *per_step;
  if (values.size() > 1) return std::unexpected("slope of values that are not numbers");
  return std::unexpected(
      fmt::format("slope of {}", values.empty() ? "an empty list" : "one value"));
}

Computed mann_whitney_p(Arguments arguments, Workshop& shop) {
  const std::vector<double> x = samples(*arguments[0], shop.budget);
  const std::vector<double> y = samples(*arguments[1], shop.budget);
  if (x.empty() || y.empty()) return std::unexpected("mann_whitney_p of an empty list");
  shop.budget.spend(10'000);  // the exact distribution of small samples
  const std::optional<UTest> test = mann_whitney(x, y);
  if (!test) return std::unexpected("mann_whitney_p of values that are not numbers");
  return test->p;
}

}  // namespace grade::numbers
