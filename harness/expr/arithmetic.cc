#include "harness/expr/arithmetic.h"

#include <cmath>
#include <limits>

namespace grade {
namespace {

std::unexpected<std::string> overflow() { return std::unexpected(std::string("integer overflow")); }

Computed compute_ints(Op op, std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  switch (op) {
    case Op::multiply:
      return __builtin_mul_overflow(a, b, &out) ? Computed(overflow()) : out;
    case Op::add:
      return __builtin_add_overflow(a, b, &out) ? Computed(overflow()) : out;
    case Op::subtract:
      return __builtin_sub_overflow(a, b, &out) ? Computed(overflow()) : out;
    default:
      break;
  }
  if (b == 0) return std::unexpected("division by zero");
  if (b == -1 && a == std::numeric_limits<std::int64_t>::min()) return overflow();
  return op == Op::divide ? a / b : a % b;
}

Computed compute_reals(Op op, double a, double b) {
  if (op == Op::divide && b == 0) return std::unexpected("division by zero");
  const double out = op == Op::multiply ? a * b
                     : op == Op::divide ? a / b
                     : op == Op::add    ? a + b
                                        : a - b;
  if (std::isnan(out)) return std::unexpected("the result is not a number");
  return out;
}

Computed compute_durations(Op op, Duration a, Duration b) {
  Computed ns = compute_ints(op, a.count(), b.count());
  if (!ns) return std::unexpected("duration overflow");
  return Duration(ns->as_int());
}

Value joined(const List& a, const List& b) {
  Values out;
  out.reserve(a.size() + b.size());
  for (const Value& item : a) out.push_back(item);
  for (const Value& item : b) out.push_back(item);
  return out;
}

}  // namespace

Value matched(const Value& value, Kind partner) {
  if (value.kind() != Kind::integer) return value;
  if (partner == Kind::real) return static_cast<double>(value.as_int());
  if (partner == Kind::duration) return Duration(value.as_int());
  return value;
}

Computed compute(Op op, const Value& a, const Value& b) {
  if (a.kind() != b.kind()) {
    const Value left = matched(a, b.kind());
    const Value right = matched(b, a.kind());
    if (left.kind() != right.kind()) return std::unexpected("operands of two types");
    return compute(op, left, right);
  }
  switch (a.kind()) {
    case Kind::integer:
      return compute_ints(op, a.as_int(), b.as_int());
    case Kind::real:
      return compute_reals(op, a.as_real(), b.as_real());
    case Kind::duration:
      return compute_durations(op, a.as_duration(), b.as_duration());
    case Kind::string:
      return a.as_string() + b.as_string();
    case Kind::list:
      return joined(a.as_list(), b.as_list());
    default:
      return std::unexpected("operands that cannot be computed with");
  }
}

Computed negated(const Value& value) {
  if (value.kind() == Kind::real) return -value.as_real();
  if (value.kind() == Kind::duration) return compute(Op::subtract, Duration(0), value);
  return compute(Op::subtract, std::int64_t{0}, value);
}

}  // namespace grade
