#include "harness/observe/bench_events.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

struct Case {
  const char* name;
  std::string in;
  std::size_t results;
  int bad;
};
const Case kCases[] = {
    {"Nothing", "", 0, 0},
    {"One", R"({"bench":"BenchmarkA-2","n":100,"ns":12345,"mallocs":300,"bytes":1200})", 1, 0},
    {"OtherInstruments", "{\"gc\":1}\nnot json\n", 0, 0},
    {"CutOff", R"({"bench":"BenchmarkA-2","n":100,"ns":1)", 0, 1},
    {"NoIterations", R"({"bench":"BenchmarkA","n":0,"ns":1,"mallocs":3,"bytes":1})", 0, 1},
    {"Negative", R"({"bench":"BenchmarkA","n":1,"ns":1,"mallocs":-3,"bytes":1})", 0, 1},
    {"Fraction", R"({"bench":"BenchmarkA","n":1.5,"ns":1,"mallocs":3,"bytes":1})", 0, 1},
    {"TooLarge", R"({"bench":"B","n":1,"ns":18446744073709551615,"mallocs":3,"bytes":1})", 0, 1},
    {"NameIsNoString", R"({"bench":7,"n":1,"ns":1,"mallocs":3,"bytes":1})", 0, 1},
    {"InvalidUtf8", "{\"bench\":\"\xff\",\"n\":1,\"ns\":1,\"mallocs\":3,\"bytes\":1}", 0, 1},
    {"DeepNesting", R"({"bench":)" + std::string(60'000, '['), 0, 1},
    {"LongLine", R"({"bench":")" + std::string(70'000, 'x') + "\"}", 0, 1},
};
class BenchEventsTable : public testing::TestWithParam<Case> {};
TEST_P(BenchEventsTable, Counts) {
  const BenchEvents events = parse_bench_events(GetParam().in);
  EXPECT_EQ(events.results.size(), GetParam().results);
  EXPECT_EQ(events.bad, GetParam().bad);
}
INSTANTIATE_TEST_SUITE_P(, BenchEventsTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(BenchEvents, AllocationsPerOperationAreNotRounded) {
  const Stream events{
      "{\"bench\":\"BenchmarkBuild/"
      "n=1-2\",\"n\":100,\"ns\":12345,\"mallocs\":301,\"bytes\":1200}\n",
      0,
      {}};
  const Value value = value_of(observe_bench_events({.events = &events, .facts = {}}));
  const Value first = value.field("results")->as_list()[0];
  EXPECT_EQ(first.field("name")->as_string(), "BenchmarkBuild/n=1");
  EXPECT_EQ(first.field("allocs_per_op")->as_real(), 3.01);
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
