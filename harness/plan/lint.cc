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

void lint_conditions(const Criterion& criterion, Errors& found) {
  for (const auto* conditions : {&criterion.require, &criterion.expect})
    for (const Condition& condition : *conditions)
      if (paths_used(condition.expr).empty())
        found.push_back(
            {condition.expr.pos, "this condition looks at nothing that was observed", {}, {}});
}

}  // namespace

Errors lint(const TaskCriteria& task, std::string_view text) {
  Errors found;
  for (const Criterion& criterion : task.criteria) lint_conditions(criterion, found);
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
