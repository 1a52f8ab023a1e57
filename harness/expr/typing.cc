#include "harness/expr/typing.h"

namespace grade {

std::optional<Type> unify(const Type& a, const Type& b) {
  if (a.kind() == Kind::null) return b;
  if (b.kind() == Kind::null || a == b) return a;
  if (a.kind() != Kind::list || b.kind() != Kind::list) return std::nullopt;
  std::optional<Type> element = unify(a.element(), b.element());
  if (!element) return std::nullopt;
  return Type::list_of(std::move(*element));
}

bool can_equal(const Type& a, const Type& b) {
  return (a.is_number() && b.is_number()) || unify(a, b).has_value();
}

bool can_order(const Type& a, const Type& b) {
  return can_equal(a, b) && a.kind() != Kind::list && a.kind() != Kind::record;
}

bool is_quantity(const Type& type) { return type.is_number() || type.kind() == Kind::duration; }

}  // namespace grade
