#include "harness/launch/capture.h"

#include <algorithm>
#include <utility>

namespace grade {
namespace {

constexpr std::size_t kMaxChunks = 1'000'000;
constexpr std::size_t kMaxSamples = 5'000;

void halve(std::vector<Chunk>& chunks) {
  std::size_t kept = 0;
  for (std::size_t i = 1; i < chunks.size(); i += 2) chunks[kept++] = chunks[i];
  if (chunks.size() % 2 != 0) chunks[kept++] = chunks.back();
  chunks.resize(kept);
}

void halve(std::vector<RssSample>& samples) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < samples.size(); i += 2) samples[kept++] = samples[i];
  samples.resize(kept);
}

// A program writes only after its start, but a clock reading of ours may be older than the report.
std::chrono::nanoseconds since(std::chrono::nanoseconds at,
                               std::chrono::steady_clock::time_point start) {
  return std::max(at - std::chrono::nanoseconds(start.time_since_epoch()),
                  std::chrono::nanoseconds(0));
}

}  // namespace

void StreamCapture::add(std::string_view bytes, Time at) {
  stream_.total += bytes.size();
  const std::string_view kept = bytes.substr(0, keep_bytes_ - stream_.bytes.size());
  if (kept.empty()) return;
  stream_.bytes += kept;
  if (stream_.chunks.size() == kMaxChunks) halve(stream_.chunks);
  stream_.chunks.push_back({stream_.bytes.size(), at.time_since_epoch()});
}

Stream StreamCapture::take(Time start) {
  for (Chunk& chunk : stream_.chunks) chunk.at = since(chunk.at, start);
  return std::exchange(stream_, {});
}

void RssSeries::add(std::chrono::steady_clock::time_point at, std::uint64_t bytes) {
  if (++skipped_ < stride_) return;
  skipped_ = 0;
  if (samples_.size() == kMaxSamples) {
    halve(samples_);
    stride_ *= 2;
  }
  samples_.push_back({at.time_since_epoch(), bytes});
}

std::vector<RssSample> RssSeries::take(std::chrono::steady_clock::time_point start) {
  for (RssSample& sample : samples_) sample.at = since(sample.at, start);
  return std::exchange(samples_, {});
}

}  // namespace grade
