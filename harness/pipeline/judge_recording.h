// From a recording to a report: everything right of the launches.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/base/result.h"
#include "harness/plan/criteria.h"
#include "harness/recording/run_recording.h"
#include "harness/report/model.h"

namespace grade {

// Of one folder of the recording in `dir`.
Result<std::vector<Verdict>> judge_folder(const std::filesystem::path& dir, const RunRecording& run,
                                          const RecordedFolder& folder,
                                          const std::vector<TaskCriteria>& criteria);

Result<Report> judge_recording(const std::filesystem::path& dir,
                               const std::vector<TaskCriteria>& criteria);

}  // namespace grade
