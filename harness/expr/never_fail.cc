#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "harness/expr/checker.h"
#include "harness/expr/range.h"
#include "harness/expr/typing.h"

namespace grade {
namespace {

constexpr std::size_t kMaxSteps = 20'000;

enum class Truth { no, yes, maybe };
Truth truth_of(bool b) { return b ? Truth::yes : Truth::no; }
Truth opposite(Truth truth) {
  return truth == Truth::maybe ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}

// What is taken for granted while a part is looked at. Parts are known by the number of their
// shape: parts that read the same, blanks and brackets aside, have one number.
struct Facts {
  std::map<int, Truth> truths;
  std::map<int, Range> ranges;
  std::map<std::pair<int, int>, unsigned> relations;  // of the lower number to the higher
};

// Gives equal numbers to parts of equal shape.
class Shapes {
 public:
  int number(const Node& node);

 private:
  std::map<const Node*, int> known_;
  std::map<std::string, int> shapes_;
};

int Shapes::number(const Node& node) {
  if (const auto known = known_.find(&node); known != known_.end()) return known->second;
  const bool is_value = node.kind == Node::Kind::literal || node.kind == Node::Kind::constant;
  const auto kind = is_value ? Node::Kind::literal : node.kind;
  std::string shape = fmt::format("{}/{}/{}/{}/", static_cast<int>(kind), static_cast<int>(node.op),
                                  is_value ? "" : node.name, node.variable);
  for (const auto& kid : node.kids) shape += fmt::format("{},", number(*kid));
  if (is_value)
    shape += fmt::format("{}:{}", static_cast<int>(node.value.kind()),
                         to_string(node.value, kMaxSource * 8));
  const int number =
      shapes_.try_emplace(std::move(shape), static_cast<int>(shapes_.size())).first->second;
  known_[&node] = number;
  return number;
}

bool has_macro(const Node& node) {
  return node.kind == Node::Kind::macro ||
         std::ranges::any_of(node.kids, [](const auto& kid) { return has_macro(*kid); });
}

// Evaluates with ranges in place of values. "A || B" is certain when B is certain wherever A does
// not hold, so each operand is looked at with the others before it taken for false (for &&: true).
class Prover {
 public:
  enum class Direction { forwards, backwards };
  Prover(const Expr& expr, const Scope& scope, Direction direction)
      : expr_(expr), checker_(expr, scope), direction_(direction) {}
  Truth truth(const Node& node);
  bool gave_up() const { return steps_ >= kMaxSteps; }

 private:
  const std::optional<Value>& constant(const Node& node);
  const Type& type_of(const Node& node);
  Truth find_truth(const Node& node);
  Truth logic(const Node& node);
  Truth comparison(const Node& node);
  Truth macro(const Node& node);
  Truth text_test(const Node& node);
  template <class Look>
  auto branches(const Node& node, Look look);

  Range range(const Node& node);
  Range find_range(const Node& node);
  Range call_range(const Node& node);
  Range elements(const Node& list);
  template <class Look>
  auto inside(const Node& macro, Look look);

  void assume(const Node& node, bool holds);
  void assume_relation(const Node& node, unsigned relation);
  unsigned relation(const Node& left, const Node& right);
  unsigned& stored_relation(int left, int right);
  bool is_quantity_node(const Node& node);
  bool is_int(const Node& node);

  const Expr& expr_;
  Checker checker_;
  Direction direction_;
  Shapes shapes_;
  Facts facts_;
  std::map<const Node*, Type> types_;
  std::map<const Node*, std::optional<Value>> constants_;
  std::size_t steps_ = 0;
};

// The value of a part that names nothing.
const std::optional<Value>& Prover::constant(const Node& node) {
  static const std::optional<Value> kNone;
  if (node.has_name) return kNone;
  const auto [known, is_new] = constants_.try_emplace(&node);
  if (!is_new || has_macro(node)) return known->second;
  const Expr part{expr_.source, expr_.pos, std::shared_ptr<const Node>(expr_.root, &node)};
  Evaluation evaluation = eval_expr(part, {});
  if (evaluation.value) known->second = std::move(*evaluation.value);
  return known->second;
}

// A node stands in one place and so has one type, whatever is assumed.
const Type& Prover::type_of(const Node& node) {
  const auto [known, is_new] = types_.try_emplace(&node);
  if (!is_new) return known->second;
  if (Result<Type> type = checker_.check(node)) known->second = std::move(*type);
  return known->second;
}

// Looks at both branches of "c ? a : b", each where it is taken; at one twice when c is certain.
template <class Look>
auto Prover::branches(const Node& node, Look look) {
  const Truth condition = truth(*node.kids[0]);
  const auto under = [&](bool holds) {
    const Facts before = facts_;
    assume(*node.kids[0], holds);
    auto seen = look(*node.kids[holds ? 1 : 2]);
    facts_ = before;
    return seen;
  };
  auto first = under(condition != Truth::no);
  auto second = condition == Truth::maybe ? under(false) : first;
  return std::pair(first, second);
}

// Looks at the body with its element in sight; facts about outer names of the same spelling end.
template <class Look>
auto Prover::inside(const Node& macro, Look look) {
  const Type element = type_of(*macro.kids[0]).element();
  const Facts before = std::exchange(facts_, {});
  checker_.bind(macro.variable, element);
  auto seen = look(*macro.kids[1]);
  checker_.unbind();
  facts_ = before;
  return seen;
}

Truth Prover::truth(const Node& node) {
  if (++steps_ >= kMaxSteps) return Truth::maybe;
  if (const auto fact = facts_.truths.find(shapes_.number(node)); fact != facts_.truths.end()) {
    return fact->second;
  }
  if (const std::optional<Value>& value = constant(node)) return truth_of(value->as_bool());
  return find_truth(node);
}

Truth Prover::find_truth(const Node& node) {
  switch (node.kind) {
    case Node::Kind::unary:
      return opposite(truth(*node.kids[0]));
    case Node::Kind::binary:
      return node.op == Op::in ? Truth::maybe : comparison(node);
    case Node::Kind::logic:
      return logic(node);
    case Node::Kind::macro:
      return macro(node);
    case Node::Kind::call:
      return text_test(node);
    case Node::Kind::conditional: {
      const auto both = branches(node, [this](const Node& branch) { return truth(branch); });
      return both.first == both.second ? both.first : Truth::maybe;
    }
    default:
      return Truth::maybe;
  }
}

Truth Prover::logic(const Node& node) {
  const Truth decisive = truth_of(node.op == Op::any_of);
  const Facts before = facts_;
  Truth out = opposite(decisive);
  for (std::size_t i = 0; i < node.kids.size(); ++i) {
    const std::size_t k = direction_ == Direction::forwards ? i : node.kids.size() - 1 - i;
    const Truth operand = truth(*node.kids[k]);
    if (operand == decisive) out = decisive;
    if (operand == decisive || gave_up()) break;
    if (operand != Truth::maybe) continue;
    out = Truth::maybe;
    assume(*node.kids[k], decisive == Truth::no);
  }
  facts_ = before;
  return out;
}

Truth Prover::comparison(const Node& node) {
  const unsigned can_be = relation(*node.kids[0], *node.kids[1]);
  const unsigned wanted = relation_of(node.op);
  if ((can_be & ~wanted) == 0) return Truth::yes;
  return (can_be & wanted) == 0 ? Truth::no : Truth::maybe;
}

// Over an empty list, all holds and exists does not.
Truth Prover::macro(const Node& node) {
  const Truth body = inside(node, [this](const Node& condition) { return truth(condition); });
  if (node.op == Op::all) return body == Truth::yes ? Truth::yes : Truth::maybe;
  return body == Truth::no ? Truth::no : Truth::maybe;
}

Truth Prover::text_test(const Node& node) {
  static const std::set<std::string_view> kTests = {"contains", "startsWith", "endsWith",
                                                    "matches"};
  if (!kTests.contains(node.name)) return Truth::maybe;
  const std::optional<Value>& part = constant(*node.kids[1]);
  if (!part) return Truth::maybe;
  const std::string& text = part->as_string();
  const bool is_any_pattern =
      node.name == "matches" && (text == ".*" || text == "^" || text == "$");
  return text.empty() || is_any_pattern ? Truth::yes : Truth::maybe;
}

bool Prover::is_int(const Node& node) { return type_of(node).kind() == Kind::integer; }
bool Prover::is_quantity_node(const Node& node) { return is_quantity(type_of(node)); }

Range Prover::range(const Node& node) {
  if (++steps_ >= kMaxSteps) return {};
  const Range found = find_range(node);
  const auto fact = facts_.ranges.find(shapes_.number(node));
  return fact == facts_.ranges.end() ? found : meet(found, fact->second);
}

Range Prover::find_range(const Node& node) {
  if (const std::optional<Value>& value = constant(node)) return range_of(*value);
  switch (node.kind) {
    case Node::Kind::unary:
      return negated(range(*node.kids[0]));
    case Node::Kind::binary:
      return compute(node.op, range(*node.kids[0]), range(*node.kids[1]));
    case Node::Kind::call:
      return call_range(node);
    case Node::Kind::conditional: {
      const auto both = branches(node, [this](const Node& branch) { return range(branch); });
      return join(both.first, both.second);
    }
    default:
      return {.is_int = is_int(node)};
  }
}

Range Prover::call_range(const Node& node) {
  const std::string& name = node.name;
  const Range any;
  if (name == "size" || name == "count") return {0, any.hi, true};
  if (name == "share" || name == "mann_whitney_p") return {0, 1, false};
  if (name == "abs") return absolute(range(*node.kids[0]));
  if (name == "seconds") return compute(Op::multiply, range(*node.kids[0]), {1e-9, 1e-9, false});
  if (name == "double" && is_quantity_node(*node.kids[0])) {
    const Range whole = range(*node.kids[0]);
    return {whole.lo, whole.hi, false};
  }
  if (name == "median" || name == "mean" || name == "quantile") {
    const Range each = elements(*node.kids[0]);
    return {each.lo, each.hi, false};
  }
  if (name == "sum") {
    const Range each = elements(*node.kids[0]);
    return {each.lo >= 0 ? 0 : any.lo, each.hi <= 0 ? 0 : any.hi, each.is_int};
  }
  if (name != "min" && name != "max") return {.is_int = is_int(node)};
  if (node.kids.size() == 1) return elements(*node.kids[0]);
  Range out = range(*node.kids[0]);
  for (const auto& kid : node.kids) {
    const Range next = range(*kid);
    const auto pick = [&](double a, double b) {
      return name == "min" ? std::min(a, b) : std::max(a, b);
    };
    out = {pick(out.lo, next.lo), pick(out.hi, next.hi), out.is_int && next.is_int};
  }
  return out;
}

// What the elements of a list can be.
Range Prover::elements(const Node& list) {
  if (++steps_ >= kMaxSteps) return {};
  const bool is_filter = list.kind == Node::Kind::macro && list.op == Op::filter;
  const bool is_same = list.kind == Node::Kind::call && list.name == "distinct";
  if (is_filter || is_same) return elements(*list.kids[0]);
  if (list.kind == Node::Kind::macro && list.op == Op::map) {
    return inside(list, [this](const Node& body) { return range(body); });
  }
  if (list.kind == Node::Kind::list && !list.kids.empty()) {
    Range out = range(*list.kids[0]);
    for (const auto& kid : list.kids) out = join(out, range(*kid));
    return out;
  }
  return {.is_int = type_of(list).element().kind() == Kind::integer};
}

unsigned& Prover::stored_relation(int left, int right) {
  return facts_.relations.try_emplace({left, right}, unsigned{kAnyRelation}).first->second;
}

// How the two can stand to each other.
unsigned Prover::relation(const Node& left, const Node& right) {
  const int l = shapes_.number(left);
  const int r = shapes_.number(right);
  if (l == r) return kEqual;
  const unsigned fact = l < r ? stored_relation(l, r) : mirrored(stored_relation(r, l));
  if (!is_quantity_node(left) || !is_quantity_node(right)) return fact;
  return fact & possible(range(left), range(right));
}

void Prover::assume_relation(const Node& node, unsigned wanted) {
  const Node& left = *node.kids[0];
  const Node& right = *node.kids[1];
  const int l = shapes_.number(left);
  const int r = shapes_.number(right);
  const unsigned now = relation(left, right) & wanted;
  if (l < r) stored_relation(l, r) &= now;
  if (r < l) stored_relation(r, l) &= mirrored(now);
  if (l == r || !is_quantity_node(left) || !is_quantity_node(right)) return;
  const Range from_right = range(right);
  const Range from_left = range(left);
  facts_.ranges[l] = narrowed(from_left, now, from_right);
  facts_.ranges[r] = narrowed(from_right, mirrored(now), from_left);
}

void Prover::assume(const Node& node, bool holds) {
  if (++steps_ >= kMaxSteps) return;
  if (node.kind == Node::Kind::unary) {
    assume(*node.kids[0], !holds);
  } else if (node.kind == Node::Kind::logic && (node.op == Op::all_of) == holds) {
    for (const auto& kid : node.kids) assume(*kid, holds);
  } else if (const unsigned wanted = relation_of(node.op); wanted != 0) {
    assume_relation(node, holds ? wanted : kAnyRelation & ~wanted);
  }
  facts_.truths[shapes_.number(node)] = truth_of(holds);
}

bool is_certain(const Expr& expr, const Scope& scope, Prover::Direction direction) {
  Prover prover(expr, scope, direction);
  return prover.truth(*expr.root) == Truth::yes && !prover.gave_up();
}

}  // namespace

bool can_never_fail(const Expr& expr, const Scope& scope) {
  if (paths_used(expr).empty()) return true;
  const Result<Type> type = check_expr(expr, scope);
  if (!type || type->kind() != Kind::boolean) return false;
  return is_certain(expr, scope, Prover::Direction::forwards) ||
         is_certain(expr, scope, Prover::Direction::backwards);
}

}  // namespace grade
