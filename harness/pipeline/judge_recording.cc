#include "harness/pipeline/judge_recording.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/judge/judge.h"
#include "harness/plan/reproduce.h"
#include "harness/recording/run_recording.h"
#include "harness/recording/store.h"
#include "harness/recording/task_recording.h"

namespace grade {

namespace {

// Names the part by its place in the recording, so that it reads the same on any machine.
std::string why_unreadable(const Error& error, const std::filesystem::path& dir) {
  if (error.pos.file.empty()) return error.what;
  const std::filesystem::path part = std::filesystem::path(error.pos.file).lexically_relative(dir);
  return fmt::format("{}: {}", printable(part.string()), error.what);
}

// What is found in the source has no end but ours.
bool is_too_much(const Termination& termination) {
  const auto* stopped = std::get_if<Stopped>(&termination);
  return stopped != nullptr && stopped->limit.starts_with("output ");
}

// A run that was interrupted while its source was read has nothing to judge, which is no error.
Unjudged why_unjudged(const Error& error, const std::filesystem::path& dir,
                      const RecordedFolder& folder) {
  const Result<RunRecord> facts = read_record(dir / folder.dir / "facts");
  if (error.what == kIsALink) return {Outcome::fail, kIsALink};
  if (facts && is_interrupted(facts->termination))
    return {Outcome::inconclusive, "the run was interrupted"};
  if (facts && is_too_much(facts->termination))
    return {Outcome::fail, "the Go files are too large to be read"};
  return {Outcome::error, why_unreadable(error, dir)};
}

// As it is written in the folder where the run was started; "" for that folder itself.
std::string path_to(const RecordedFolder& folder, const RunRecording& run) {
  if (folder.path == run.started_in) return "";
  const std::string near = std::filesystem::path(folder.path).lexically_relative(run.started_in);
  return near.empty() || near.starts_with("..") ? folder.path : near;
}

void add_commands(const RecordedFolder& folder, const RunRecording& run,
                  std::vector<Verdict>& verdicts) {
  const std::string path = path_to(folder, run);
  const bool is_alone = std::ranges::all_of(run.folders, [&](const RecordedFolder& other) {
    return other.submission == folder.submission;
  });
  for (Verdict& verdict : verdicts) {
    verdict.again = fmt::format("grade run{} -c {}", path.empty() ? "" : " " + shell_word(path),
                                shell_word(verdict.id));
    verdict.why = fmt::format("grade explain {} --last{}", shell_word(verdict.id),
                              is_alone ? "" : " " + shell_word(folder.submission));
  }
}

}  // namespace

Result<std::vector<Verdict>> judge_folder(const std::filesystem::path& dir, const RunRecording& run,
                                          const RecordedFolder& folder,
                                          const std::vector<TaskCriteria>& criteria) {
  const auto task = std::ranges::find(criteria, folder.task, &TaskCriteria::task);
  if (task == criteria.end())
    return fail(fmt::format("the recording contains task {}, which has no criteria", folder.task));
  Result<TaskRecording> recording = read_task_recording(dir / folder.dir);
  if (recording) recording->go_version = run.info.go_version;
  std::vector<Verdict> verdicts =
      recording ? judge_task(*task, folder.submission, *recording, run.ids)
                : unjudged(*task, folder.submission, why_unjudged(recording.error(), dir, folder),
                           run.ids);
  add_commands(folder, run, verdicts);
  return verdicts;
}

Result<Report> judge_recording(const std::filesystem::path& dir,
                               const std::vector<TaskCriteria>& criteria) {
  GRADE_TRY(const RunRecording run, read_run_recording(dir));
  Report report{.info = run.info, .verdicts = {}};
  for (const RecordedFolder& folder : run.folders) {
    GRADE_TRY(std::vector<Verdict> verdicts, judge_folder(dir, run, folder, criteria));
    std::ranges::move(verdicts, std::back_inserter(report.verdicts));
  }
  std::ranges::stable_sort(report.verdicts, {},
                           [](const Verdict& v) { return std::pair(v.submission, v.task); });
  return report;
}

}  // namespace grade
