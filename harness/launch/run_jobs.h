// The event loop: runs jobs as the schedule allows, reads their streams, watches their limits.
#pragma once

#include <vector>

#include "harness/launch/launcher.h"
#include "harness/launch/spawn.h"

namespace grade {

// As Launcher::run, with these limits of what runs at once (0: what the host has). When it returns,
// by whatever way, no process of it is left.
Result<std::vector<RunRecord>> run_jobs(const Spawner& spawner, const std::vector<Job>& jobs,
                                        const LaunchObserver& observer, int cpu_jobs,
                                        std::uint64_t memory_bytes);

}  // namespace grade
