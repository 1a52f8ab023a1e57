// Copies a submission into the sandbox's own file system.
#pragma once

namespace grade::keeper {

// Copies regular files and folders below the folder `from` into the existing folder `to`; links,
// devices, sockets and FIFOs are left out. Closes neither. 0, or the errno of what went wrong
// first; ELOOP for more than 64 levels.
int copy_tree(int from, int to);

}  // namespace grade::keeper
