#include "harness/launch/schedule.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

Job job(Needs needs, std::vector<std::size_t> after = {}) {
  Job j;
  j.spec.needs = needs;
  j.after = std::move(after);
  return j;
}

std::vector<std::size_t> all_next(Schedule& schedule) {
  std::vector<std::size_t> jobs;
  while (const auto next = schedule.next()) jobs.push_back(*next);
  return jobs;
}

using Jobs = std::vector<std::size_t>;
constexpr Slots kTwoCores = {.cpu = 2, .waiting = 3};
constexpr auto kCpu = Needs::cpu;
constexpr auto kWaiting = Needs::waiting;
constexpr auto kAlone = Needs::alone;

TEST(Schedule, StartsInOrderUpToTheSlots) {
  Schedule s(
      {job(kCpu), job(kWaiting), job(kCpu), job(kCpu), job(kWaiting), job(kWaiting), job(kWaiting)},
      kTwoCores);
  EXPECT_EQ(all_next(s), (Jobs{0, 1, 2, 4, 5}));
  s.ended(2, true);
  EXPECT_EQ(all_next(s), (Jobs{3}));
  s.ended(1, true);
  EXPECT_EQ(all_next(s), (Jobs{6}));
}

TEST(Schedule, AloneRunsBesideWaitingOnly) {
  Schedule s({job(kAlone), job(kCpu), job(kWaiting), job(kAlone)}, kTwoCores);
  EXPECT_EQ(all_next(s), (Jobs{0, 2}));
  s.ended(0, true);
  EXPECT_EQ(all_next(s), (Jobs{1}));
  s.ended(1, true);
  EXPECT_EQ(all_next(s), (Jobs{3}));
}

TEST(Schedule, LaterCpuJobsDoNotStarveAnAloneOne) {
  Schedule s({job(kCpu), job(kAlone), job(kCpu), job(kWaiting)}, kTwoCores);
  EXPECT_EQ(all_next(s), (Jobs{0, 3}));
  s.ended(0, true);
  EXPECT_EQ(all_next(s), (Jobs{1}));
  s.ended(1, true);
  EXPECT_EQ(all_next(s), (Jobs{2}));
}

TEST(Schedule, AnAloneJobThatWaitsForAnotherHoldsNobodyBack) {
  Schedule s({job(kCpu), job(kAlone, {0}), job(kCpu)}, kTwoCores);
  EXPECT_EQ(all_next(s), (Jobs{0, 2}));
}

TEST(Schedule, WhatFailedBlocksAllBehindIt) {
  Schedule s({job(kCpu), job(kCpu, {0}), job(kCpu, {1}), job(kCpu)}, kTwoCores);
  EXPECT_EQ(all_next(s), (Jobs{0, 3}));
  EXPECT_FALSE(s.next_blocked());
  s.ended(0, false);
  const auto first = s.next_blocked();
  const auto second = s.next_blocked();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->job, 1u);
  EXPECT_EQ(first->by, 0u);
  EXPECT_EQ(second->job, 2u);
  EXPECT_EQ(second->by, 1u);
  EXPECT_FALSE(s.next_blocked());
}

Job reserving(std::uint64_t bytes, Needs needs = kCpu) {
  Job j = job(needs);
  j.spec.reserve_bytes = bytes;
  j.spec.limits.output_bytes = 0;
  return j;
}
constexpr Slots kTenBytes = {.cpu = 4, .waiting = 4, .memory_bytes = 10};

TEST(Schedule, ReservesMemory) {
  Schedule s({reserving(6), reserving(5), reserving(4, kWaiting), reserving(1)}, kTenBytes);
  EXPECT_EQ(all_next(s), (Jobs{0, 2}));  // the second holds back the last
  s.ended(2, true);
  EXPECT_EQ(all_next(s), (Jobs{}));
  s.ended(0, false);
  EXPECT_EQ(all_next(s), (Jobs{1, 3}));
}

TEST(Schedule, ReservesWhatIsKeptOfTheOutputToo) {
  Job flood = reserving(1);
  flood.spec.limits.output_bytes = 2;
  EXPECT_EQ(kept_bytes(flood.spec), 8u);  // two streams, and their arrival times
  Schedule s({flood, reserving(2), reserving(1)}, kTenBytes);
  EXPECT_EQ(all_next(s), (Jobs{0}));
}

TEST(Schedule, WhatNeverFitsIsLetThroughAndReservesNothing) {
  Schedule s({reserving(11), reserving(10)}, kTenBytes);
  EXPECT_FALSE(s.fits(0));
  EXPECT_TRUE(s.fits(1));
  EXPECT_EQ(all_next(s), (Jobs{0, 1}));
  s.ended(0, false);
  s.ended(1, true);
  EXPECT_EQ(all_next(s), (Jobs{}));
}

TEST(Schedule, WhatRestsGivesItsRoomAndItsMemory) {
  Schedule s({reserving(6), reserving(4), reserving(4)}, kTenBytes);
  EXPECT_EQ(all_next(s), (Jobs{0, 1}));
  s.rests(1);
  EXPECT_EQ(all_next(s), (Jobs{2}));
  s.ended(1, true);
  s.ended(0, true);
  s.ended(2, true);
  EXPECT_EQ(all_next(s), (Jobs{}));
}

TEST(Schedule, WhatWaitsForARestingJobWaits) {
  Schedule s({job(kCpu), job(kCpu), job(kCpu, {1})}, kTwoCores);
  EXPECT_EQ(all_next(s), (Jobs{0, 1}));
  s.rests(1);
  EXPECT_EQ(all_next(s), (Jobs{}));
  s.ended(1, true);
  EXPECT_EQ(all_next(s), (Jobs{2}));
}

}  // namespace
}  // namespace grade
