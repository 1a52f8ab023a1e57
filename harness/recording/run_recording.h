// The recording of one run of `grade`: run.json and a folder for each task folder that was graded.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/recording/run_info.h"

namespace grade {

struct RecordedFolder {
  std::string dir;  // in the recording, "0/task01"
  std::string submission;
  int task = 0;
  std::string path = {};  // where it was taken from
  bool operator==(const RecordedFolder&) const = default;
};

struct RunRecording {
  RunInfo info;
  std::set<std::string> ids;  // the criteria that were asked for; empty: all
  std::vector<RecordedFolder> folders;
  std::string started_in = {};  // the working folder of the person who ran it
  bool operator==(const RunRecording&) const = default;
};

// A folder for a recording, which only its owner may read: made where it is not there; an error
// where it is and holds something else than what a run left that was killed at its very begin.
Result<void> make_recording_folder(const std::filesystem::path& dir);

Result<void> write_run_recording(const std::filesystem::path& dir, const RunRecording& run);
Result<RunRecording> read_run_recording(const std::filesystem::path& dir);

}  // namespace grade
