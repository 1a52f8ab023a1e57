#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "harness/base/files.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/grade_here.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/output.h"
#include "harness/cli/run_again.h"
#include "harness/pipeline/folders.h"
#include "harness/pipeline/judge_recording.h"
#include "harness/pipeline/last_run.h"
#include "harness/plan/load_criteria.h"
#include "harness/plan/yaml_reader.h"
#include "harness/recording/run_recording.h"
#include "harness/recording/signature.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeptRecordings = 10;

Result<void> check_selection(const RunOptions& run, const std::vector<TaskCriteria>& criteria) {
  std::vector<std::string> ids;
  std::vector<std::string> tasks;
  for (const TaskCriteria& task : criteria) {
    tasks.push_back(std::to_string(task.task));
    for (const Criterion& criterion : task.criteria) ids.push_back(criterion.id);
  }
  for (const std::string& id : run.ids)
    if (std::ranges::find(ids, id) == ids.end())
      return std::unexpected(unknown_name({}, "criterion", id, ids));
  for (int task : run.tasks)
    if (std::ranges::find(tasks, std::to_string(task)) == tasks.end())
      return std::unexpected(unknown_name({}, "task", std::to_string(task), tasks));
  return {};
}

std::string in_use(const fs::path& recording) {
  return fmt::format("{}: another run uses this recording", recording.string());
}

// A recording is kept for `grade judge`; only the last few of those that nobody asked for.
Result<fs::path> new_recording(const std::optional<fs::path>& asked) {
  if (asked) {
    std::error_code ec;
    if (fs::is_directory(*asked, ec) && !hold_folder(*asked)) return fail(in_use(*asked));
    GRADE_TRY_VOID(make_recording_folder(*asked));
    return *asked;
  }
  std::error_code ec;
  const fs::path all = state_dir() / "recordings";
  GRADE_TRY_VOID(make_folder(all));
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(all, ec)) old.push_back(entry.path());
  std::ranges::sort(old);
  for (std::size_t i = 0; i + kKeptRecordings <= old.size(); ++i)
    if (const UniqueFd unused = hold_folder(old[i])) fs::remove_all(old[i], ec);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const fs::path dir = all / fmt::format("{:%Y%m%dT%H%M%SZ}-{}", fmt::gmtime(now), ::getpid());
  GRADE_TRY_VOID(make_recording_folder(dir));
  return dir;
}

// Tasks without criteria are told and left out; of `-c 2.3` only task 2 is wanted.
std::vector<TaskFolder> gradable(std::vector<TaskFolder> folders, const RunOptions& run,
                                 const std::vector<TaskCriteria>& criteria) {
  std::erase_if(folders, [&](const TaskFolder& folder) {
    const auto task = std::ranges::find(criteria, folder.task, &TaskCriteria::task);
    if (task == criteria.end()) {
      complain({{folder.dir.string(), 0, 0},
                fmt::format("there are no criteria for task {}", folder.task),
                "",
                ""});
      return true;
    }
    return !run.ids.empty() && std::ranges::none_of(task->criteria, [&](const Criterion& c) {
      return run.ids.contains(c.id);
    });
  });
  return folders;
}

std::vector<fs::path> paths_of(const RunOptions& run) {
  if (run.resume) return {};  // its recording names the folders
  if (run.is_again && run.paths.empty()) return {};
  return run.paths.empty() ? std::vector<fs::path>{"."} : run.paths;
}

struct Request {
  Grading grading;
  HostOptions host;
};

// The folders, criteria and sandbox of a recording that was begun.
Result<Request> resumed(const RunOptions& run, const std::vector<TaskCriteria>& criteria) {
  GRADE_TRY(const RunRecording begun, read_run_recording(*run.resume));
  const std::optional<Isolation> isolation = isolation_named(begun.info.isolation);
  if (!isolation)
    return fail("the run was started with a sandbox that this version of grade does not know");
  Request request{.grading = {.criteria = criteria,
                              .folders = {},
                              .ids = begun.ids,
                              .recording = *run.resume,
                              .is_resumed = true,
                              .reuse = run.reuse},
                  .host = host_options(run.launch)};
  request.host.isolation = *isolation;
  if (isolation == Isolation::landlock) request.host.allow_degraded = true;
  for (const RecordedFolder& folder : begun.folders) {
    if (std::ranges::find(criteria, folder.task, &TaskCriteria::task) == criteria.end())
      return fail(
          fmt::format("the recording contains task {}, which has no criteria", folder.task));
    request.grading.folders.push_back({folder.submission, folder.task, {}});
  }
  GRADE_TRY(const Toolchain toolchain, find_toolchain(run.launch.go));
  if (toolchain.version != begun.info.go_version)
    return fail(fmt::format("the run was started with {}, but this is {}", begun.info.go_version,
                            toolchain.version),
                "name the same toolchain with --go");
  return request;
}

Result<Request> begun(const RunOptions& run, const std::vector<TaskCriteria>& criteria,
                      const std::vector<TaskFolder>& folders) {
  Request request{.grading = {.criteria = criteria,
                              .folders = gradable(folders, run, criteria),
                              .ids = run.ids,
                              .recording = {},
                              .is_resumed = false,
                              .reuse = run.reuse},
                  .host = host_options(run.launch)};
  if (request.grading.folders.empty()) return request;
  GRADE_TRY(request.grading.recording, new_recording(run.record));
  return request;
}

// Told before anything is launched.
Result<void> check_signing(const RunOptions& run) {
  if (!run.sign) return {};
  if (run.launch.isolation == Isolation::none)
    return fail("--sign and --sandbox=none exclude each other",
                "student code that runs as you can read the key");
  return check_signing_key(*run.sign);
}

Result<Request> made_again(const RunOptions& run, const std::vector<TaskCriteria>& criteria,
                           const std::vector<TaskFolder>& folders) {
  GRADE_TRY(Grading grading, grading_again(folders, criteria));
  Request request{.grading = std::move(grading), .host = host_options(run.launch)};
  if (request.grading.folders.empty()) return request;
  GRADE_TRY(request.grading.recording, new_recording(run.record));
  return request;
}

Result<Request> requested(const RunOptions& run, const std::vector<TaskCriteria>& criteria,
                          const std::vector<TaskFolder>& folders) {
  if (run.resume) return resumed(run, criteria);
  return run.is_again ? made_again(run, criteria, folders) : begun(run, criteria, folders);
}

std::size_t number_of_submissions(const Grading& grading) {
  std::set<std::string> names;
  for (const TaskFolder& folder : grading.folders) names.insert(folder.submission);
  return names.size();
}

// "U06/task02: 2 pass, 2.3 fail", for a class whose pages come at the end.
std::string in_a_line(const std::vector<Verdict>& verdicts) {
  std::vector<std::string> not_passed;
  for (const Verdict& verdict : verdicts)
    if (verdict.outcome != Outcome::pass)
      not_passed.push_back(fmt::format("{} {}", verdict.id, to_string(verdict.outcome)));
  return fmt::format("{}/task{:02}: {} pass{}{}", verdicts.front().submission,
                     verdicts.front().task, verdicts.size() - not_passed.size(),
                     not_passed.empty() ? "" : ", ", fmt::join(not_passed, ", "));
}

int nothing_to_grade(const RunOptions& run) {
  if (!run.is_again)
    return complain({{}, "nothing to grade", "a task folder is named task01, task02, …", ""},
                    kExitNothing);
  print("nothing failed and nothing is undecided in the last run\n");
  return 0;
}

int run_on(const Request& request, const RunOptions& run) {
  Grading grading = request.grading;
  const std::unique_ptr<Progress> progress = make_progress();
  LiveReport live(run.report, *progress);
  const bool is_live = LiveReport::is_wanted(run.report, number_of_submissions(grading));
  grading.judged = [&](const std::vector<Verdict>& verdicts) {
    const auto recording = read_run_recording(grading.recording);
    if (is_live && recording)
      live.tell(recording->info, verdicts);
    else
      progress->note(in_a_line(verdicts));
  };
  const auto report = grade_here(grading, request.host, *progress, run.keep);
  progress->finish();
  const int signo = interrupted_by();
  if (!report)
    return complain(report.error(), signo != 0 ? kExitInterrupted + signo : kExitTrouble);
  if (signo != 0) {
    complain({{},
              "interrupted",
              fmt::format("finish it with: grade run --resume {}", grading.recording.string()),
              ""});
    return kExitInterrupted + signo;
  }
  if (run.sign)
    if (auto ok = sign_recording(grading.recording, *run.sign); !ok)
      return complain(ok.error(), kExitTrouble);
  progress->note(fmt::format("recording: {}", grading.recording.string()));
  if (const auto noted = note_last_run(grading.recording); !noted) complain(noted.error());
  return deliver(*report, run.report, is_live ? &live : nullptr);
}

}  // namespace

int run_command(const Options& options, const RunOptions& run) {
  auto criteria = load_criteria_folder(options.criteria);
  if (!criteria) return complain(criteria.error(), kExitUsage);
  if (auto ok = check_selection(run, *criteria); !ok) return complain(ok.error(), kExitUsage);
  if (auto ok = check_signing(run); !ok) return complain(ok.error(), kExitUsage);
  const auto folders = find_task_folders(paths_of(run), run.tasks);
  if (!folders) return complain(folders.error(), kExitUsage);
  const Result<Request> request = requested(run, *criteria, *folders);
  if (!request) return complain(request.error(), kExitTrouble);
  if (request->grading.folders.empty()) return nothing_to_grade(run);
  const fs::path& recording = request->grading.recording;
  const UniqueFd held = hold_folder(recording);  // or another run might take it for old
  if (!held) return complain({{}, in_use(recording), "", ""}, kExitTrouble);
  return run_on(*request, run);
}

namespace {

// Those of the submissions that are named; an error for one that is not there.
Result<void> keep_only(const std::set<std::string>& names, Report& report) {
  std::vector<std::string> known;
  for (const Verdict& verdict : report.verdicts) known.push_back(verdict.submission);
  for (const std::string& name : names)
    if (std::ranges::find(known, name) == known.end())
      return std::unexpected(unknown_name({}, "submission", name, known));
  if (!names.empty())
    std::erase_if(report.verdicts, [&](const Verdict& v) { return !names.contains(v.submission); });
  return {};
}

}  // namespace

int judge_command(const Options& options, const JudgeOptions& judge) {
  auto criteria = load_criteria_folder(options.criteria);
  if (!criteria) return complain(criteria.error(), kExitUsage);
  std::error_code ec;
  const bool is_latest = judge.recording == "latest" && !fs::exists(judge.recording, ec);
  const Result<fs::path> recording = is_latest ? last_run() : judge.recording;
  if (!recording) return complain(recording.error(), kExitTrouble);
  if (judge.verify)
    if (auto ok = verify_recording(*recording, *judge.verify); !ok)
      return complain(ok.error(), kExitTrouble);
  auto report = judge_recording(*recording, *criteria);
  if (!report) return complain(report.error(), kExitTrouble);
  if (auto ok = keep_only(judge.submissions, *report); !ok) return complain(ok.error(), kExitUsage);
  return deliver(*report, judge.report);
}

}  // namespace grade
