// From a recording to a report: everything right of the launches.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/base/result.h"
#include "harness/plan/criteria.h"
#include "harness/report/model.h"

namespace grade {

Result<Report> judge_recording(const std::filesystem::path& dir,
                               const std::vector<TaskCriteria>& criteria);

}  // namespace grade
