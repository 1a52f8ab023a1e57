#include "harness/expr/range.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace grade {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kExact = 9007199254740992.0;  // 2^53: ints up to here are doubles

Range outwards(Range range) {
  if (std::isnan(range.lo)) range.lo = -kInfinity;
  if (std::isnan(range.hi)) range.hi = kInfinity;
  if (!range.is_int) return range;
  if (std::fabs(range.lo) > kExact) range.lo = std::nextafter(range.lo, -kInfinity);
  if (std::fabs(range.hi) > kExact) range.hi = std::nextafter(range.hi, kInfinity);
  return range;
}

// An end that is infinite stands for "unbounded", and 0 times anything is 0.
double times(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }
double over(double a, double b) {
  const double quotient = a / b;
  return std::isnan(quotient) ? 0 : quotient;
}

Range span_of(std::array<double, 4> corners, bool is_int) {
  const auto [lo, hi] = std::ranges::minmax(corners);
  return outwards({lo, hi, is_int});
}

Range divided(const Range& a, const Range& b, bool is_int) {
  if (b.lo <= 0) return {-kInfinity, kInfinity, is_int};
  Range out =
      span_of({over(a.lo, b.lo), over(a.lo, b.hi), over(a.hi, b.lo), over(a.hi, b.hi)}, is_int);
  if (is_int) out = {std::trunc(out.lo), std::trunc(out.hi), true};
  return out;
}

// The remainder has the sign of the dividend and is smaller than the divisor.
Range remainder(const Range& a, const Range& b) {
  const double most = std::max(std::max(std::fabs(b.lo), std::fabs(b.hi)) - 1, 0.0);
  return {a.lo >= 0 ? 0 : -most, a.hi <= 0 ? 0 : most, true};
}

}  // namespace

Range range_of(const Value& value) {
  if (value.kind() == Kind::real) return outwards({value.as_real(), value.as_real(), false});
  if (value.kind() != Kind::integer && value.kind() != Kind::duration) return {};
  const std::int64_t whole =
      value.kind() == Kind::integer ? value.as_int() : value.as_duration().count();
  return outwards({static_cast<double>(whole), static_cast<double>(whole), true});
}

Range join(const Range& a, const Range& b) {
  return {std::min(a.lo, b.lo), std::max(a.hi, b.hi), a.is_int && b.is_int};
}

Range meet(const Range& a, const Range& b) {
  return {std::max(a.lo, b.lo), std::min(a.hi, b.hi), a.is_int || b.is_int};
}

Range negated(const Range& a) { return {-a.hi, -a.lo, a.is_int}; }

Range absolute(const Range& a) {
  if (a.lo >= 0) return a;
  if (a.hi <= 0) return negated(a);
  return {0, std::max(-a.lo, a.hi), a.is_int};
}

Range compute(Op op, const Range& a, const Range& b) {
  const bool is_int = a.is_int && b.is_int;
  switch (op) {
    case Op::add:
      return outwards({a.lo + b.lo, a.hi + b.hi, is_int});
    case Op::subtract:
      return outwards({a.lo - b.hi, a.hi - b.lo, is_int});
    case Op::multiply:
      return span_of({times(a.lo, b.lo), times(a.lo, b.hi), times(a.hi, b.lo), times(a.hi, b.hi)},
                     is_int);
    case Op::divide:
      return divided(a, b, is_int);
    case Op::remainder:
      return remainder(a, b);
    default:
      return {};
  }
}

unsigned relation_of(Op comparison) {
  switch (comparison) {
    case Op::less:
      return kLess;
    case Op::less_equal:
      return kLess | kEqual;
    case Op::greater:
      return kGreater;
    case Op::greater_equal:
      return kGreater | kEqual;
    case Op::equal:
      return kEqual;
    case Op::not_equal:
      return kLess | kGreater;
    default:
      return 0;
  }
}

unsigned mirrored(unsigned relation) {
  return (relation & kEqual) | (relation & kLess ? kGreater : 0u) |
         (relation & kGreater ? kLess : 0u);
}

unsigned possible(const Range& left, const Range& right) {
  unsigned relation = kAnyRelation;
  if (left.lo >= right.hi) relation &= ~unsigned{kLess};
  if (left.hi <= right.lo) relation &= ~unsigned{kGreater};
  if (left.lo > right.hi || left.hi < right.lo) relation &= ~unsigned{kEqual};
  return relation;
}

Range narrowed(const Range& left, unsigned relation, const Range& right) {
  Range out = left;
  const double gap = left.is_int && (relation & kEqual) == 0 ? 1 : 0;
  if ((relation & kGreater) == 0) {
    out.hi = std::min(out.hi, left.is_int && gap > 0 ? std::ceil(right.hi) - gap : right.hi);
  }
  if ((relation & kLess) == 0) {
    out.lo = std::max(out.lo, left.is_int && gap > 0 ? std::floor(right.lo) + gap : right.lo);
  }
  if (left.is_int) out = {std::ceil(out.lo), std::floor(out.hi), true};
  return out;
}

}  // namespace grade
