// Judges each task folder as soon as its last launch has ended, beside the launches that still run.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "harness/pipeline/grade.h"
#include "harness/pipeline/recorder.h"

namespace grade {

// The verdicts are told by the thread that calls, never by the one that judges: launches must not
// wait for a judge, who reads all that they left behind.
class EarlyVerdicts {
 public:
  // Does nothing where nobody listens: without grading.judged.
  explicit EarlyVerdicts(const Grading& grading);
  ~EarlyVerdicts() { stop(); }
  EarlyVerdicts(const EarlyVerdicts&) = delete;
  EarlyVerdicts& operator=(const EarlyVerdicts&) = delete;

  // A folder is done when all of its jobs have ended, and with none at once; `folders` are those of
  // the recording. One with a build that failed waits for finish(): first comes its canary.
  void await(const std::vector<std::filesystem::path>& folders, const std::vector<Recorded>& jobs);
  void ended(const Recorded& job, const RunRecord& record);
  // Tells what is judged by now.
  void tell();
  // Judges the rest, waits for it and tells it.
  void finish();

 private:
  void judge(const std::filesystem::path& folder);
  void judge_all();
  void stop();

  const Grading& grading_;
  std::map<std::filesystem::path, int> open_;  // jobs of each folder that is not done
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::filesystem::path> waiting_;
  std::deque<std::vector<Verdict>> judged_;
  bool is_stopping_ = false;
  std::thread judge_;
};

}  // namespace grade
