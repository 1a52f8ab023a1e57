// Grading on this machine, until somebody interrupts it.
#pragma once

#include "harness/cli/options.h"
#include "harness/pipeline/grade.h"

namespace grade {

HostOptions host_options(const LaunchOptions& launch);

// Interrupted, the report is of what was made until then: ask interrupted_by().
Result<Report> grade_here(const Grading& grading, const HostOptions& options, Progress& progress,
                          bool keeps_work = false);

}  // namespace grade
