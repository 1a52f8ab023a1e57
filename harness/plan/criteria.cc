#include "harness/plan/criteria.h"

#include <algorithm>

#include "harness/observe/observer.h"
#include "harness/plan/seen.h"

namespace grade {
namespace {

template <class T>
const T* named(const std::vector<T>& all, std::string_view name) {
  const auto it = std::ranges::find(all, name, &T::name);
  return it == all.end() ? nullptr : &*it;
}

template <IsDeclared T>
Type::Fields fields_of() {
  return declared<T>().type().fields();
}

void add_observer(Type::Fields& fields, const std::string& name) {
  fields.emplace_back(name, find_observer(name)->type());
}

Type attachment_type(const StepDef& step) {
  Type::Fields fields = fields_of<AttachmentSeen>();
  add_observer(fields, step.observer);
  return Type::record_of(std::move(fields));
}

Type launch_type(const LaunchDef& launch) {
  Type::Fields fields = fields_of<LaunchSeen>();
  for (const std::string& name : launch.observers) add_observer(fields, name);
  for (const StepDef& step : launch.steps)
    if (!step.step.as.empty()) fields.emplace_back(step.step.as, attachment_type(step));
  const Type record = Type::record_of(std::move(fields));
  return launch.repeat > 0 ? Type::list_of(record) : record;
}

// Of each file alone, unless the observer reads all files together.
Type evidence_type(const EvidenceDef& evidence) {
  const Observer& observer = *find_observer(evidence.observer);
  if (observer.can_read(Reads::evidence)) return observer.type();
  Type::Fields fields = {{"file", string_type()}};
  add_observer(fields, evidence.observer);
  return Type::list_of(Type::record_of(std::move(fields)));
}

}  // namespace

const char* to_string(RoleKind kind) {
  switch (kind) {
    case RoleKind::program:
      return "program";
    case RoleKind::service:
      return "service";
    case RoleKind::benchmark:
      return "benchmark";
    case RoleKind::function:
      return "function";
    case RoleKind::command:
      return "command";
  }
  return "?";
}

const RoleDef* TaskCriteria::role(std::string_view name) const { return named(roles, name); }
const LaunchDef* TaskCriteria::launch(std::string_view name) const { return named(launches, name); }
const EvidenceDef* TaskCriteria::evidence_named(std::string_view name) const {
  return named(evidence, name);
}

Scope scope_of(const TaskCriteria& task) {
  Scope scope;
  for (const LaunchDef& launch : task.launches)
    scope.emplace_back(launch.name, launch_type(launch));
  for (const EvidenceDef& evidence : task.evidence)
    scope.emplace_back(evidence.name, evidence_type(evidence));
  Type::Fields roles;
  for (const RoleDef& role : task.roles) roles.emplace_back(role.name, declared<RoleSeen>().type());
  scope.emplace_back("roles", Type::record_of(std::move(roles)));
  scope.emplace_back("source", declared<SourceSeen>().type());
  scope.emplace_back("writeup", declared<WriteupSeen>().type());
  scope.emplace_back("go", declared<GoSeen>().type());
  return scope;
}

}  // namespace grade
