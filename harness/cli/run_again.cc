#include "harness/cli/run_again.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/pipeline/judge_recording.h"
#include "harness/pipeline/last_run.h"

namespace grade {
namespace {

bool is_asked(const std::vector<TaskFolder>& asked, const RecordedFolder& folder) {
  return asked.empty() || std::ranges::any_of(asked, [&](const TaskFolder& one) {
           return one.dir.string() == folder.path;
         });
}

// The launches that what did not pass rests on, as in Grading::anew; none where all passed.
std::set<std::string> not_passed(const RecordedFolder& folder,
                                 const std::vector<Verdict>& verdicts) {
  std::set<std::string> records;
  for (const Verdict& verdict : verdicts)
    if (verdict.outcome != Outcome::pass)
      for (const LaunchTold& launch : verdict.launches)
        records.insert(fmt::format("{}/launches/{}", folder.dir, launch.name));
  return records;
}

bool all_pass(const std::vector<Verdict>& verdicts) {
  return std::ranges::all_of(verdicts, [](const Verdict& v) { return v.outcome == Outcome::pass; });
}

}  // namespace

Result<Grading> grading_again(const std::vector<TaskFolder>& folders,
                              const std::vector<TaskCriteria>& criteria) {
  GRADE_TRY(const std::filesystem::path dir, folders.empty() ? last_run() : last_run_of(folders));
  GRADE_TRY(const RunRecording run, read_run_recording(dir));
  Grading again{.criteria = criteria,
                .folders = {},
                .ids = run.ids,
                .recording = {},
                .is_resumed = false,
                .reuse = dir};
  for (const RecordedFolder& folder : run.folders) {
    if (!is_asked(folders, folder)) continue;
    GRADE_TRY(const std::vector<Verdict> verdicts, judge_folder(dir, run, folder, criteria));
    if (all_pass(verdicts)) continue;
    again.folders.push_back({folder.submission, folder.task, folder.path});
    again.anew.merge(not_passed(folder, verdicts));
  }
  return again;
}

}  // namespace grade
