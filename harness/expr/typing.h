// Rules about types that operators and functions share. An empty list literal is a list of
// nothing (Kind::null), which goes with any list.
#pragma once

#include <optional>

#include "harness/expr/value.h"

namespace grade {

// The one type that both have, e.g. list of int for list of int and [].
std::optional<Type> unify(const Type& a, const Type& b);

// Whether == makes sense: two numbers, or the same type.
bool can_equal(const Type& a, const Type& b);
// Whether < does: also neither lists nor records.
bool can_order(const Type& a, const Type& b);

// An int, double or duration.
bool is_quantity(const Type& type);

}  // namespace grade
