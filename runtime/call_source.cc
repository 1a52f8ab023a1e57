// How: no type is spelled out. Each function is handed to a generic one that is written for the
// number of its parameters and results, and Go infers what they are:
//
//   func BenchmarkGradeCall0(b *gradetesting.B) { gradeCall0(b, (*T).fill) }
//
//   //go:noinline
//   func gradeCall0[A0, A1, R0 any](b *gradetesting.B, f func(A0, A1) R0) {
//     a0, a1 := gradeArguments[A0](), gradeArguments[A1]()
//     …
//
// The call goes through f, so it is not inlined: what the function moves to the heap is allocated.
#include "runtime/call_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/plan/plan.h"
#include "runtime/embedded.h"

namespace grade {
namespace {

constexpr std::string_view kClause = "\npackage call\n";

struct Parameter {
  enum class Kind { plain, any, last_of_any, list };  // x T, x any, x ...any, x ...T
  Kind kind = Kind::plain;
  std::string name;  // of its type
};

Parameter parameter(std::string_view type, std::size_t i) {
  const bool is_list = type.starts_with("...");
  if (is_list) type.remove_prefix(3);
  const bool is_any = type == "any" || type == "interface{}";
  using Kind = Parameter::Kind;
  return {is_any    ? (is_list ? Kind::last_of_any : Kind::any)
          : is_list ? Kind::list
                    : Kind::plain,
          fmt::format("A{}", i)};
}

std::vector<Parameter> parameters(const SourceFunction& f) {
  std::vector<Parameter> all;
  if (!f.receiver.empty()) all.push_back(parameter(f.receiver, 0));
  for (const std::string& type : f.params) all.push_back(parameter(type, all.size()));
  return all;
}

bool is_own_type(const Parameter& p) {
  return p.kind == Parameter::Kind::plain || p.kind == Parameter::Kind::list;
}

// How f declares it.
std::string declared(const Parameter& p) {
  switch (p.kind) {
    case Parameter::Kind::any:
      return "any";
    case Parameter::Kind::last_of_any:
      return "...any";
    case Parameter::Kind::list:
      return "..." + p.name;
    case Parameter::Kind::plain:
      break;
  }
  return p.name;
}

// An int for an interface, so that the call converts it as a student's call would.
std::string all_arguments(const Parameter& p) {
  if (!is_own_type(p)) return "gradeInts()";
  return fmt::format("{}[{}]()", p.kind == Parameter::Kind::list ? "gradeLists" : "gradeArguments",
                     p.name);
}
std::string one_argument(const Parameter& p) {
  if (!is_own_type(p)) return "gradeArgument[int](gradeSlot)";
  return fmt::format("{}[{}](gradeSlot)",
                     p.kind == Parameter::Kind::list ? "gradeList" : "gradeArgument", p.name);
}

std::string joined(std::size_t count, const auto& part) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ", ") + std::string(part(i));
  return out;
}

std::size_t parts_of(std::string_view type_list) {
  return 1 + static_cast<std::size_t>(std::ranges::count(type_list, ','));
}

std::string ints(std::size_t count) {
  return joined(count, [](std::size_t) { return "int"; });
}

// The function as an expression: "f[int]", "(*T[int, int]).m".
std::string value_of(const SourceFunction& f) {
  if (f.receiver.empty())
    return f.type_params.empty() ? f.name
                                 : fmt::format("{}[{}]", f.name, ints(f.type_params.size()));
  const std::size_t at = f.receiver.find('[');
  const std::string type = f.receiver.substr(0, at);
  const std::string of =
      at == std::string::npos ? "" : fmt::format("[{}]", ints(parts_of(f.receiver)));
  return fmt::format("({}{}).{}", type, of, f.name);
}

std::string with(std::string_view names, std::string_view before, std::string_view after) {
  return names.empty() ? "" : fmt::format("{}{}{}", before, names, after);
}

std::string call_of(const SourceFunction& f, std::size_t number) {
  const std::vector<Parameter> params = parameters(f);
  const std::size_t n = params.size();
  const std::size_t m = f.results.size();
  const auto each = [](std::string_view letter) {
    return [letter](std::size_t i) { return fmt::format("{}{}", letter, i); };
  };
  const std::string results = joined(m, each("R"));
  const std::string given = joined(m, each("r"));
  std::string types;
  for (const Parameter& p : params)
    if (is_own_type(p)) types += (types.empty() ? "" : ", ") + p.name;
  if (m > 0) types += (types.empty() ? "" : ", ") + results;
  const bool has_list = n > 0 && params.back().kind == Parameter::Kind::list;
  const std::string dots = has_list ? "..." : "";
  std::string variables;
  for (std::size_t i = 0; i < m; ++i) variables += fmt::format("\tvar r{0} R{0}\n", i);
  std::string fresh;
  for (std::size_t i = 0; i < n; ++i)
    fresh += fmt::format("\t\tx{} := {}\n", i, one_argument(params[i]));
  return fmt::format(
      "\nfunc {}(b *gradetesting.B) {{ gradeCall{}(b, {}) }}\n"
      "\n//go:noinline\nfunc gradeCall{}{}(b *gradetesting.B, f func({}){}) {{\n{}{}"
      "\tgradeRun(b, func(n int) {{\n\t\tfor i := range n {{\n\t\t\t_ = i\n\t\t\t{}f({}{})\n"
      "\t\t}}\n\t}}, func(isCalled bool) ([]any, []any) {{\n{}"
      "\t\tif isCalled {{\n\t\t\t{}f({}{})\n\t\t}}\n\t\treturn []any{{{}}}, "
      "[]any{{{}}}\n\t}})\n}}\n",
      call_benchmark(number), number, value_of(f), number, with(types, "[", " any]"),
      joined(n, [&](std::size_t i) { return declared(params[i]); }), with(results, " (", ")"),
      with(joined(n, each("a")), "\t",
           " := " + joined(n, [&](std::size_t i) { return all_arguments(params[i]); }) + "\n"),
      variables, with(given, "", " = "),
      joined(n, [](std::size_t i) { return fmt::format("a{}[i%gradeSlots]", i); }), dots, fresh,
      with(given, "", " = "), joined(n, each("x")), dots, joined(n, each("&x")),
      joined(m, each("&r")));
}

}  // namespace

std::string call_source(const std::vector<SourceFunction>& functions) {
  std::string source(embedded_file("call/call.go"));
  if (functions.empty()) return source;
  source.replace(source.find(kClause), kClause.size(),
                 fmt::format("\npackage {}\n", functions.front().package));
  for (std::size_t i = 0; i < functions.size(); ++i) source += call_of(functions[i], i);
  return source;
}

}  // namespace grade
