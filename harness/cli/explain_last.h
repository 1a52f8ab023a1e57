// `grade explain ID --last`: a verdict of the last run, explained.
#pragma once

#include <vector>

#include "harness/cli/options.h"
#include "harness/plan/criteria.h"

namespace grade {

// `criterion` is one of `task`, which is one of `criteria`. Returns the exit code.
int explain_last(const std::vector<TaskCriteria>& criteria, const TaskCriteria& task,
                 const Criterion& criterion, const ExplainOptions& explain);

}  // namespace grade
