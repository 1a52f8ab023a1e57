#include "harness/expr/order.h"

#include <algorithm>
#include <cmath>

namespace grade {
namespace {

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare_reals(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return three_way(!std::isnan(a), !std::isnan(b));
  return three_way(a, b);
}

// Without rounding the int to a double, which would call 2^53 + 1 and 2^53 equal.
int compare_int_with_real(std::int64_t i, double d) {
  constexpr double kTwo63 = 9223372036854775808.0;
  if (std::isnan(d) || d < -kTwo63) return 1;
  if (d >= kTwo63) return -1;
  const auto whole = static_cast<std::int64_t>(d);
  if (i != whole) return i < whole ? -1 : 1;
  return three_way(std::trunc(d), d);
}

int compare_lists(const List& a, const List& b, Budget& budget) {
  if (a.is_same(b)) return 0;
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common && !budget.is_gone(); ++i) {
    if (const int order = compare_values(a[i], b[i], budget); order != 0) return order;
  }
  return three_way(a.size(), b.size());
}

int compare_records(const Record& a, const Record& b, Budget& budget) {
  if (a.is_same(b)) return 0;
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common && !budget.is_gone(); ++i) {
    if (const int order = a.name(i).compare(b.name(i)); order != 0) return order;
    if (const int order = compare_values(a[i], b[i], budget); order != 0) return order;
  }
  return three_way(a.size(), b.size());
}

int compare_strings(const std::string& a, const std::string& b, Budget& budget) {
  budget.spend(std::min(a.size(), b.size()) / 256);
  return a.compare(b);
}

int compare_same_kind(const Value& a, const Value& b, Budget& budget) {
  switch (a.kind()) {
    case Kind::null:
      return 0;
    case Kind::boolean:
      return three_way(a.as_bool(), b.as_bool());
    case Kind::integer:
      return three_way(a.as_int(), b.as_int());
    case Kind::real:
      return compare_reals(a.as_real(), b.as_real());
    case Kind::string:
      return compare_strings(a.as_string(), b.as_string(), budget);
    case Kind::duration:
      return three_way(a.as_duration(), b.as_duration());
    case Kind::list:
      return compare_lists(a.as_list(), b.as_list(), budget);
    case Kind::record:
      return compare_records(a.as_record(), b.as_record(), budget);
  }
  return 0;
}

}  // namespace

int compare_values(const Value& a, const Value& b, Budget& budget) {
  if (!budget.spend(1)) return 0;
  if (a.kind() == b.kind()) return compare_same_kind(a, b, budget);
  if (a.kind() == Kind::integer && b.kind() == Kind::real) {
    return compare_int_with_real(a.as_int(), b.as_real());
  }
  if (a.kind() == Kind::real && b.kind() == Kind::integer) {
    return -compare_int_with_real(b.as_int(), a.as_real());
  }
  return three_way(a.kind(), b.kind());
}

}  // namespace grade
