#include "harness/pipeline/early_verdicts.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "harness/pipeline/judge_recording.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr int kLeastUrgent = 19;  // programs that are measured come first

// Records lie in FOLDER/launches/NAME.
fs::path folder_of(const Recorded& job) { return job.dir.parent_path().parent_path(); }

// Signals are for the thread that runs the launches.
std::thread without_signals(auto work) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(work));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

// What cannot be judged now is told at the end.
std::vector<Verdict> verdicts_of(const Grading& grading, const fs::path& path) {
  const std::string dir = path.lexically_relative(grading.recording).string();
  const Result<RunRecording> run = read_run_recording(grading.recording);
  if (!run) return {};
  const auto folder = std::ranges::find(run->folders, dir, &RecordedFolder::dir);
  if (folder == run->folders.end()) return {};
  return judge_folder(grading.recording, *run, *folder, grading.criteria)
      .value_or(std::vector<Verdict>{});
}

}  // namespace

EarlyVerdicts::EarlyVerdicts(const Grading& grading) : grading_(grading) {
  if (grading.judged) judge_ = without_signals([this] { judge_all(); });
}

void EarlyVerdicts::await(const std::vector<fs::path>& folders, const std::vector<Recorded>& jobs) {
  for (const fs::path& folder : folders) open_[folder] = 0;
  for (const Recorded& job : jobs) ++open_[folder_of(job)];
  for (const fs::path& folder : folders)
    if (open_[folder] == 0) judge(folder);
}

void EarlyVerdicts::ended(const Recorded& job, const RunRecord& record) {
  if (job.is_build && record.termination != Termination(Exited{0})) return;
  const fs::path folder = folder_of(job);
  if (--open_[folder] == 0) judge(folder);
}

void EarlyVerdicts::judge(const fs::path& folder) {
  open_.erase(folder);
  if (!judge_.joinable()) return;
  const std::lock_guard lock(mutex_);
  waiting_.push_back(folder);
  changed_.notify_one();
}

void EarlyVerdicts::tell() {
  std::deque<std::vector<Verdict>> now;
  {
    const std::lock_guard lock(mutex_);
    now.swap(judged_);
  }
  for (const std::vector<Verdict>& verdicts : now)
    if (!verdicts.empty()) grading_.judged(verdicts);
}

void EarlyVerdicts::finish() {
  while (!open_.empty()) judge(fs::path(open_.begin()->first));
  stop();
  tell();
}

// What waits is judged before it ends.
void EarlyVerdicts::stop() {
  if (!judge_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    changed_.notify_one();
  }
  judge_.join();
}

void EarlyVerdicts::judge_all() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kLeastUrgent);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const fs::path folder = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    std::vector<Verdict> verdicts = verdicts_of(grading_, folder);
    lock.lock();
    judged_.push_back(std::move(verdicts));
  }
}

}  // namespace grade
