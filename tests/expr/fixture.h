// A scope as a criteria file would give it, and values that conform to it.
#pragma once

#include <string>

#include "harness/base/source_text.h"
#include "harness/expr/expr.h"

namespace grade::expr_fixture {

inline Type cycle_type() {
  return Type::record_of({{"n", int_type()},
                          {"at", duration_type()},
                          {"goal_mb", int_type()},
                          {"cpu", real_type()},
                          {"forced", boolean_type()}});
}

inline Scope scope() {
  const Type trace =
      Type::record_of({{"cycles", Type::list_of(cycle_type())}, {"procs", int_type()}});
  return {{"gogc50", Type::record_of({{"gctrace", trace}, {"ok", boolean_type()}})},
          {"out", string_type()},
          {"xs", Type::list_of(int_type())},
          {"ys", Type::list_of(real_type())},
          {"ds", Type::list_of(duration_type())},
          {"names", Type::list_of(string_type())},
          {"nested", Type::list_of(Type::list_of(int_type()))},
          {"none", Type::list_of(int_type())},
          {"a", int_type()},
          {"b", int_type()},
          {"r", real_type()},
          {"d", duration_type()},
          {"p", boolean_type()},
          {"q", boolean_type()}};
}

inline Value cycle(int n, int goal_mb, bool forced) {
  return Record{{"n", n},
                {"at", Duration(std::chrono::milliseconds(100 * n))},
                {"goal_mb", goal_mb},
                {"cpu", 0.5 * n},
                {"forced", forced}};
}

inline Bindings bindings() {
  const List cycles = {cycle(1, 4, false), cycle(2, 8, false), cycle(3, 7, true),
                       cycle(4, 16, false)};
  const Record trace = {{"cycles", cycles}, {"procs", 2}};
  const auto ms = [](int n) { return Value(Duration(std::chrono::milliseconds(n))); };
  return {{"gogc50", Record{{"gctrace", trace}, {"ok", true}}},
          {"out", "HeapAlloc = 12 MB\ndone\n"},
          {"xs", List{3, 1, 4, 1, 5}},
          {"ys", List{1.5, 2.5, 3.5}},
          {"ds", List{ms(10), ms(30), ms(20)}},
          {"names", List{"alice", "Bob"}},
          {"nested", List{Value(List{1, 2}), Value(List{}), Value(List{3})}},
          {"none", List{}},
          {"a", 7},
          {"b", -2},
          {"r", 2.5},
          {"d", Duration(std::chrono::milliseconds(1500))},
          {"p", true},
          {"q", false}};
}

inline Pos start() { return {"task.yaml", 1, 1}; }

// The error of parsing, else of checking, with its snippet; else "type: …".
inline std::string diagnosis(const std::string& source) {
  const auto expr = parse_expr(source, start());
  if (!expr) return to_string(with_snippet(expr.error(), source));
  const auto type = check_expr(*expr, scope());
  return type ? "type: " + to_string(*type) : to_string(with_snippet(type.error(), source));
}

inline Evaluation evaluate(const std::string& source) {
  const auto expr = parse_expr(source, start());
  if (!expr) return {std::unexpected(EvalError{"does not parse: " + expr.error().what, 0}), {}};
  const auto type = check_expr(*expr, scope());
  if (!type) return {std::unexpected(EvalError{"does not check: " + type.error().what, 0}), {}};
  return eval_expr(*expr, bindings());
}

// The value as text, or "error 5: what".
inline std::string result(const std::string& source) {
  const Evaluation evaluation = evaluate(source);
  if (evaluation.value) return to_string(*evaluation.value);
  return "error " + std::to_string(evaluation.value.error().col) + ": " +
         evaluation.value.error().what;
}

}  // namespace grade::expr_fixture
