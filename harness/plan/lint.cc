#include <fmt/format.h>

#include <algorithm>

#include "harness/base/source_text.h"
#include "harness/plan/load_criteria.h"

namespace grade {
namespace {

bool is_used(const TaskCriteria& task, const std::string& source) {
  return std::ranges::any_of(task.criteria, [&](const Criterion& c) {
    return std::ranges::find(c.sources, source) != c.sources.end();
  });
}

Scope scope_with_lets(const TaskCriteria& task, const Criterion& criterion) {
  Scope scope = scope_of(task);
  for (const Binding& let : criterion.lets)
    if (const auto type = check_expr(let.expr, scope)) scope.emplace_back(let.name, *type);
  return scope;
}

void lint_criterion(const TaskCriteria& task, const Criterion& criterion, Errors& found) {
  const Scope scope = scope_with_lets(task, criterion);
  for (const auto* conditions : {&criterion.require, &criterion.expect})
    for (const Condition& condition : *conditions)
      if (can_never_fail(condition.expr, scope))
        found.push_back({condition.expr.pos,
                         "this condition can never fail",
                         "compare an observation with something it may miss",
                         {}});
}

}  // namespace

Errors lint(const TaskCriteria& task, std::string_view text) {
  Errors found;
  for (const Criterion& criterion : task.criteria) lint_criterion(task, criterion, found);
  for (const LaunchDef& launch : task.launches)
    if (!is_used(task, launch.name))
      found.push_back(
          {launch.pos, fmt::format("no criterion uses launch '{}'", launch.name), {}, {}});
  for (const EvidenceDef& evidence : task.evidence)
    if (!is_used(task, evidence.name))
      found.push_back(
          {evidence.pos, fmt::format("no criterion uses evidence '{}'", evidence.name), {}, {}});
  for (const RoleDef& role : task.roles) {
    const bool launched = std::ranges::any_of(
        task.launches, [&](const LaunchDef& launch) { return launch.role == role.name; });
    const bool other = std::ranges::any_of(task.roles, [&](const RoleDef& r) {
      return std::ranges::find(r.other_than, role.name) != r.other_than.end();
    });
    if (!launched && !other && !is_used(task, "roles." + role.name))
      found.push_back({role.pos, fmt::format("nothing uses role '{}'", role.name), {}, {}});
  }
  return in_order(std::move(found), text);
}

}  // namespace grade
