// Which main package plays a role, or which tests where there is none.
#pragma once

#include "harness/plan/submission.h"

namespace grade {

// By task.yaml; else of those that call what the role calls (all, if none does) the first in the
// role's folders, the only one, or the only one whose folder the role's `place` matches. Where
// several are left the student is asked. A folder without any main package may have its program in
// tests. Sets package, arguments that tests need, and is_test.
Role find_program(const RoleDef& def, const RoleChoice& choice, const SourceFacts& facts);

}  // namespace grade
