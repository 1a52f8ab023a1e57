// The pipeline up to the recording: snapshot, source facts, plan, launch.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/launch/launcher.h"
#include "harness/pipeline/folders.h"
#include "harness/plan/criteria.h"
#include "harness/report/progress.h"
#include "runtime/specs.h"

namespace grade {

struct Grading {
  std::vector<TaskCriteria> criteria;
  std::vector<TaskFolder> folders;  // of tasks that `criteria` has
  std::set<std::string> ids;        // of criteria; empty: all
  std::optional<std::filesystem::path> go;
  Isolation isolation = Isolation::sandbox;
  bool allow_degraded = false;
  int jobs = 0;                     // launches that compute at once; 0: one a core
  std::filesystem::path recording;  // a new or empty folder
  // The recording is one that was begun: `folders` are its own, what it has is kept, and only
  // launches that are missing or were interrupted are made.
  bool is_resumed = false;
  bool keep_work = false;
};

// Makes the recording. When `is_cancelled` turns true, what runs is stopped and the recording is
// complete with launches that say so.
Result<void> record_run(const Grading& grading, Progress& progress,
                        const std::function<bool()>& is_cancelled);

}  // namespace grade
