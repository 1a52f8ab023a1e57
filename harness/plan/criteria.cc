#include "harness/plan/criteria.h"

#include <algorithm>

#include "harness/observe/observer.h"

namespace grade {
namespace {

template <class T>
const T* named(const std::vector<T>& all, std::string_view name) {
  const auto it = std::ranges::find(all, name, &T::name);
  return it == all.end() ? nullptr : &*it;
}

Type launch_type(const LaunchDef& launch) {
  Type::Fields fields = {{"ended", string_type()},
                         {"exit_code", int_type()},
                         {"wall", duration_type()},
                         {"cpu", duration_type()},
                         {"peak_rss", int_type()}};
  for (const std::string& name : launch.observers)
    fields.emplace_back(name, find_observer(name)->type());
  const Type record = Type::record_of(std::move(fields));
  return launch.repeat > 0 ? Type::list_of(record) : record;
}

Type evidence_type(const EvidenceDef& evidence) {
  const Observer& observer = *find_observer(evidence.observer);
  if (observer.can_read(Reads::evidence)) return observer.type();
  return Type::list_of(
      Type::record_of({{"file", string_type()}, {evidence.observer, observer.type()}}));
}

Type role_type() {
  return Type::record_of({{"name", string_type()},
                          {"package", string_type()},
                          {"file", string_type()},
                          {"line", int_type()}});
}

Type source_type() {
  const Type function = Type::record_of({{"name", string_type()},
                                         {"dir", string_type()},
                                         {"file", string_type()},
                                         {"calls", Type::list_of(string_type())}});
  return Type::record_of({{"functions", Type::list_of(function)}});
}

}  // namespace

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
  for (const RoleDef& role : task.roles) roles.emplace_back(role.name, role_type());
  scope.emplace_back("roles", Type::record_of(std::move(roles)));
  scope.emplace_back("source", source_type());
  scope.emplace_back("writeup", Type::record_of({{"text", string_type()}, {"lines", int_type()}}));
  return scope;
}

}  // namespace grade
