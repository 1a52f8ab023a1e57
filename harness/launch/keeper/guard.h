// Stays outside of the sandbox for as long as it lives, so that nothing of it can be left behind.
#pragma once

#include <sys/types.h>

namespace grade::keeper {

// Waits for `sandbox`, our child, and gives its exit code (128 + n for a signal). When the control
// pipe closes, by wish of grade or because grade is gone, the supervisor inside has a moment to
// end everything itself; then all that descends from us is killed. Without that, a bwrap that is
// killed between its clone and its own request to die with its parent leaves a process behind that
// waits for it for ever.
int guard(pid_t sandbox);

}  // namespace grade::keeper
