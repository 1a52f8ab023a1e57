// Intervals of numbers: what a part of a condition can be, whatever was observed.
#pragma once

#include <limits>

#include "harness/expr/ast.h"

namespace grade {

// Both ends belong to it. Durations are counted in nanoseconds. Never too narrow: ints too large
// for a double are rounded outwards.
struct Range {
  double lo = -std::numeric_limits<double>::infinity();
  double hi = std::numeric_limits<double>::infinity();
  bool is_int = false;
};

Range range_of(const Value& value);  // of a number or duration; all numbers for other values
Range join(const Range& a, const Range& b);
Range meet(const Range& a, const Range& b);
Range negated(const Range& a);
Range absolute(const Range& a);
Range compute(Op op, const Range& a, const Range& b);

// How a left value can stand to a right one: any of three bits.
enum Relation : unsigned { kLess = 1, kEqual = 2, kGreater = 4, kAnyRelation = 7 };
unsigned relation_of(Op comparison);  // the bits for which it holds
unsigned mirrored(unsigned relation);
unsigned possible(const Range& left, const Range& right);

// The part of `left` that stands so to some value of `right`.
Range narrowed(const Range& left, unsigned relation, const Range& right);

}  // namespace grade
