// Roles that nobody plays, with what the student is told.
#pragma once

#include <string_view>

#include "harness/plan/submission.h"

namespace grade {

// `why`, and what would say in task.yaml who it is: "{ package: FOLDER }".
Role missing_role(const RoleDef& def, std::string_view why, std::string_view lines);

// One that several could play, so that it must be said who does.
Role asked_role(const RoleDef& def, std::string_view why, std::string_view lines);

}  // namespace grade
