// Which benchmark plays a role.
#pragma once

#include "harness/plan/submission.h"

namespace grade {

// By task.yaml; else by the role's name, by what the name is like, by `place`, and by what its code
// calls or avoids, until one is left. Where several are left, or one has sub-benchmarks that look
// like the role, the student is asked. `taken`: roles found before this one.
Role find_benchmark(const RoleDef& def, const RoleChoice& choice, const SourceFacts& facts,
                    const Roles& taken);

}  // namespace grade
