#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/base/digest.h"
#include "harness/base/files.h"
#include "harness/pipeline/passes.h"
#include "harness/recording/run_recording.h"
#include "harness/recording/task_recording.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

InHand in_hand(const Grading& grading, const Host& host, const TaskFolder& folder,
               const std::string& dir) {
  return {.folder = folder,
          .task = &*std::ranges::find(grading.criteria, folder.task, &TaskCriteria::task),
          .recording = grading.recording / dir,
          .places = {.submission = host.work / dir / "src",
                     .work = host.work / dir,
                     .isolation = host.isolation},
          .files = {},
          .inputs = {},
          .plan = {}};
}

// What is written about the work is no input of it.
bool is_about_the_work(const std::string& path) {
  return path.starts_with("evidence/") || path == "task.yaml" || is_writeup(path);
}

// Code among the evidence is looked at as code is, and code can embed any file.
bool makes_all_an_input(const std::string& path, std::string_view bytes) {
  const std::string name = fs::path(path).filename().string();
  if (is_about_the_work(path)) return name.ends_with(".go") || name == "go.mod";
  return name.ends_with(".go") && bytes.find("//go:embed") != std::string_view::npos;
}

Result<void> digest_files(InHand& one) {
  const fs::path& snapshot = one.places.submission;
  std::vector<fs::path> files;
  std::error_code ec;
  for (const auto& entry : fs::recursive_directory_iterator(snapshot, ec))
    if (entry.is_regular_file(ec)) files.push_back(entry.path());
  if (ec) return fail_at({snapshot.string(), 0, 0}, ec.message());
  std::ranges::sort(files);
  Digest inputs;
  Digest all;
  bool is_all_an_input = false;
  for (const fs::path& file : files) {
    const std::string name = file.lexically_relative(snapshot).string();
    GRADE_TRY(const std::string bytes, read_file(file, 64u << 20));
    const auto mode = static_cast<std::uint64_t>(fs::status(file, ec).permissions());
    all.add(name).add(mode).add(bytes);
    if (!is_about_the_work(name)) inputs.add(name).add(mode).add(bytes);
    is_all_an_input = is_all_an_input || makes_all_an_input(name, bytes);
  }
  one.files = std::move(all).hex();
  one.inputs = is_all_an_input ? one.files : std::move(inputs).hex();
  return {};
}

// From the one snapshot to the other; both are ours.
Result<void> copy_snapshot(const fs::path& from, const fs::path& to) {
  GRADE_TRY(const SnapshotTaken copy, take_snapshot(from, to));
  if (!copy.unread.empty()) return fail_at({from.string(), 0, 0}, "cannot read: " + copy.unread);
  return {};
}

// Why nothing can be told of the folder, empty where its snapshot was taken.
Result<std::string> take_files(Host& host, const InHand& one) {
  std::error_code ec;
  const TaskFolder& folder = one.folder;
  if (fs::is_symlink(folder.dir, ec)) return std::string(kIsALink);
  if (::access(folder.dir.c_str(), R_OK | X_OK) != 0)
    return fmt::format("cannot read: {}", std::strerror(errno));
  GRADE_TRY(const SnapshotTaken snapshot, take_snapshot(folder.dir, one.places.submission));
  if (!snapshot.unread.empty()) return "cannot read: " + snapshot.unread;
  for (const std::string& remark : snapshot.remarks)
    host.progress->note(fmt::format("{}/task{:02}: {}", folder.submission, folder.task, remark));
  GRADE_TRY_VOID(copy_snapshot(one.places.submission, one.recording / "files"));
  GRADE_TRY_VOID(write_contents(one.recording, snapshot.remarks));
  GRADE_TRY_VOID(make_folder(one.recording / "launches"));
  return std::string();
}

// Of a run that is made in two parts only what held in both is proven.
RunInfo merged(RunInfo begun, const RunInfo& now) {
  for (const std::string& line : now.degraded)
    if (std::ranges::find(begun.degraded, line) == begun.degraded.end())
      begun.degraded.push_back(line);
  std::erase_if(begun.proven, [&](const std::string& line) {
    return std::ranges::find(now.proven, line) == now.proven.end();
  });
  return begun;
}

}  // namespace

std::string InHand::name_of(const std::string& job) const {
  return fmt::format("{}/task{:02} {}", folder.submission, folder.task, job);
}

fs::path InHand::record_of(std::string job) const {
  std::ranges::replace(job, '/', '_');
  return recording / "launches" / job;
}

bool names_what_is_about_the_work(std::string_view program) {
  return program.contains("evidence") || program.contains("task.yaml") ||
         program.contains("WRITEUP") || program.contains("writeup");
}

Result<std::vector<InHand>> take_in(const Grading& grading, Host& host) {
  std::vector<InHand> taken;
  std::error_code ec;
  RunRecording run{.info = host.info,
                   .ids = grading.ids,
                   .folders = {},
                   .started_in = fs::current_path(ec).string()};
  run.info.recording = fs::absolute(grading.recording, ec).string();
  for (const TaskFolder& folder : grading.folders) {
    const std::string dir = fmt::format("{}/task{:02}", run.folders.size(), folder.task);
    run.folders.push_back({dir, folder.submission, folder.task, folder.dir.string()});
    InHand one = in_hand(grading, host, folder, dir);
    GRADE_TRY(const std::string why_not, take_files(host, one));
    if (!why_not.empty()) {  // the others are graded all the same
      GRADE_TRY_VOID(write_no_contents(one.recording, why_not));
      continue;
    }
    GRADE_TRY_VOID(digest_files(one));
    taken.push_back(std::move(one));
  }
  GRADE_TRY_VOID(write_run_recording(grading.recording, run));
  return taken;
}

Result<std::vector<InHand>> take_up(const Grading& grading, Host& host) {
  GRADE_TRY(RunRecording run, read_run_recording(grading.recording));
  if (host.info.isolation != run.info.isolation)
    return fail(fmt::format("the run was started with isolation '{}', but now it is '{}'",
                            run.info.isolation, host.info.isolation));
  run.info = merged(std::move(run.info), host.info);
  GRADE_TRY_VOID(write_run_recording(grading.recording, run));
  std::vector<InHand> taken;
  for (const RecordedFolder& folder : run.folders) {
    InHand one = in_hand(grading, host, {folder.submission, folder.task, {}}, folder.dir);
    if (std::error_code ec; !fs::exists(one.recording / "files", ec)) continue;  // nor was it then
    GRADE_TRY_VOID(copy_snapshot(one.recording / "files", one.places.submission));
    GRADE_TRY_VOID(digest_files(one));
    taken.push_back(std::move(one));
  }
  return taken;
}

}  // namespace grade
