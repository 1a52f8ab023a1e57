#include "harness/launch/capture.h"

#include <algorithm>
#include <utility>

namespace grade {
namespace {

constexpr std::size_t kMaxChunks = 1'000'000;
constexpr std::size_t kMaxSamples = 5'000;
constexpr std::size_t kMaxProcessSamples = 2'000;
constexpr std::size_t kMaxProcesses = 64;

void halve(std::vector<Chunk>& chunks) {
  std::size_t kept = 0;
  for (std::size_t i = 1; i < chunks.size(); i += 2) chunks[kept++] = chunks[i];
  if (chunks.size() % 2 != 0) chunks[kept++] = chunks.back();
  chunks.resize(kept);
}

void halve(std::vector<MemorySample>& samples) {
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

void MemorySeries::Series::add(Time at, std::uint64_t bytes, std::size_t most) {
  if (++skipped < stride) return;
  skipped = 0;
  if (samples.size() == most) {
    halve(samples);
    stride *= 2;
  }
  samples.push_back({at.time_since_epoch(), bytes});
}

std::vector<MemorySample> MemorySeries::Series::take(Time start) {
  for (MemorySample& sample : samples) sample.at = since(sample.at, start);
  return std::exchange(samples, {});
}

MemorySeries::Process* MemorySeries::process(const ProcessUsage& usage) {
  const auto found =
      std::ranges::find(processes_, usage.pid, [](const Process& p) { return p.memory.pid; });
  if (found != processes_.end()) return &*found;
  if (processes_.size() == kMaxProcesses) return nullptr;
  processes_.push_back({{.pid = usage.pid, .parent = usage.parent}, {}});
  return &processes_.back();
}

void MemorySeries::add(Time at, const TreeUsage& usage) {
  tree_.add(at, usage.rss_bytes, kMaxSamples);
  for (const ProcessUsage& one : usage.processes) {
    Process* known = process(one);
    if (known == nullptr) continue;
    // Between fork and exec a process has the name of the one that it comes from.
    if (known->series.samples.size() < 4) known->memory.name = name_of_process(one.pid);
    known->memory.peak_rss = std::max(known->memory.peak_rss, one.rss_bytes);
    known->series.add(at, one.rss_bytes, kMaxProcessSamples);
  }
}

void MemorySeries::take(Time start, RunRecord& record) {
  record.memory = tree_.take(start);
  for (Process& process : std::exchange(processes_, {})) {
    process.memory.samples = process.series.take(start);
    record.processes.push_back(std::move(process.memory));
  }
}

void CpuWait::add(const TreeUsage& usage) {
  for (const TaskWait& task : usage.tasks) waited_[task.task] = task.waited;
}

std::chrono::nanoseconds CpuWait::total() const {
  std::chrono::nanoseconds sum{};
  for (const auto& [task, waited] : waited_) sum += waited;
  return sum;
}

}  // namespace grade
