#include "harness/observe/gc.h"

#include <gtest/gtest.h>

#include "harness/base/text.h"
#include "tests/observe/capture.h"
#include "tests/observe/event_stream.h"

namespace grade {
namespace {

Told sample(int gogc, int cycles, int forced = 0) {
  return {"gc", fmt::format(R"("num_gc":{},"num_forced":{},"gogc":{},"goal":4194304,"live":77,)"
                            R"("gomaxprocs":2)",
                            cycles, forced, gogc)};
}

TEST(Gc, ReadsEveryField) {
  const GcSample expected{7, std::chrono::nanoseconds(2000), 5, 1, 100, 4194304, 77, 2};
  EXPECT_EQ(gc_report(told({sample(100, 5, 1)})).samples, std::vector{expected});
}

TEST(Gc, OtherInstrumentsAreSkipped) {
  EXPECT_EQ(gc_report(told({{"bench", "\"n\":1"}, sample(100, 5)})).samples.size(), 1u);
}

constexpr std::int64_t kMiB = 1 << 20;

// The end of a cycle, in MiB; its live heap is a MiB less than it ended with.
Told cycle(int gogc, int n, std::int64_t end, std::int64_t goal, int forced = 0) {
  return {"gc",
          fmt::format(R"("num_gc":{},"num_forced":{},"gogc":{},"goal":0,"live":{},)"
                      R"("gomaxprocs":2,"begin":{},"end":{},"had_goal":{},"stacks":0,)"
                      R"("globals":0)",
                      n, forced, gogc, (end - 1) * kMiB, end * kMiB - 5, end * kMiB, goal * kMiB)};
}
// And the line that the runtime prints of it.
std::string trace_line(int n, std::int64_t end, std::int64_t goal) {
  return fmt::format(
      "gc {} @0.086s 11%: 0.10+1.2+0.002 ms clock, 0.20+0.081/0.10/0+0.004 ms cpu, {}->{}->{} MB, "
      "{} MB goal, 0 MB stacks, 0 MB globals, 2 P\n",
      n, end - 1, end, end - 1, goal);
}

TEST(Gc, CyclesBelongToThePercentageThatSetTheirGoal) {
  const GcReport report = gc_report(told({sample(50, 0), cycle(50, 1, 3, 2), sample(400, 1),
                                          cycle(400, 2, 9, 16), cycle(400, 3, 9, 40, 1)}));
  EXPECT_EQ(report.levels, (std::vector<GcLevel>{{50, 1, 1, 0}, {400, 2, 1, 0}}));
}

struct GoalCase {
  const char* name;
  std::vector<Told> told;
  std::int64_t limited;
};
const GoalCase kGoals[] = {
    {"OfGogc", {sample(100, 0), cycle(100, 1, 11, 4), cycle(100, 2, 11, 20)}, 0},
    {"MovedUpByALargeAllocation", {sample(100, 0), cycle(100, 1, 11, 4), cycle(100, 2, 40, 40)}, 0},
    {"BelowTheMinimum", {sample(200, 0), cycle(200, 1, 3, 7)}, 1},
    {"SetTooLateForTheGoal",
     {sample(50, 0), cycle(50, 1, 11, 4), sample(200, 1), cycle(200, 2, 11, 15)},
     0},
    {"BelowThatOfGogc", {sample(100, 0), cycle(100, 1, 11, 4), cycle(100, 2, 11, 19)}, 1},
    {"OfAPercentageSetMeanwhile",
     {sample(100, 0), cycle(100, 1, 11, 4), sample(50, 1), cycle(50, 2, 11, 15)},
     0},
    {"None", {sample(-1, 0), cycle(-1, 1, 11, 0)}, 0},
};
class GcGoals : public testing::TestWithParam<GoalCase> {};
TEST_P(GcGoals, AreLimitedWhereTheyAreBelowThatOfGogc) {
  std::int64_t limited = 0;
  for (const GcLevel& level : gc_report(told(GetParam().told)).levels) limited += level.limited;
  EXPECT_EQ(limited, GetParam().limited);
}
INSTANTIATE_TEST_SUITE_P(, GcGoals, testing::ValuesIn(kGoals),
                         [](const auto& i) { return i.param.name; });

TEST(Gc, LiveHeapHasALeastAndAMost) {
  std::vector<Told> events = {sample(100, 0)};
  for (int n = 1; n <= 8; ++n) events.push_back(cycle(100, n, 10 * n + 1, 4));
  EXPECT_EQ(gc_report(told(events)).live_low_mb, 30);
  EXPECT_EQ(gc_report(told(events)).live_high_mb, 80);
}

TEST(Gc, LinesThatNoCycleGivesAreInvented) {
  Capture c = capture_err(trace_line(1, 3, 4) + "2026 log\n" + trace_line(2, 5, 7) +
                          trace_line(2, 5, 8) + trace_line(2, 5, 8));
  c.events = told({sample(100, 0), cycle(100, 1, 3, 4), cycle(100, 2, 5, 8)});
  const Value seen = seen_by("gc", c);
  EXPECT_EQ(at(seen, "printed").as_int(), 4);
  EXPECT_EQ(to_string(at(seen, "invented"), 1000),
            fmt::format("[\"{}\", \"{}\"]", trim(trace_line(2, 5, 7)), trim(trace_line(2, 5, 8))))
      << "one line for each cycle";
}

TEST(Gc, CountsTheCyclesOfAllProcesses) {
  const std::string text =
      event_stream({sample(100, 1), sample(100, 5, 2)}, 7) + event_stream({sample(100, 3, 1)}, 8);
  Capture c;
  c.events = events_in(text);
  const Value seen = seen_by("gc", c);
  EXPECT_EQ(at(seen, "cycles").as_int(), 8);
  EXPECT_EQ(at(seen, "forced").as_int(), 3);
}

}  // namespace
}  // namespace grade
