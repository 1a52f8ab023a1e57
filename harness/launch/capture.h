// Keeps what a run says and uses within bounds, whatever the run does.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "harness/launch/process_tree.h"
#include "harness/recording/record.h"

namespace grade {

// A million chunks at most; beyond that neighbours are merged, the later time standing for both.
class StreamCapture {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit StreamCapture(std::uint64_t keep_bytes) : keep_bytes_(keep_bytes) {}

  void add(std::string_view bytes, Time at);
  std::uint64_t total() const { return stream_.total; }
  // The stream with times since `start`; the capture is empty afterwards.
  Stream take(Time start);

 private:
  std::uint64_t keep_bytes_;
  Stream stream_;  // times since the clock's epoch
};

// Resident memory of the tree and of each of its first 64 processes. At most 5000 samples of the
// tree, 2000 of a process: when full, every second one goes and half as many are taken from then
// on.
class MemorySeries {
 public:
  using Time = std::chrono::steady_clock::time_point;
  void add(Time at, const TreeUsage& usage);
  // Moves the series into the record, with times since `start`.
  void take(Time start, RunRecord& record);

 private:
  struct Series {
    std::vector<MemorySample> samples;  // times since the clock's epoch
    std::size_t stride = 1;
    std::size_t skipped = 0;
    void add(Time at, std::uint64_t bytes, std::size_t most);
    std::vector<MemorySample> take(Time start);
  };
  struct Process {
    ProcessMemory memory;  // without its samples
    Series series;
  };
  Process* process(const ProcessUsage& usage);  // null for those beyond the first 64

  Series tree_;
  std::vector<Process> processes_;
};

// How long the tasks of a tree were ready to run and had no core, as far as they were seen.
class CpuWait {
 public:
  void add(const TreeUsage& usage);
  std::chrono::nanoseconds total() const;

 private:
  std::unordered_map<std::uint64_t, std::chrono::nanoseconds> waited_;  // by task
};

}  // namespace grade
