// Arithmetic on values. Stricter than CEL where a grader must not draw conclusions from a broken
// number: dividing a double by zero and a result that is not a number are errors, too.
#pragma once

#include <expected>
#include <string>

#include "harness/expr/ast.h"
#include "harness/expr/functions.h"

namespace grade {

// op is one of * / % + -; + also joins texts and lists (their cost is the caller's matter).
Computed compute(Op op, const Value& a, const Value& b);
Computed negated(const Value& value);

// The sum of no durations or doubles is the int 0, as an empty list does not know its type. This
// gives it the kind of its partner; any other value comes back as it is.
Value matched(const Value& value, Kind partner);

}  // namespace grade
