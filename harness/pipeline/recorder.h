// Launches jobs, as long as there is room for their records, and writes each record when its launch
// ends, so that an interrupted run leaves what it has. What has the same key is launched once:
// within the run, and over runs with `reuse`.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/pipeline/grade.h"

namespace grade {

class EarlyVerdicts;

// A job, and what becomes of its record.
struct Recorded {
  Job job;
  std::string name;           // for people: "alice/task02 gogc50#1"
  std::filesystem::path dir;  // of the record
  bool is_build = false;
  // A record of another launch stands for this one's; what it left besides must be made here too.
  std::function<Result<void>(const std::filesystem::path& other_dir)> adopt =
      [](const std::filesystem::path&) { return Result<void>{}; };
  // What jobs after it need besides, when its record is kept.
  std::function<Result<void>()> finish = [] { return Result<void>{}; };
};

class Recorder {
 public:
  // The error is of the recording that is to be reused.
  static Result<Recorder> make(const Grading& grading, Host& host);

  const Host& host() const { return *host_; }
  // Of a run that goes on: a launch that is there and came to an end of its own.
  bool is_recorded(const std::filesystem::path& dir) const;
  // `early`, where there is one, hears of each job.
  Result<void> run(const std::vector<Recorded>& jobs, EarlyVerdicts* early = nullptr);

 private:
  // A record that others may have: where it is and whose it is.
  struct Known {
    std::filesystem::path dir;
    std::string owner;
  };
  Recorder(const Grading& grading, Host& host)
      : host_(&host), is_resumed_(grading.is_resumed), start_(host.now()) {}
  // But for records of `anew`, and what has the same key.
  Result<void> learn(const std::filesystem::path& recording, const std::set<std::string>& anew);
  std::optional<RunRecord> record_for(const std::string& key);
  Result<void> keep(const Recorded& job, RunRecord& record);
  static std::optional<Termination> refused(const Recorded& job);

  Host* host_;
  bool is_resumed_;
  std::chrono::steady_clock::time_point start_;
  int expected_ = 0;                    // jobs of all calls
  std::map<std::string, Known> known_;  // by key
};

}  // namespace grade
