// How: a walk over the checked tree. Types are known to fit, so errors here are about values only:
// a division by zero, an empty list, an overflow, NaN. An error is a value that travels upwards
// until && or || is decided by its other side, as in CEL.
// Values in bindings can be lists of 100,000 records, so paths are followed by pointer (`hold`) and
// only what is computed is stored; copying would make a condition as slow as parsing the file.
// Beside the value, the parts are collected: the value of each path, call and comparison, which is
// what a verdict shows. Inside a macro they are switched off and, once it is decided, switched on
// again to evaluate the one element that decided it, for otherwise a list of a thousand would show
// a thousand.
// Each node costs a step of the budget, and functions pay for the elements that they touch, so that
// a condition of 4 KiB cannot run for minutes; once it is gone, every result is an error.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "harness/expr/arithmetic.h"
#include "harness/expr/ast.h"
#include "harness/expr/functions.h"
#include "harness/expr/parts.h"

namespace grade {
namespace {

constexpr std::size_t kMaxSteps = 5'000'000;

class Evaluator {
 public:
  Evaluator(const Expr& expr, const Bindings& bindings, const Unknowns& unknowns);
  Evaluation run();

 private:
  using Outcome = std::expected<Value, EvalError>;
  // Where the value is: in the bindings, or in the storage that the caller gave.
  using Held = std::expected<const Value*, EvalError>;

  std::unexpected<EvalError> error(const Node& node, std::string what) const {
    return std::unexpected(EvalError{std::move(what), node.at + 1});
  }
  Held hold(const Node& node, Value& storage);
  Outcome eval(const Node& node);
  Held path(const Node& node, Value& storage);
  Held base_of(const Node& node, Value& storage);
  Held name(const Node& node) const;
  Held element(const Node& node, const Value& list, Value& storage);
  Outcome compute_node(const Node& node);
  Outcome list(const Node& node);
  Outcome unary(const Node& node);
  Outcome binary(const Node& node);
  Outcome compare(const Node& node, const Value& left, const Value& right);
  Outcome membership(const Node& node, const Value& item, const Value& list);
  Outcome logic(const Node& node);
  Outcome conditional(const Node& node);
  Outcome call(const Node& node);

  Outcome macro(const Node& node);
  Outcome body(const Node& node, const Value& element);
  Outcome decide(const Node& node, const List& items);
  Outcome exactly_one(const Node& node, const List& items);
  Outcome filter(const Node& node, const List& items);
  Outcome map(const Node& node, const List& items);
  Outcome top(const Node& node, const List& items);
  void show(const Node& node, const List& items, std::size_t index);

  const Expr& expr_;
  const Unknowns& unknowns_;
  std::vector<std::pair<std::string_view, const Value*>> names_;  // innermost last
  Workshop shop_{Budget(kMaxSteps), {}};
  PartList parts_;
};

Evaluator::Evaluator(const Expr& expr, const Bindings& bindings, const Unknowns& unknowns)
    : expr_(expr), unknowns_(unknowns), parts_(expr) {
  for (const auto& [name, value] : bindings) names_.emplace_back(name, &value);
}

Evaluation Evaluator::run() {
  Outcome value = eval(*expr_.root);
  return {std::move(value), parts_.take()};
}

Evaluator::Held Evaluator::hold(const Node& node, Value& storage) {
  if (!shop_.budget.spend(1)) return error(node, "stopped after 5 million steps");
  Held held = &storage;
  if (node.kind == Node::Kind::name || node.kind == Node::Kind::field ||
      node.kind == Node::Kind::index) {
    held = path(node, storage);
  } else if (node.kind == Node::Kind::literal || node.kind == Node::Kind::constant) {
    return &node.value;
  } else {
    Outcome outcome = compute_node(node);
    if (!outcome) return std::unexpected(std::move(outcome.error()));
    storage = std::move(*outcome);
  }
  // What a function returned after the budget ran out is not to be trusted.
  if (shop_.budget.is_gone()) return error(node, "stopped after 5 million steps");
  if (held && parts_.is_on()) parts_.add(node, **held);
  return held;
}

Evaluator::Outcome Evaluator::eval(const Node& node) {
  Value storage;
  const Held held = hold(node, storage);
  if (!held) return std::unexpected(held.error());
  return *held == &storage ? std::move(storage) : **held;
}

// Prefixes of a path are no parts of their own.
Evaluator::Held Evaluator::base_of(const Node& node, Value& storage) {
  if (is_path(*node.kids[0])) return path(*node.kids[0], storage);
  return hold(*node.kids[0], storage);
}

Evaluator::Held Evaluator::path(const Node& node, Value& storage) {
  if (node.kind == Node::Kind::name) return name(node);
  Held base = base_of(node, storage);
  if (!base) return base;
  if (node.kind == Node::Kind::index) return element(node, **base, storage);
  if (std::optional<Value> field = (*base)->field(node.name)) {
    storage = std::move(*field);
    return &storage;
  }
  return error(node, fmt::format("no field '{}'", node.name));
}

Evaluator::Held Evaluator::name(const Node& node) const {
  for (auto it = names_.rbegin(); it != names_.rend(); ++it) {
    if (it->first == node.name) return it->second;
  }
  for (const auto& [unknown, why] : unknowns_)
    if (unknown == node.name) return error(node, why);
  return error(node, fmt::format("no value for '{}'", node.name));
}

// The list may be in the storage that the element goes to.
Evaluator::Held Evaluator::element(const Node& node, const Value& list, Value& storage) {
  const Outcome index = eval(*node.kids[1]);
  if (!index) return std::unexpected(index.error());
  const List& items = list.as_list();
  const std::int64_t i = index->as_int();
  if (i < 0 || static_cast<std::uint64_t>(i) >= items.size())
    return error(node, fmt::format("index {} of a list of {} elements", i, items.size()));
  Value found = items[static_cast<std::size_t>(i)];
  storage = std::move(found);
  return &storage;
}

Evaluator::Outcome Evaluator::compute_node(const Node& node) {
  switch (node.kind) {
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
    default:
      return error(node, "unknown syntax");
  }
}

Evaluator::Outcome Evaluator::list(const Node& node) {
  Values items;
  for (const auto& kid : node.kids) {
    Outcome item = eval(*kid);
    if (!item) return item;
    items.push_back(std::move(*item));
  }
  return Value(std::move(items));
}

Evaluator::Outcome Evaluator::unary(const Node& node) {
  Outcome operand = eval(*node.kids[0]);
  if (!operand) return operand;
  if (node.op == Op::is_not) return !operand->as_bool();
  Computed out = negated(*operand);
  if (!out) return error(node, std::move(out.error()));
  return std::move(*out);
}

Evaluator::Outcome Evaluator::binary(const Node& node) {
  Value left_storage;
  Value right_storage;
  const Held left = hold(*node.kids[0], left_storage);
  if (!left) return std::unexpected(left.error());
  const Held right = hold(*node.kids[1], right_storage);
  if (!right) return std::unexpected(right.error());
  switch (node.op) {
    case Op::multiply:
    case Op::divide:
    case Op::remainder:
    case Op::add:
    case Op::subtract:
      break;
    case Op::in:
      return membership(node, **left, **right);
    default:
      return compare(node, **left, **right);
  }
  if ((*left)->kind() == Kind::string) {
    shop_.budget.spend(((*left)->as_string().size() + (*right)->as_string().size()) / 16);
  }
  if ((*left)->kind() == Kind::list) {
    shop_.budget.spend((*left)->as_list().size() + (*right)->as_list().size());
  }
  if (shop_.budget.is_gone()) return error(node, "stopped after 5 million steps");
  Computed out = compute(node.op, **left, **right);
  if (!out) return error(node, std::move(out.error()));
  return std::move(*out);
}

bool is_nan(const Value& value) {
  return value.kind() == Kind::real && std::isnan(value.as_real());
}

// No conclusion is drawn from a number that is none.
Evaluator::Outcome Evaluator::compare(const Node& node, const Value& left, const Value& right) {
  if (is_nan(left) || is_nan(right))
    return error(node, "compared with a value that is not a number");
  const bool is_zero = left.kind() == Kind::duration || right.kind() == Kind::duration;
  const int order = is_zero ? compare_values(matched(left, right.kind()),
                                             matched(right, left.kind()), shop_.budget)
                            : compare_values(left, right, shop_.budget);
  switch (node.op) {
    case Op::less:
      return order < 0;
    case Op::less_equal:
      return order <= 0;
    case Op::greater:
      return order > 0;
    case Op::greater_equal:
      return order >= 0;
    case Op::equal:
      return order == 0;
    default:
      return order != 0;
  }
}

Evaluator::Outcome Evaluator::membership(const Node& node, const Value& item, const Value& list) {
  if (is_nan(item)) return error(node, "searched for a value that is not a number");
  for (const Value& candidate : list.as_list()) {
    if (compare_values(item, candidate, shop_.budget) == 0) return true;
  }
  return false;
}

// As in CEL, the operand that decides wins over an error of another, whichever comes first.
Evaluator::Outcome Evaluator::logic(const Node& node) {
  const bool decisive = node.op == Op::any_of;
  std::optional<EvalError> first_error;
  for (const auto& kid : node.kids) {
    const Outcome operand = eval(*kid);
    if (operand && operand->as_bool() == decisive) return decisive;
    if (!operand && !first_error) first_error = operand.error();
  }
  if (first_error) return std::unexpected(std::move(*first_error));
  return !decisive;
}

Evaluator::Outcome Evaluator::conditional(const Node& node) {
  const Outcome condition = eval(*node.kids[0]);
  if (!condition) return condition;
  return eval(condition->as_bool() ? *node.kids[1] : *node.kids[2]);
}

Evaluator::Outcome Evaluator::call(const Node& node) {
  std::vector<Value> storage(node.kids.size());
  std::vector<const Value*> arguments;
  for (std::size_t i = 0; i < node.kids.size(); ++i) {
    const Held held = hold(*node.kids[i], storage[i]);
    if (!held) return std::unexpected(held.error());
    arguments.push_back(*held);
  }
  Computed out = find_function(node.name)->apply(arguments, shop_);
  if (!out) return error(node, std::move(out.error()));
  return std::move(*out);
}

Evaluator::Outcome Evaluator::macro(const Node& node) {
  Value storage;
  const Held list = hold(*node.kids[0], storage);
  if (!list) return std::unexpected(list.error());
  const List& items = (*list)->as_list();
  switch (node.op) {
    case Op::exists_one:
      return exactly_one(node, items);
    case Op::filter:
      return filter(node, items);
    case Op::map:
      return map(node, items);
    case Op::top:
      return top(node, items);
    default:
      return decide(node, items);
  }
}

Evaluator::Outcome Evaluator::body(const Node& node, const Value& element) {
  names_.emplace_back(node.variable, &element);
  Outcome outcome = eval(*node.kids[1]);
  names_.pop_back();
  return outcome;
}

// The element that decided, evaluated once more to collect its parts.
void Evaluator::show(const Node& node, const List& items, std::size_t index) {
  if (!parts_.is_on()) return;
  const Value item = items[index];
  const PartList::Element element(parts_, node, index, item);
  const Outcome outcome = body(node, item);
  static_cast<void>(outcome);
}

// all and exists: "and" and "or" over the elements, with the same rule about errors.
Evaluator::Outcome Evaluator::decide(const Node& node, const List& items) {
  const bool decisive = node.op == Op::exists;
  std::optional<EvalError> first_error;
  std::size_t error_index = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Outcome outcome = [&] {
      const PartList::Pause pause(parts_);
      return body(node, items[i]);
    }();
    if (outcome && outcome->as_bool() == decisive) {
      show(node, items, i);
      return decisive;
    }
    if (!outcome && !first_error) {
      first_error = outcome.error();
      error_index = i;
    }
    if (shop_.budget.is_gone()) break;
  }
  if (!first_error) return !decisive;
  show(node, items, error_index);
  return std::unexpected(std::move(*first_error));
}

// Shows the one element, or the second where there is more than one. Unlike exists, it fails on
// any error, so it looks at every element.
Evaluator::Outcome Evaluator::exactly_one(const Node& node, const List& items) {
  std::size_t found = 0;
  std::size_t index = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Outcome outcome = [&] {
      const PartList::Pause pause(parts_);
      return body(node, items[i]);
    }();
    if (!outcome) return outcome;
    if (outcome->as_bool() && ++found <= 2) index = i;
  }
  if (found > 0) show(node, items, index);
  return found == 1;
}

Evaluator::Outcome Evaluator::filter(const Node& node, const List& items) {
  const PartList::Pause pause(parts_);
  Values out;
  for (const Value& item : items) {
    Outcome keeps = body(node, item);
    if (!keeps) return keeps;
    if (keeps->as_bool()) out.push_back(item);
  }
  return Value(std::move(out));
}

Evaluator::Outcome Evaluator::map(const Node& node, const List& items) {
  const PartList::Pause pause(parts_);
  Values out;
  for (const Value& item : items) {
    Outcome mapped = body(node, item);
    if (!mapped) return mapped;
    out.push_back(std::move(*mapped));
  }
  return Value(std::move(out));
}

// A map, which unlike sorting stays safe when the budget runs out and comparisons no longer agree.
Evaluator::Outcome Evaluator::top(const Node& node, const List& items) {
  Outcome count = eval(*node.kids[2]);
  if (!count) return count;
  if (count->as_int() < 0) return error(node, fmt::format("top of {} elements", count->as_int()));
  const PartList::Pause pause(parts_);
  const auto is_greater = [&](const Value& a, const Value& b) {
    return compare_values(a, b, shop_.budget) > 0;
  };
  std::multimap<Value, Value, decltype(is_greater)> by_key(is_greater);
  for (const Value& item : items) {
    Outcome key = body(node, item);
    if (!key) return key;
    if (is_nan(*key)) return error(node, "top by a value that is not a number");
    by_key.emplace(std::move(*key), item);
  }
  Values out;
  for (const auto& [key, item] : by_key) {
    if (static_cast<std::int64_t>(out.size()) == count->as_int()) break;
    out.push_back(item);
  }
  return Value(std::move(out));
}

}  // namespace

Evaluation eval_expr(const Expr& expr, const Bindings& bindings, const Unknowns& unknowns) {
  GRADE_CHECK(expr.root != nullptr, "only parsed expressions are evaluated");
  return Evaluator(expr, bindings, unknowns).run();
}

}  // namespace grade
