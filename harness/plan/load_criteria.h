// Reads and checks criteria files. A file that loads is right as far as can be told without
// running anything: names, types, patterns, durations, sizes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/plan/criteria.h"

namespace grade {

Checked<TaskCriteria> load_criteria(std::string_view text, const std::string& file);

// taskNN.yaml of a folder, by task number. A missing folder or one without criteria is an error.
Checked<std::vector<TaskCriteria>> load_criteria_folder(const std::filesystem::path& dir);

// What `grade lint` adds to loading: conditions that look at nothing, launches, evidence and roles
// that nothing uses.
Errors lint(const TaskCriteria& task, std::string_view text);

}  // namespace grade
