// The pipeline: from task folders to a report.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/pipeline/folders.h"
#include "harness/pipeline/host.h"
#include "harness/plan/criteria.h"
#include "harness/report/model.h"

namespace grade {

struct Grading {
  std::vector<TaskCriteria> criteria;
  std::vector<TaskFolder> folders;  // of tasks that `criteria` has
  std::set<std::string> ids;        // of criteria; empty: all
  std::filesystem::path recording;  // a new or empty folder
  // The recording is one that was begun: `folders` are its own, what it has is kept, and only
  // launches that are missing or were interrupted are made.
  bool is_resumed = false;
  // An earlier recording, whose records of what has not changed are taken.
  std::optional<std::filesystem::path> reuse;
  // Of these nothing is taken: "0/task03/launches/notes-0" in that recording.
  std::set<std::string> anew = {};
  // Told what a task folder came to, as soon as its launches have ended; the report, which comes
  // at the end, holds it too.
  std::function<void(const std::vector<Verdict>&)> judged = {};
};

// Makes the recording and judges it. When host.is_cancelled turns true, what runs is stopped and
// the recording is complete with launches that say so.
Result<Report> grade_submissions(const Grading& grading, Host& host);

}  // namespace grade
