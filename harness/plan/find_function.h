// Which functions play a role: functions, methods and variables that hold a function literal.
#pragma once

#include "harness/plan/submission.h"

namespace grade {

// By task.yaml; else by the role's name or by what its name is like, without those that play one of
// its `other_than`. All that fit play it. `roles`: of the roles before it.
Role find_function(const RoleDef& def, const RoleChoice& choice, const SourceFacts& facts,
                   const Roles& roles);

}  // namespace grade
