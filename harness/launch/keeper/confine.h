// Restricts a program where there is no sandbox around it: landlock for files, ports, signals and
// abstract sockets, as far as the kernel knows them, and the system call filter. Neither can be
// undone, and both hold for all children.
#pragma once

#include "harness/base/unique_fd.h"
#include "harness/launch/keeper/spec.h"

namespace grade::keeper {

// What the program may reach. Empty on failure, with errno.
UniqueFd make_ruleset(const Spec& spec);

// For the calling process, which may look at itself in /proc too. 0, or the errno.
int restrict_self(int ruleset);

// After it, what the filter refuses cannot be done any more. 0, or the errno.
int filter_calls(const Spec& spec);

}  // namespace grade::keeper
