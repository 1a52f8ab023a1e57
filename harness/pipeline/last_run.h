// Which recording the last run left, for commands that speak of it.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/base/result.h"
#include "harness/pipeline/folders.h"

namespace grade {

// To be called when a run has come to its end; kept in the state folder.
Result<void> note_last_run(const std::filesystem::path& recording);

// The error says that there is none, or that it is gone.
Result<std::filesystem::path> last_run();

// The last one that graded all of these folders; only those that are kept are looked at.
Result<std::filesystem::path> last_run_of(const std::vector<TaskFolder>& folders);

}  // namespace grade
