#include "harness/observe/read_calls.h"

#include <gtest/gtest.h>

#include "tests/observe/read_stream.h"

namespace grade {
namespace {

using std::chrono::milliseconds;
constexpr auto kStats = ReadSource::mem_stats;
constexpr auto kMetrics = ReadSource::metrics;

TEST(ReadCalls, TellWhenTheLastOneWithAKWas) {
  const ReadCalls calls(
      reads_told({{"MemStats", 7, 100}, {"metrics", 9, 100}, {"MemStats", 7, 900}}), false);
  EXPECT_EQ(calls.latest(kStats, 7, milliseconds(99)), std::nullopt);
  EXPECT_EQ(calls.latest(kStats, 7, milliseconds(500)), milliseconds(100));
  EXPECT_EQ(calls.latest(kStats, 7, milliseconds(5000)), milliseconds(900));
  EXPECT_EQ(calls.latest(kStats, 9, milliseconds(5000)), std::nullopt);
  EXPECT_EQ(calls.latest(kMetrics, 9, milliseconds(5000)),
            milliseconds(100) + std::chrono::nanoseconds(1));
  EXPECT_EQ(calls.slices(kStats), 2);
  EXPECT_EQ(calls.slices(kMetrics), 1);
}

TEST(ReadCalls, OfEitherKindWhereTheyShareTheirK) {
  const ReadCalls calls(reads_told({{"metrics", 9, 100}}), true);
  EXPECT_EQ(calls.latest(kStats, 9, milliseconds(100)), milliseconds(100));
}

TEST(ReadCalls, ThoseThatAreToldAtOnceStayTwo) {
  const ReadCalls calls(reads_told({{"MemStats", 7, 100}, {"MemStats", 8, 100}}), true);
  EXPECT_LT(calls.latest(kStats, 7, milliseconds(500)), calls.latest(kStats, 8, milliseconds(500)));
}

TEST(ReadCalls, PairsAreMadeTogether) {
  const ReadCalls calls(reads_told({{"MemStats", 100, 0},
                                    {"metrics", 30, 1},
                                    {"MemStats", 500, 1000},
                                    {"metrics", 700, 1001}}),
                        false);
  EXPECT_TRUE(calls.has_pair(70));
  EXPECT_TRUE(calls.has_pair(-200));
  EXPECT_FALSE(calls.has_pair(470));
}

TEST(ReadCalls, OddEventsAreNone) {
  const ReadCalls calls(reads_told({{"MemStats", 0, 0}, {"MemStats", 1920, 0}, {"", -1, 0}}),
                        false);
  EXPECT_EQ(calls.slices(kStats), 0);
  EXPECT_EQ(calls.latest(kStats, 0, milliseconds(9)), std::nullopt);
  EXPECT_EQ(calls.latest(kStats, 1920, milliseconds(9)), std::nullopt);
}

}  // namespace
}  // namespace grade
