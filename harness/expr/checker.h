// Finds the types of the parts of an expression.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/expr/ast.h"
#include "harness/expr/functions.h"

namespace grade {

class Checker {
 public:
  // Both must outlive the checker.
  Checker(const Expr& expr, const Scope& scope);
  Result<Type> check(const Node& node);

  // Names of elements in sight, innermost last.
  void bind(const std::string& name, Type type) { names_.emplace_back(name, std::move(type)); }
  void unbind() { names_.pop_back(); }

 private:
  std::unexpected<Error> error(const Node& node, std::string what, std::string hint = {}) const;
  Result<std::vector<Type>> check_all(const Node& node);
  Result<Type> name(const Node& node) const;
  Result<Type> field(const Node& node);
  std::unexpected<Error> no_field(const Node& node, const Type& base) const;
  Result<Type> index(const Node& node);
  Result<Type> list(const Node& node);
  Result<Type> unary(const Node& node);
  Result<Type> binary(const Node& node);
  Result<Type> arithmetic(const Node& node, const Type& left, const Type& right) const;
  Result<void> no_lost_fraction(const Node& node, const Type& left, const Type& right) const;
  Result<Type> comparison(const Node& node, const Type& left, const Type& right) const;
  Result<Type> membership(const Node& node, const Type& item, const Type& list) const;
  Result<Type> logic(const Node& node);
  Result<Type> conditional(const Node& node);
  Result<Type> call(const Node& node);
  Result<void> call_form(const Node& node, const Function& function) const;
  std::unexpected<Error> unknown_function(const Node& node) const;
  Result<void> literal_arguments(const Node& node) const;
  Result<void> top_count(const Node& node);
  Result<Type> macro(const Node& node);
  std::string number_advice(const Node& node, const Type& left, const Type& right) const;

  const Expr& expr_;
  std::vector<std::pair<std::string, Type>> names_;
};

}  // namespace grade
