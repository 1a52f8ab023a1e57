// Keeps what a run says and uses within bounds, whatever the run does.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

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

// At most 5000 samples: when full, every second one goes and half as many are taken from then on.
class RssSeries {
 public:
  void add(std::chrono::steady_clock::time_point at, std::uint64_t bytes);
  std::vector<RssSample> take(std::chrono::steady_clock::time_point start);

 private:
  std::vector<RssSample> samples_;
  std::size_t stride_ = 1;
  std::size_t skipped_ = 0;
};

}  // namespace grade
