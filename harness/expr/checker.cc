#include "harness/expr/checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/pattern.h"
#include "harness/base/quantity.h"
#include "harness/base/text.h"
#include "harness/expr/lexer.h"
#include "harness/expr/typing.h"

namespace grade {
namespace {

// The candidate that was meant, "" when there is none: near by spelling, or the only one that
// goes on where the word stops.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  if (std::string near = nearest(word, candidates); !near.empty()) return near;
  const auto goes_on = [&](const std::string& c) {
    return word.size() >= 3 && c.starts_with(word);
  };
  const auto first = std::ranges::find_if(candidates, goes_on);
  return std::ranges::count_if(candidates, goes_on) == 1 ? *first : "";
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string meant = suggestion(word, candidates);
  return meant.empty() || meant == word ? "" : fmt::format(", did you mean '{}'?", meant);
}

std::vector<std::string> field_names(const Type& type) {
  std::vector<std::string> names;
  for (const auto& [name, field] : type.fields()) names.push_back(name);
  return names;
}

std::string joined(const std::vector<Type>& types) {
  std::string out;
  for (const Type& type : types) out += (out.empty() ? "" : ", ") + to_string(type);
  return out;
}

// Names that people bring along from other languages, and what does it here.
struct Brought {
  std::string_view name;
  std::string_view ours;
};
constexpr Brought kBrought[] = {
    {"len", "size(…)"},
    {"length", "size(…)"},
    {"avg", "mean(…)"},
    {"average", "mean(…)"},
    {"any", "list.exists(x, …)"},
    {"some", "list.exists(x, …)"},
    {"every", "list.all(x, …)"},
    {"find", "list.filter(x, …)"},
    {"find_all", "list.filter(x, …)"},
    {"select", "list.filter(x, …)"},
    {"where", "list.filter(x, …)"},
    {"count_if", "count(list.map(x, …))"},
    {"map_", "list.map(x, …)"},
    {"collect", "list.map(x, …)"},
    {"forEach", "list.map(x, …)"},
    {"sorted", "sort(…)"},
    {"order", "sort(…)"},
    {"unique", "distinct(…)"},
    {"uniq", "distinct(…)"},
    {"percentile", "quantile(list, 0.9)"},
    {"diff", "gaps(…)"},
    {"diffs", "gaps(…)"},
    {"concat", "join(list, text) or flatten(lists)"},
    {"head", "first(…)"},
    {"tail", "last(…)"},
    {"maximum", "max(…)"},
    {"minimum", "min(…)"},
    {"total", "sum(…)"},
    {"float", "double(…)"},
    {"str", "string(…)"},
    {"lowercase", "lower(…)"},
    {"toLower", "lower(…)"},
    {"includes", "text.contains(part), or value in list"},
    {"starts_with", "text.startsWith(…)"},
    {"ends_with", "text.endsWith(…)"},
    {"match", "text.matches(…)"},
    {"regex", "text.matches(…)"},
    {"not", "!(…)"},
};

// "" when it is no such name.
std::string_view ours_for(std::string_view name) {
  const auto found = std::ranges::find(kBrought, name, &Brought::name);
  return found == std::end(kBrought) ? "" : found->ours;
}

constexpr std::array<std::string_view, 9> kOtherCel = {
    "has", "dyn", "type", "uint", "bytes", "bool", "timestamp", "getHours", "getSeconds"};

// Of a literal; 0 for any other.
double as_number(const Node& node) {
  if (node.value.kind() == Kind::integer) return static_cast<double>(node.value.as_int());
  return node.value.kind() == Kind::real ? node.value.as_real() : 0;
}

bool is_int_literal(const Node& node) {
  return node.kind == Node::Kind::literal && node.value.kind() == Kind::integer;
}

std::string_view operand_kinds(Op op) {
  switch (op) {
    case Op::add:
      return "two ints, two doubles, two durations, two strings or two lists";
    case Op::subtract:
      return "two ints, two doubles or two durations";
    case Op::remainder:
      return "two ints";
    default:
      return "two ints or two doubles";
  }
}

bool takes(Op op, Kind kind) {
  switch (kind) {
    case Kind::integer:
      return true;
    case Kind::real:
      return op != Op::remainder;
    case Kind::duration:
      return op == Op::add || op == Op::subtract;
    case Kind::string:
    case Kind::list:
      return op == Op::add;
    default:
      return false;
  }
}

}  // namespace

Checker::Checker(const Expr& expr, const Scope& scope) : expr_(expr), names_(scope) {}

std::unexpected<Error> Checker::error(const Node& node, std::string what, std::string hint) const {
  return fail_at(pos_of(expr_, node.at), std::move(what), std::move(hint));
}

Result<Type> Checker::check(const Node& node) {
  switch (node.kind) {
    case Node::Kind::literal:
    case Node::Kind::constant:
      return Type(node.value.kind());
    case Node::Kind::name:
      return name(node);
    case Node::Kind::field:
      return field(node);
    case Node::Kind::index:
      return index(node);
    case Node::Kind::list:
      return list(node);
    case Node::Kind::unary:
      return unary(node);
    case Node::Kind::binary:
      return binary(node);
    case Node::Kind::logic:
      return logic(node);
    case Node::Kind::conditional:
      return conditional(node);
    case Node::Kind::call:
      return call(node);
    case Node::Kind::macro:
      return macro(node);
  }
  return error(node, "unknown syntax");
}

Result<std::vector<Type>> Checker::check_all(const Node& node) {
  std::vector<Type> types;
  for (const auto& kid : node.kids) {
    GRADE_TRY(Type type, check(*kid));
    types.push_back(std::move(type));
  }
  return types;
}

Result<Type> Checker::name(const Node& node) const {
  for (auto it = names_.rbegin(); it != names_.rend(); ++it) {
    if (it->first == node.name) return it->second;
  }
  if (const Function* function = find_function(node.name)) {
    return error(node, fmt::format("unknown name '{}'", node.name),
                 fmt::format("{} is a function: {}", node.name, function->signature));
  }
  std::vector<std::string> known = {"KiB", "MiB", "GiB", "KB", "MB", "GB"};
  for (const auto& [name, type] : names_) known.push_back(name);
  return error(node, fmt::format("unknown name '{}'{}", node.name, did_you_mean(node.name, known)));
}

std::unexpected<Error> Checker::no_field(const Node& node, const Type& base) const {
  const bool is_list = base.kind() == Kind::list;
  const std::vector<std::string> fields = field_names(is_list ? base.element() : base);
  const std::string near = suggestion(node.name, fields);
  std::string hint;
  if (is_list && !near.empty()) {
    hint = fmt::format("fields belong to the elements: write {}.map(x, x.{})",
                       text_of(expr_, *node.kids[0]), near);
  } else if (is_list && (node.name == "length" || node.name == "len" || node.name == "count" ||
                         node.name == "size")) {
    hint = fmt::format("write size({})", text_of(expr_, *node.kids[0]));
  } else if (is_list && (node.name == "first" || node.name == "last")) {
    hint = fmt::format("write {}({})", node.name, text_of(expr_, *node.kids[0]));
  }
  return error(node,
               fmt::format("{} has no field '{}'{}", to_string(base), node.name,
                           did_you_mean(node.name, fields)),
               std::move(hint));
}

Result<Type> Checker::field(const Node& node) {
  GRADE_TRY(Type base, check(*node.kids[0]));
  if (const Type* type = base.field(node.name)) return *type;
  return no_field(node, base);
}

Result<Type> Checker::index(const Node& node) {
  GRADE_TRY(std::vector<Type> types, check_all(node));
  if (types[0].kind() != Kind::list) {
    return error(node, fmt::format("only lists have elements [i], found {}", to_string(types[0])));
  }
  if (types[1].kind() != Kind::integer) {
    return error(*node.kids[1],
                 fmt::format("an index must be an int, found {}", to_string(types[1])));
  }
  if (is_int_literal(*node.kids[1]) && node.kids[1]->value.as_int() < 0) {
    return error(*node.kids[1], "an index must not be negative",
                 fmt::format("the last element is last({})", text_of(expr_, *node.kids[0])));
  }
  return types[0].element();
}

Result<Type> Checker::list(const Node& node) {
  Type element;
  for (const auto& kid : node.kids) {
    GRADE_TRY(Type type, check(*kid));
    std::optional<Type> both = unify(element, type);
    if (!both) {
      return error(*kid, fmt::format("elements of a list must have one type, found {} and {}{}",
                                     to_string(element), to_string(type),
                                     number_advice(node, element, type)));
    }
    element = std::move(*both);
  }
  return Type::list_of(std::move(element));
}

Result<Type> Checker::unary(const Node& node) {
  GRADE_TRY(Type type, check(*node.kids[0]));
  if (node.op == Op::is_not && type.kind() != Kind::boolean) {
    return error(node, fmt::format("'!' needs a bool, found {}", to_string(type)));
  }
  if (node.op == Op::negate && !is_quantity(type)) {
    return error(node, fmt::format("'-' needs a number or a duration, found {}", to_string(type)));
  }
  return type;
}

// ": use double(…) or write 2.0" when ints and doubles met.
std::string Checker::number_advice(const Node& node, const Type& left, const Type& right) const {
  if (!left.is_number() || !right.is_number() || left == right) return "";
  for (const auto& kid : node.kids) {
    if (!is_int_literal(*kid)) continue;
    return fmt::format(": use double(…) or write {}.0", kid->value.as_int());
  }
  return ": use double(…)";
}

Result<Type> Checker::binary(const Node& node) {
  GRADE_TRY(std::vector<Type> types, check_all(node));
  switch (node.op) {
    case Op::multiply:
    case Op::divide:
    case Op::remainder:
    case Op::add:
    case Op::subtract:
      return arithmetic(node, types[0], types[1]);
    case Op::in:
      return membership(node, types[0], types[1]);
    default:
      return comparison(node, types[0], types[1]);
  }
}

Result<Type> Checker::arithmetic(const Node& node, const Type& left, const Type& right) const {
  const std::optional<Type> both = unify(left, right);
  if (both && takes(node.op, both->kind())) return *both;
  std::string hint;
  if (left.kind() == Kind::duration || right.kind() == Kind::duration) {
    hint = "seconds(…) turns a duration into a double";
  }
  return error(
      node,
      fmt::format("'{}' needs {}, found {} and {}{}", to_string(node.op), operand_kinds(node.op),
                  to_string(left), to_string(right), number_advice(node, left, right)),
      std::move(hint));
}

// Whole division loses the fraction, and with it what a ratio says.
Result<void> Checker::no_lost_fraction(const Node& node, const Type& left,
                                       const Type& right) const {
  for (const auto& kid : node.kids) {
    if (kid->kind != Node::Kind::binary || kid->op != Op::divide) continue;
    const bool is_int = (kid == node.kids[0] ? left : right).kind() == Kind::integer;
    const bool meets_real = left.kind() == Kind::real || right.kind() == Kind::real;
    const bool is_equality = node.op == Op::equal || node.op == Op::not_equal;
    const bool has_unit = std::ranges::any_of(kid->kids, [](const auto& operand) {
      return operand->kind == Node::Kind::literal || operand->kind == Node::Kind::constant;
    });
    if (!is_int || ((has_unit || is_equality) && !meets_real)) continue;
    return error(*kid, "'/' of two ints loses the fraction",
                 fmt::format("write double({}) / double({})", text_of(expr_, *kid->kids[0]),
                             text_of(expr_, *kid->kids[1])));
  }
  return {};
}

Result<Type> Checker::comparison(const Node& node, const Type& left, const Type& right) const {
  GRADE_TRY_VOID(no_lost_fraction(node, left, right));
  const bool is_equality = node.op == Op::equal || node.op == Op::not_equal;
  if (is_equality ? can_equal(left, right) : can_order(left, right)) return boolean_type();
  std::string hint;
  const Node& first = *node.kids[0];
  if (first.kind == Node::Kind::binary && left.kind() == Kind::boolean && right.is_number()) {
    hint = "comparisons do not chain: write a < b && b < c";
  } else if (left.kind() == Kind::duration || right.kind() == Kind::duration) {
    hint = "a duration is written duration(\"2s\")";
  }
  if (can_equal(left, right)) {
    return error(node, fmt::format("'{}' needs numbers, durations, strings or bools, found {}",
                                   to_string(node.op), to_string(left)));
  }
  return error(node, fmt::format("cannot compare {} with {}", to_string(left), to_string(right)),
               std::move(hint));
}

Result<Type> Checker::membership(const Node& node, const Type& item, const Type& list) const {
  if (list.kind() == Kind::list && can_equal(item, list.element())) return boolean_type();
  const bool is_text = list.kind() == Kind::string && item.kind() == Kind::string;
  return error(node,
               fmt::format("'in' needs a value and a list of such values, found {} and {}",
                           to_string(item), to_string(list)),
               is_text ? "for a part of a text write text.contains(part)" : "");
}

Result<Type> Checker::logic(const Node& node) {
  for (const auto& kid : node.kids) {
    GRADE_TRY(Type type, check(*kid));
    if (type.kind() == Kind::boolean) continue;
    return error(*kid,
                 fmt::format("'{}' needs bools, found {}", to_string(node.op), to_string(type)));
  }
  return boolean_type();
}

Result<Type> Checker::conditional(const Node& node) {
  GRADE_TRY(std::vector<Type> types, check_all(node));
  if (types[0].kind() != Kind::boolean) {
    return error(*node.kids[0], fmt::format("the condition of '?:' must be a bool, found {}",
                                            to_string(types[0])));
  }
  if (std::optional<Type> both = unify(types[1], types[2])) return *both;
  return error(node, fmt::format("the branches of '?:' must have one type, found {} and {}{}",
                                 to_string(types[1]), to_string(types[2]),
                                 number_advice(node, types[1], types[2])));
}

std::unexpected<Error> Checker::unknown_function(const Node& node) const {
  if (std::ranges::find(kOtherCel, node.name) != kOtherCel.end()) {
    return error(node, fmt::format("{}() is CEL but not in this language", node.name));
  }
  if (const std::string_view ours = ours_for(node.name); !ours.empty()) {
    return error(node, fmt::format("unknown function '{}'", node.name),
                 fmt::format("write {}", ours));
  }
  std::vector<std::string> known;
  for (const FunctionDoc& doc : expr_functions()) known.push_back(doc.name);
  if (!node.is_member && std::ranges::find(known, node.name) != known.end()) {
    return error(node, fmt::format("{} is called on a list", node.name),
                 fmt::format("write list.{}(x, …x…)", node.name));
  }
  return error(node,
               fmt::format("unknown function '{}'{}", node.name, did_you_mean(node.name, known)));
}

// Called as it wants to be: f(x) or x.f(), with as many arguments as it takes.
Result<void> Checker::call_form(const Node& node, const Function& function) const {
  if (node.is_member && function.style == CallStyle::function) {
    return error(node, fmt::format("'{}' is not a member function", node.name),
                 fmt::format("write {}({}{})", node.name, text_of(expr_, *node.kids[0]),
                             node.kids.size() > 1 ? ", …" : ""));
  }
  if (!node.is_member && function.style == CallStyle::member) {
    return error(node, fmt::format("'{}' is a member function", node.name),
                 fmt::format("write {}", function.signature));
  }
  const std::size_t count = node.kids.size();
  if (count >= function.min_arguments && count <= function.max_arguments) return {};
  const std::size_t receiver = node.is_member ? 1 : 0;
  const std::size_t wanted = function.min_arguments - receiver;
  return error(node,
               fmt::format("{} takes {} argument{}, found {}", node.name, wanted,
                           wanted == 1 ? "" : "s", count - receiver),
               std::string(function.signature));
}

Result<Type> Checker::call(const Node& node) {
  const Function* function = find_function(node.name);
  if (function == nullptr) return unknown_function(node);
  GRADE_TRY_VOID(call_form(node, *function));
  GRADE_TRY(std::vector<Type> types, check_all(node));
  std::optional<Type> type = function->type(types);
  if (!type) {
    const bool is_mixed = types.size() > 1 && types[0].is_number() && types[1].is_number();
    return error(node,
                 fmt::format("{} does not take ({}){}", node.name, joined(types),
                             is_mixed ? number_advice(node, types[0], types[1]) : ""),
                 std::string(function->signature));
  }
  GRADE_TRY_VOID(literal_arguments(node));
  return *type;
}

// A duration or a pattern written out is wrong now, not when the condition is judged.
Result<void> Checker::literal_arguments(const Node& node) const {
  const Node& last = *node.kids.back();
  if (last.kind != Node::Kind::literal) return {};
  if (node.name == "duration" && !parse_duration(last.value.as_string())) {
    return error(last,
                 fmt::format("\"{}\" is not a duration", printable(last.value.as_string(), 60)),
                 "write a number and a unit: \"1m30s\", \"2.5ms\"; units h m s ms us ns");
  }
  if (node.name == "quantile" && as_number(last) > 1) {
    return error(last, "a quantile is between 0 and 1",
                 fmt::format("write {}", as_number(last) / 100));
  }
  if (node.name != "matches") return {};
  if (auto pattern = Pattern::compile(last.value.as_string()); !pattern) {
    return error(last, std::move(pattern.error()),
                 "patterns follow RE2: github.com/google/re2/wiki/Syntax");
  }
  return {};
}

Result<void> Checker::top_count(const Node& node) {
  GRADE_TRY(const Type type, check(node));
  if (type.kind() != Kind::integer)
    return error(node, fmt::format("the number of top must be an int, found {}", to_string(type)));
  if (is_int_literal(node) && node.value.as_int() < 0)
    return error(node, "the number of top must not be negative");
  return {};
}

Result<Type> Checker::macro(const Node& node) {
  GRADE_TRY(Type list, check(*node.kids[0]));
  if (list.kind() != Kind::list) {
    return error(node, fmt::format("{} is for lists, found {}", node.name, to_string(list)));
  }
  if (node.op == Op::top) GRADE_TRY_VOID(top_count(*node.kids[2]));
  bind(node.variable, list.element());
  Result<Type> body = check(*node.kids[1]);
  unbind();
  if (!body) return body;
  if (node.op == Op::map) return Type::list_of(std::move(*body));
  if (node.op == Op::top) {
    if (is_quantity(*body) || body->kind() == Kind::string) return list;
    return error(*node.kids[1], fmt::format("top goes by numbers, durations or strings, found {}",
                                            to_string(*body)));
  }
  if (body->kind() != Kind::boolean) {
    return error(*node.kids[1], fmt::format("the condition of {} must be a bool, found {}",
                                            node.name, to_string(*body)));
  }
  return node.op == Op::filter ? list : boolean_type();
}

Result<Type> check_expr(const Expr& expr, const Scope& scope) {
  GRADE_CHECK(expr.root != nullptr, "only parsed expressions are checked");
  return Checker(expr, scope).check(*expr.root);
}

}  // namespace grade
