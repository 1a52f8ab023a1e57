// Ends whatever a program leaves running.
#pragma once

#include <cstdint>

namespace grade::keeper {

// In the sandbox everything but us. Otherwise our children and theirs, which as orphans become
// ours.
void kill_descendants(bool is_sandboxed);

// Their threads.
std::uint64_t count_descendants(bool is_sandboxed);

// Waits until there are none. Without a sandbox they are killed again and again until then, for at
// most three seconds: a process may fork faster than it can be found.
void reap_descendants(bool is_sandboxed);

}  // namespace grade::keeper
