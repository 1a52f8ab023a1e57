#include "harness/launch/capture.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

using Time = std::chrono::steady_clock::time_point;
using std::chrono::nanoseconds;

Time at(int ns) { return Time(nanoseconds(ns)); }

TEST(StreamCapture, KeepsTheFirstBytesAndCountsTheRest) {
  StreamCapture capture(5);
  capture.add("abc", at(110));
  capture.add("defg", at(120));
  capture.add("h", at(130));
  const Stream stream = capture.take(at(100));
  EXPECT_EQ(stream.bytes, "abcde");
  EXPECT_EQ(stream.total, 8u);
  EXPECT_EQ(stream.chunks, (std::vector<Chunk>{{3, nanoseconds(10)}, {5, nanoseconds(20)}}));
}

TEST(StreamCapture, MergesNeighboursAboveAMillionChunks) {
  StreamCapture capture(10'000'000);
  for (int i = 0; i < 2'500'000; ++i) capture.add("x", at(i));
  const Stream stream = capture.take(at(0));
  EXPECT_EQ(stream.bytes.size(), 2'500'000u);
  EXPECT_LE(stream.chunks.size(), 1'000'000u);
  EXPECT_EQ(stream.chunks.back(), (Chunk{2'500'000, nanoseconds(2'499'999)}));
  for (const Chunk& chunk : stream.chunks)
    ASSERT_EQ(static_cast<std::uint64_t>(chunk.at.count()) + 1, chunk.end);
}

RunRecord taken(MemorySeries& series) {
  RunRecord record;
  series.take(at(0), record);
  return record;
}

TEST(MemorySeries, ThinsOutEvenly) {
  MemorySeries series;
  for (int i = 0; i < 40'000; ++i)
    series.add(at(i), {.rss_bytes = 1, .tasks = {}, .processes = {}});
  const std::vector<MemorySample> samples = taken(series).memory;
  EXPECT_LE(samples.size(), 5'000u);
  EXPECT_GE(samples.size(), 2'500u);
  EXPECT_GE(samples.back().at, nanoseconds(39'900));
}

TEST(MemorySeries, TellsProcessesApart) {
  MemorySeries series;
  series.add(at(1), {.rss_bytes = 5, .tasks = {}, .processes = {{7, 1, 5}}});
  series.add(at(2), {.rss_bytes = 13, .tasks = {}, .processes = {{7, 1, 4}, {9, 7, 9}}});
  const RunRecord record = taken(series);
  ASSERT_EQ(record.processes.size(), 2u);
  EXPECT_EQ(record.memory.back(), (MemorySample{nanoseconds(2), 13}));
  EXPECT_EQ(record.processes[0].peak_rss, 5u);
  EXPECT_EQ(record.processes[1].parent, 7);
  EXPECT_EQ(record.processes[1].samples, (std::vector<MemorySample>{{nanoseconds(2), 9}}));
}

TEST(MemorySeries, KeepsTheFirst64Processes) {
  MemorySeries series;
  TreeUsage usage;
  for (int pid = 1; pid <= 100; ++pid) usage.processes.push_back({pid, 0, 1});
  series.add(at(1), usage);
  EXPECT_EQ(taken(series).processes.size(), 64u);
}

TEST(CpuWait, IsTheLastThatWasSeenOfEachTask) {
  CpuWait wait;
  EXPECT_EQ(wait.total(), nanoseconds(0));
  wait.add({.tasks = {{7, nanoseconds(5)}, {8, nanoseconds(1)}}});
  wait.add({.tasks = {{7, nanoseconds(9)}}});
  EXPECT_EQ(wait.total(), nanoseconds(10));
}

}  // namespace
}  // namespace grade
