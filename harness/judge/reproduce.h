// How to see by hand what a launch saw: commands for a shell in the task folder.
#pragma once

#include <string>

#include "harness/plan/criteria.h"
#include "harness/plan/submission.h"

namespace grade {

std::string reproduce_command(const LaunchDef& launch, const Role& role);

}  // namespace grade
