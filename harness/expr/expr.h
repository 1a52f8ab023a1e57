// Conditions of criteria files: a subset of CEL (the Common Expression Language), parsed, checked
// against the types of the observations, and evaluated with the value of every part kept.
//
// Syntax and semantics follow cel-spec, doc/langdef.md: literals (int, double, string, bool, list),
// a.b, a[i], unary ! and -, * / %, + -, < <= > >= == != in, &&, ||, ? :, calls and member calls,
// and the macros all, exists, exists_one, filter, map and, not of CEL, top. As in CEL, && and ||
// are commutative in errors, and int and double mix in comparisons but not in arithmetic. Not in
// the subset: maps, messages, bytes, uint, timestamps, has(), dyn. Stricter than CEL, so that no
// verdict rests on a broken number: dividing a double by zero, and comparing with a NaN, are
// errors. Beyond CEL: the constants KiB MiB GiB KB MB GB (ints, bytes) and the statistics listed by
// expr_functions().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/expr/value.h"

namespace grade {

struct Node;  // the syntax tree, expr/ast.h

// A checked or unchecked expression; cheap to copy.
struct Expr {
  std::string source;
  Pos pos;  // of the first character of source
  std::shared_ptr<const Node> root;
};

// Refuses more than 4 KiB of source and more than 64 levels of nesting, without recursion trouble.
Result<Expr> parse_expr(std::string_view source, Pos pos);

// Names in sight while checking; a later one hides an earlier one of the same name.
using Scope = std::vector<std::pair<std::string, Type>>;

// The type of the expression, or the first thing wrong with it, at its own column, with a
// did-you-mean for names, fields and functions.
Result<Type> check_expr(const Expr& expr, const Scope& scope);

// Dotted paths of names that the expression takes from its scope, e.g. "gogc50.gctrace.cycles",
// as far as the dots go without an index or a call; each once, in order of appearance.
std::vector<std::string> paths_used(const Expr& expr);

// The value of one part of an expression, in order of evaluation: names, fields, calls and
// operators, but not literals, constants or the whole. Inside all/exists the parts of the one
// element that decided, as "b.at where b = #3 …", counted from 1. Records and long lists are left
// out, and so is a part seen before with the same value.
struct Part {
  std::string text;   // as written
  std::string value;  // to_string of its value
  bool operator==(const Part&) const = default;
};

struct EvalError {
  std::string what;  // e.g. "median of an empty list"
  int col = 0;       // offset into the source, 1-based
};

struct Evaluation {
  std::expected<Value, EvalError> value;
  std::vector<Part> parts;  // also of a failed evaluation, up to the failure
};

using Bindings = std::vector<std::pair<std::string, Value>>;

// Names that have no value, and why: an expression that asks for one fails with that.
using Unknowns = std::vector<std::pair<std::string, std::string>>;

// The expression must have been checked against types that the bindings conform to.
// Integer overflow, division by zero, index out of range and statistics of nothing are errors.
// Stops with an error after 5 million steps, so that nested macros end.
Evaluation eval_expr(const Expr& expr, const Bindings& bindings, const Unknowns& unknowns = {});

// For the manual and for did-you-mean: "median(list of numbers or durations)" and what it gives.
struct FunctionDoc {
  std::string name;
  std::string signature;
  std::string about;
};
const std::vector<FunctionDoc>& expr_functions();

}  // namespace grade
