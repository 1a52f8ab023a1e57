// Which main package plays a role, or which tests where there is none.
#pragma once

#include "harness/plan/submission.h"

namespace grade {

// By task.yaml; else in the first of the role's folders, but the task folder itself only if it
// calls what the role calls or no other program does; else the only one that calls it, or whose
// folder matches the role's `place`. Folders of other roles do not count. Where several are left
// the student is asked. Without any main package it may be made of tests. Sets package, arguments
// that tests need, and is_test.
Role find_program(const RoleDef& def, const RoleChoice& choice, const TaskCriteria& task,
                  const SourceFacts& facts);

}  // namespace grade
