#include "harness/observe/bench_events.h"

#include <gtest/gtest.h>

#include "tests/observe/capture.h"
#include "tests/observe/event_stream.h"

namespace grade {
namespace {

TEST(BenchEvents, AllocationsPerOperationAreNotRounded) {
  Capture c;
  c.events =
      told({{"bench", R"("name":"BenchmarkBuild/n=1-2","n":100,"ns":7,"mallocs":301,"bytes":12)"}});
  const Value value = seen_by("bench_events", c);
  const Value first = value.field("results")->as_list()[0];
  EXPECT_EQ(first.field("name")->as_string(), "BenchmarkBuild/n=1");
  EXPECT_EQ(first.field("allocs_per_op")->as_real(), 3.01);
}

TEST(BenchEvents, WithoutIterationsThereIsNoResult) {
  const Events events = told({{"bench", R"("name":"BenchmarkA","n":0)"}, {"gc", ""}});
  EXPECT_TRUE(observe_bench_events({.events = &events, .facts = {}}).results.empty());
}

TEST(BuilderEvents, HaveEveryCount) {
  Capture c;
  c.events =
      told({{"builder", R"("name":"BenchmarkA-2","n":10,"grow":1,"grow_bytes":2,"grow_first":3,)"
                        R"("regrown":4,"writes":5,"written_bytes":6,"filled":7,"enlarged":8,)"
                        R"("strings":9,"string_bytes":10,"resets":11,"concats":12,)"
                        R"("concat_bytes":13)"}});
  const Value value = seen_by("builder", c);
  const Value first = value.field("results")->as_list()[0];
  EXPECT_EQ(first.field("name")->as_string(), "BenchmarkA");
  int expected = 1;
  for (const char* name :
       {"grow", "grow_bytes", "grow_first", "regrown", "writes", "written_bytes", "filled",
        "enlarged", "strings", "string_bytes", "resets", "concats", "concat_bytes"})
    EXPECT_DOUBLE_EQ(first.field(name)->as_real(), expected++ / 10.0) << name;
}

TEST(BenchEvents, TestEventNeedsAnAction) {
  EXPECT_FALSE(parse_test_event("{\"Output\":\"x\"}"));
  EXPECT_FALSE(parse_test_event("\"Action\""));
  EXPECT_FALSE(parse_test_event("{\"Action\":3}"));
  const auto event = parse_test_event("{\"Action\":\"output\",\"Output\":\"x\\n\"}\r");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->output, "x\n");
  EXPECT_EQ(event->package, "");
}

}  // namespace
}  // namespace grade
