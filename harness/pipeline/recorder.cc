#include "harness/pipeline/recorder.h"

#include <fmt/format.h>

#include "harness/base/files.h"
#include "harness/pipeline/early_verdicts.h"
#include "harness/plan/plan.h"
#include "harness/recording/ended.h"
#include "harness/recording/run_recording.h"
#include "harness/recording/store.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostRecorded = 128u << 20;
constexpr std::uint64_t kRoom = 16u << 20;  // for one record, most of which are small

// Came to an end that another launch would come to as well.
bool is_whole(const RunRecord& record) {
  return !std::holds_alternative<NotStarted>(record.termination) &&
         record.termination != Termination(Stopped{kBudget}) && !is_interrupted(record.termination);
}

// Of all files in a folder.
std::uint64_t size_of(const fs::path& folder) {
  std::uint64_t sum = 0;
  std::error_code ec;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ec))
    if (entry.is_regular_file(ec)) sum += entry.file_size(ec);
  return sum;
}

// The machine may have been the reason.
bool has_failed_look(const RunRecord& record) {
  return record.name.starts_with(reach_of("")) && record.termination != Termination(Exited{0});
}

}  // namespace

Result<Recorder> Recorder::make(const Grading& grading, Host& host) {
  Recorder recorder(grading, host);
  if (grading.reuse) GRADE_TRY_VOID(recorder.learn(*grading.reuse, grading.anew));
  return recorder;
}

// Launches that cannot be read are made again, and so are builds that failed, which have a canary
// beside them: the machine may have been the reason.
Result<void> Recorder::learn(const fs::path& recording, const std::set<std::string>& anew) {
  GRADE_TRY(const RunRecording run, read_run_recording(recording));
  std::set<std::string> not_taken;
  for (const RecordedFolder& folder : run.folders) {
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(recording / folder.dir / "launches", ec)) {
      const Result<RunRecord> record = read_record(entry.path());
      const fs::path canary = canary_of(entry.path().filename().string());
      if (fs::exists(entry.path().parent_path() / canary, ec)) continue;
      if (record && has_failed_look(*record)) continue;
      if (!record || record->key.empty() || !is_whole(*record)) continue;
      if (anew.contains(entry.path().lexically_relative(recording).string()))
        not_taken.insert(record->key);
      else
        known_[record->key] = {entry.path(), fmt::format("{}/task{:02} of an earlier run",
                                                         folder.submission, folder.task)};
    }
  }
  for (const std::string& key : not_taken) known_.erase(key);
  return {};
}

bool Recorder::is_recorded(const fs::path& dir) const {
  if (!is_resumed_) return false;
  const Result<RunRecord> record = read_record(dir);
  return record && is_whole(*record);
}

std::optional<RunRecord> Recorder::record_for(const std::string& key) {
  const auto known = known_.find(key);
  if (known == known_.end()) return std::nullopt;
  Result<RunRecord> record = read_record(known->second.dir);
  if (!record) {
    known_.erase(known);
    return std::nullopt;
  }
  return std::move(*record);
}

// A record that has a key already is another launch's.
Result<void> Recorder::keep(const Recorded& job, RunRecord& record) {
  const std::string key = job.job.key();
  const auto known = known_.find(key);
  if (!key.empty() && known != known_.end() && is_whole(record)) {
    record.reused = known->second.owner;
    GRADE_TRY_VOID(job.adopt(known->second.dir));
  }
  GRADE_TRY_VOID(job.finish());
  record.key = is_whole(record) ? key : "";
  std::error_code ec;
  fs::remove_all(job.dir, ec);  // what an interrupted run left of it
  GRADE_TRY_VOID(write_record(job.dir, record));
  if (!record.key.empty()) known_.try_emplace(key, job.dir, job.name);
  return {};
}

// What is recorded of one task folder is bounded, so that it takes neither disk nor memory from the
// others; and where the disk is full the launches that are recorded already still count.
std::optional<Termination> Recorder::refused(const Recorded& job) {
  const fs::path launches = job.dir.parent_path();
  if (size_of(launches) > kMostRecorded) return Stopped{kBudget};
  if (const auto room = check_room(launches, kRoom); !room)
    return NotStarted{fmt::format("{}: {}", launches.string(), room.error().what)};
  return std::nullopt;
}

Result<void> Recorder::run(const std::vector<Recorded>& jobs, EarlyVerdicts* early) {
  if (jobs.empty()) return {};
  std::optional<Error> trouble;
  Progress& progress = *host_->progress;
  expected_ += static_cast<int>(jobs.size());
  progress.expect(expected_);
  LaunchObserver observer{.keeps_all = false};
  observer.started = [&](std::size_t job) { progress.started(jobs[job].name); };
  observer.known = [&](const std::string& key) { return record_for(key); };
  observer.refused = [&](std::size_t job) { return refused(jobs[job]); };
  observer.ended = [&](std::size_t job, RunRecord& record) {
    progress.ended(jobs[job].name, in_words(record.termination));
    if (auto kept = keep(jobs[job], record); !kept) trouble = kept.error();
    if (early != nullptr && !is_interrupted(record.termination)) early->ended(jobs[job], record);
  };
  observer.tick = [&] {
    progress.tick(std::chrono::duration_cast<std::chrono::seconds>(host_->now() - start_));
    if (early != nullptr) early->tell();
  };
  observer.is_cancelled = [&] { return trouble.has_value() || host_->is_cancelled(); };
  std::vector<Job> all;
  for (const Recorded& job : jobs) all.push_back(job.job);
  GRADE_TRY(const std::vector<RunRecord> records, host_->launcher->run(all, observer));
  if (trouble) return std::unexpected(*trouble);
  return {};
}

}  // namespace grade
