// Roles told to a student: where each is looked for, and what task.yaml may say of it.
#pragma once

#include <string>
#include <vector>

#include "harness/plan/criteria.h"

namespace grade {

// "func main in gc, or the only main package", "BenchmarkBuild", "a function named like
// ^returnsInt"
std::string where_found(const RoleDef& role);

// Of one role, as it stands below `roles:`: "before: { bench: BenchmarkBuild }".
std::string task_file_line(const RoleDef& role);

// What else may stand there: "package, args, env, tags"; "" for nothing.
std::string task_file_keys(RoleKind kind);

// A task.yaml in which all roles of the task are commented out.
std::string commented_task_file(const TaskCriteria& task);

}  // namespace grade
