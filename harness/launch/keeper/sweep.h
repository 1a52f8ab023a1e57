// Removes the cgroups of a run, also when grade itself was killed.
#pragma once

namespace grade::keeper {

// Waits until stdin ends, then kills what is left in the groups below each of `folders` (ended by a
// null pointer) and removes them and it.
int sweep(char** folders);

}  // namespace grade::keeper
