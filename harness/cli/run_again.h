// What `grade run --again` grades.
#pragma once

#include <vector>

#include "harness/cli/options.h"
#include "harness/pipeline/grade.h"

namespace grade {

// The folders in which something did not pass in the last run, and of its records those to be made
// anew; no recording is named yet. `folders`: of the paths that were given; empty: all of that run.
Result<Grading> grading_again(const std::vector<TaskFolder>& folders,
                              const std::vector<TaskCriteria>& criteria);

}  // namespace grade
