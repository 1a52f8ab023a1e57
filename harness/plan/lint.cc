#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/base/source_text.h"
#include "harness/expr/ast.h"
#include "harness/observe/observer.h"
#include "harness/plan/load_criteria.h"
#include "harness/plan/yaml.h"

namespace grade {
namespace {

bool is_used(const TaskCriteria& task, const std::string& source) {
  return std::ranges::any_of(task.criteria, [&](const Criterion& c) {
    return std::ranges::find(c.sources, source) != c.sources.end();
  });
}

// Finds `.all(` over lists that may be empty, where it holds and says nothing. A list is named by
// its text, in terms of what was observed: of `let xs: run.text.lines.map(…)`, xs is
// run.text.lines.
class Emptiness {
 public:
  Emptiness(const TaskCriteria& task, const Criterion& criterion)
      : task_(task), criterion_(criterion) {}

  // All conditions must hold, so any of them may be the one that asks.
  void look_at(Errors& found) {
    for (const auto* conditions : {&criterion_.require, &criterion_.expect})
      for (const Condition& condition : *conditions) note_guards(condition);
    for (const auto* conditions : {&criterion_.require, &criterion_.expect})
      for (const Condition& condition : *conditions) judge(condition, found);
  }

 private:
  void note_guards(const Condition& condition) {
    note_guards(condition.expr, *condition.expr.root);
  }

  void judge(const Condition& condition, Errors& found) const {
    const Node& root = *condition.expr.root;
    if (root.op != Op::all_of) return judge(condition.expr, root, found);
    for (const auto& part : root.kids) judge(condition.expr, *part, found);
  }

  void judge(const Expr& expr, const Node& node, Errors& found) const {
    if (node.kind != Node::Kind::macro || node.op != Op::all) return;
    const std::string list = list_of(expr, *node.kids[0]);
    if (list.empty() || guarded_.contains(list)) return;
    found.push_back(
        {pos_of(expr, node.at),
         "'all' also holds for an empty list",
         fmt::format("also check its size, as in size({}) > 0", text_of(expr, *node.kids[0])),
         {}});
  }

  // "" for what is never empty, or cannot be told.
  std::string list_of(const Expr& expr, const Node& node) const {
    const bool is_macro = node.kind == Node::Kind::macro;
    if (is_macro && node.op == Op::map) return list_of(expr, *node.kids[0]);
    if (is_macro && node.op == Op::filter) return filtered(expr, node);
    if (node.kind == Node::Kind::name) {
      const auto let = std::ranges::find(criterion_.lets, node.name, &Binding::name);
      if (let != criterion_.lets.end()) return list_of(let->expr, *let->expr.root);
      const LaunchDef* launch = task_.launch(node.name);
      return launch != nullptr && launch->repeat > 0 ? "" : node.name;
    }
    return is_path(node) ? std::string(text_of(expr, node)) : "";
  }

  static std::string filtered(const Expr& expr, const Node& macro) {
    return fmt::format("{}.filter({}, {})", text_of(expr, *macro.kids[0]), macro.variable,
                       text_of(expr, *macro.kids[1]));
  }

  // Whatever needs an element, or counts them, shows that there is none; of a filter also in the
  // list that it was made from.
  void guard(const Expr& expr, const Node& list) {
    guarded_.insert(list_of(expr, list));
    const auto let = std::ranges::find(criterion_.lets, list.name, &Binding::name);
    if (list.kind == Node::Kind::name && let != criterion_.lets.end())
      guard(let->expr, *let->expr.root);
    else if (list.kind == Node::Kind::macro || list.kind == Node::Kind::call)
      guard(expr, *list.kids[0]);
  }

  void note_guards(const Expr& expr, const Node& node) {
    const bool is_all = node.kind == Node::Kind::macro && node.op == Op::all;
    if (node.kind == Node::Kind::call || node.kind == Node::Kind::index ||
        (node.kind == Node::Kind::macro && !is_all))
      if (!node.kids.empty()) guard(expr, *node.kids[0]);
    if (node.op == Op::exists) guarded_.insert(filtered(expr, node));
    for (const auto& kid : node.kids) note_guards(expr, *kid);
  }

  const TaskCriteria& task_;
  const Criterion& criterion_;
  std::set<std::string> guarded_ = {""};
};

void lint_conditions(const TaskCriteria& task, const Criterion& criterion, Errors& found) {
  for (const Condition& condition : criterion.require)
    if (condition.about == Condition::About::unsaid)
      found.push_back({condition.expr.pos,
                       "it is not said what this condition is about",
                       "about: machine, where another run may hold; about: hand-in, where a "
                       "person must look",
                       {}});
  for (const auto* conditions : {&criterion.require, &criterion.expect})
    for (const Condition& condition : *conditions)
      if (paths_used(condition.expr).empty())
        found.push_back(
            {condition.expr.pos, "this condition looks at nothing that was observed", {}, {}});
  Emptiness(task, criterion).look_at(found);
}

bool has_setting(std::string_view godebug, std::string_view setting) {
  while (!godebug.empty()) {
    const std::size_t comma = std::min(godebug.find(','), godebug.size());
    if (godebug.substr(0, comma) == setting) return true;
    godebug.remove_prefix(std::min(comma + 1, godebug.size()));
  }
  return false;
}

// Observers that see nothing, since the environment is not what they need.
void lint_environment(const LaunchDef& launch, Errors& found) {
  for (const std::string& name : launch.observers) {
    const Observer& observer = *find_observer(name);
    const std::string& setting = observer.needs.godebug;
    const auto godebug = launch.env.find("GODEBUG");
    if (!setting.empty() && (godebug == launch.env.end() || !has_setting(godebug->second, setting)))
      found.push_back({launch.pos,
                       fmt::format("'{}' sees nothing without {} in GODEBUG", name, setting),
                       fmt::format("write env: {{ GODEBUG: {} }}", setting),
                       {}});
  }
}

bool uses(const TaskCriteria& task, const Binding& define) {
  return std::ranges::any_of(task.criteria, [&](const Criterion& criterion) {
    return std::ranges::find(criterion.lets, define.name, &Binding::name) != criterion.lets.end();
  });
}

}  // namespace

Errors lint(const TaskCriteria& task, std::string_view text) {
  Errors found;
  for (const Criterion& criterion : task.criteria) lint_conditions(task, criterion, found);
  for (const LaunchDef& launch : task.launches) lint_environment(launch, found);
  for (const LaunchDef& launch : task.launches)
    if (!is_used(task, launch.name))
      found.push_back(
          {launch.pos, fmt::format("no criterion uses launch '{}'", launch.name), {}, {}});
  for (const EvidenceDef& evidence : task.evidence)
    if (!is_used(task, evidence.name))
      found.push_back(
          {evidence.pos, fmt::format("no criterion uses evidence '{}'", evidence.name), {}, {}});
  for (const RoleDef& role : task.roles) {
    const bool launched = std::ranges::any_of(task.launches, [&](const LaunchDef& launch) {
      return launch.role == role.name ||
             std::ranges::find(launch.called, role.name) != launch.called.end();
    });
    const bool other = std::ranges::any_of(task.roles, [&](const RoleDef& r) {
      return std::ranges::find(r.other_than, role.name) != r.other_than.end();
    });
    if (!launched && !other && !is_used(task, "roles." + role.name))
      found.push_back({role.pos, fmt::format("nothing uses role '{}'", role.name), {}, {}});
  }
  for (const Binding& define : task.defines)
    if (!uses(task, define))
      found.push_back(
          {define.expr.pos, fmt::format("no criterion uses '{}'", define.name), {}, {}});
  unfold(found, text);
  found = in_order(std::move(found), text);
  // A condition of a launch stands in each criterion that uses it.
  const auto again = std::ranges::unique(found);
  found.erase(again.begin(), again.end());
  return found;
}

}  // namespace grade
