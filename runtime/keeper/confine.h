// Restricts the calling process where there is no sandbox around it.
#pragma once

#include "runtime/keeper/spec.h"

namespace grade::keeper {

// Landlock for files, ports, signals and abstract sockets, as far as the kernel knows them, then
// the system call filter. Neither can be undone, and both hold for all children. 0, or the errno.
int confine(const Spec& spec);

}  // namespace grade::keeper
