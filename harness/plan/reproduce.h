// How to see by hand what a launch saw: commands for a shell in the task folder.
#pragma once

#include <string>
#include <vector>

#include "harness/plan/criteria.h"
#include "harness/plan/submission.h"

namespace grade {

// As it must be written for a shell, without control characters.
std::string shell_word(const std::string& word);

// One below the other; PORT is the service's own, and PID the program's.
std::vector<std::string> reproduce_commands(const LaunchDef& launch, const Role& role);

}  // namespace grade
