// The recording of one task folder: what was handed in, what its source is, what was launched.
//
//   files/…            the snapshot that was graded
//   contents.json      number and checksum of those files, and what was not taken, and why
//   facts/             the launch of the source fact finder
//   launches/NAME/     one folder a launch, see store.h
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/recording/facts.h"
#include "harness/recording/record.h"

namespace grade {

// What was handed in.
struct Handin {
  std::map<std::string, std::string> texts;  // path in the task folder -> bytes, without Go files
  std::map<std::string, std::string> code;   // the same of Go files, to be quoted
  std::vector<std::string> remarks;          // what was not taken, and why
  SourceFacts facts;
};

bool is_writeup(std::string_view path);  // in the task folder

struct TaskRecording {
  std::string go_version;  // that it was made with, as in RunInfo
  Handin handin;
  // By name. Of those in `kept_in` only what stands in launch.json: of a program that floods its
  // output the streams of all launches together would fill the memory.
  std::map<std::string, RunRecord> records;
  std::map<std::string, std::filesystem::path> kept_in;

  // The record of that name with its streams and attachments; an error where there is none, or
  // where it has become damaged since the recording was read.
  Result<RunRecord> whole(const std::string& name) const;
};

// The error names the part that is missing, cut off or changed. All of it is read, one launch at a
// time.
Result<Handin> read_handin(const std::filesystem::path& dir);
Result<TaskRecording> read_task_recording(const std::filesystem::path& dir);

struct SnapshotTaken {
  std::vector<std::string> remarks;  // what was left out, one line each
  // "main.go: Permission denied": the first that could not be read. What is missing then is not
  // known, and must not look as if it had not been handed in.
  std::string unread;
};

// Copies a task folder to `to`: regular files and folders only, opened beneath `from` and following
// no link, at most 2000 files of 8 MiB and 32 MiB in all; code, task.yaml and writeup come before
// all others, then evidence, so that nothing else takes their room.
Result<SnapshotTaken> take_snapshot(const std::filesystem::path& from,
                                    const std::filesystem::path& to);

// Writes contents.json for the snapshot in `dir`/files and what was left out of it.
Result<void> write_contents(const std::filesystem::path& dir,
                            const std::vector<std::string>& remarks);
inline constexpr const char* kIsALink =
    "the task folder is a link, which is not followed: hand in the folder itself";
// In its place where there is no snapshot: reading the recording gives this error.
Result<void> write_no_contents(const std::filesystem::path& dir, const std::string& why);

}  // namespace grade
