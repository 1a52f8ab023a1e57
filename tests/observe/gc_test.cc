#include "harness/observe/gc.h"

#include <gtest/gtest.h>

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

TEST(Gc, SaysWhichGogcIsInForce) {
  EXPECT_EQ(gc_report(told({sample(50, 0), sample(50, 3)})).gogc, 50);
  EXPECT_EQ(gc_report(told({sample(50, 0), sample(400, 1), sample(50, 2)})).gogc, 400);
  EXPECT_EQ(gc_report({}).gogc, 0);
}

TEST(Gc, CountsTheCyclesOfAllProcesses) {
  const std::string text =
      event_stream({sample(100, 1), sample(100, 5, 2)}, 7) + event_stream({sample(100, 3, 1)}, 8);
  Capture c;
  c.events = read_events(text, kEventKey);
  const Value seen = seen_by("gc", c);
  EXPECT_EQ(at(seen, "cycles").as_int(), 8);
  EXPECT_EQ(at(seen, "forced").as_int(), 3);
}

}  // namespace
}  // namespace grade
