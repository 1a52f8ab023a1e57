#include <algorithm>
#include <cmath>
#include <set>

#include "harness/expr/arithmetic.h"
#include "harness/expr/functions.h"

namespace grade::lists {
namespace {

std::int64_t trues(const List& items) {
  return std::ranges::count_if(items, [](const Value& item) { return item.as_bool(); });
}

}  // namespace

// Each value where it comes first. A set, as unlike sorting it stays safe when the budget runs out
// and comparisons no longer agree.
Computed distinct(Arguments arguments, Workshop& shop) {
  const auto is_less = [&](const Value& a, const Value& b) {
    return compare_values(a, b, shop.budget) < 0;
  };
  std::set<Value, decltype(is_less)> seen(is_less);
  Values out;
  for (const Value& item : arguments[0]->as_list()) {
    if (shop.budget.is_gone()) break;
    if (seen.insert(item).second) out.push_back(item);
  }
  return Value(std::move(out));
}

Computed flatten(Arguments arguments, Workshop& shop) {
  Values out;
  for (const Value& inner : arguments[0]->as_list()) {
    if (!shop.budget.spend(1 + inner.as_list().size())) break;
    for (const Value& item : inner.as_list()) out.push_back(item);
  }
  return Value(std::move(out));
}

Computed count(Arguments arguments, Workshop& shop) {
  shop.budget.spend(arguments[0]->as_list().size());
  return trues(arguments[0]->as_list());
}

Computed share(Arguments arguments, Workshop& shop) {
  const List& items = arguments[0]->as_list();
  shop.budget.spend(items.size());
  if (items.empty()) return std::unexpected("share of an empty list");
  return static_cast<double>(trues(items)) / static_cast<double>(items.size());
}

Computed gaps(Arguments arguments, Workshop& shop) {
  const List& items = arguments[0]->as_list();
  shop.budget.spend(items.size());
  Values out;
  for (std::size_t i = 1; i < items.size(); ++i) {
    Computed gap = compute(Op::subtract, items[i], items[i - 1]);
    if (!gap) return gap;
    out.push_back(std::move(*gap));
  }
  return Value(std::move(out));
}

Computed rising(Arguments arguments, Workshop& shop) {
  const List& items = arguments[0]->as_list();
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (compare_values(items[i - 1], items[i], shop.budget) >= 0) return false;
  }
  return true;
}

// A set of equals, for the same reason as that of `distinct`.
Computed sort(Arguments arguments, Workshop& shop) {
  const auto is_less = [&](const Value& a, const Value& b) {
    return compare_values(a, b, shop.budget) < 0;
  };
  std::multiset<Value, decltype(is_less)> sorted(is_less);
  for (const Value& item : arguments[0]->as_list()) {
    if (shop.budget.is_gone()) break;
    if (item.kind() == Kind::real && std::isnan(item.as_real()))
      return std::unexpected("sort of values that are not numbers");
    sorted.insert(item);
  }
  return Value(Values(sorted.begin(), sorted.end()));
}

Computed first(Arguments arguments, Workshop&) {
  const List& items = arguments[0]->as_list();
  if (items.empty()) return std::unexpected("first of an empty list");
  return items.front();
}

Computed last(Arguments arguments, Workshop&) {
  const List& items = arguments[0]->as_list();
  if (items.empty()) return std::unexpected("last of an empty list");
  return items[items.size() - 1];
}

}  // namespace grade::lists
