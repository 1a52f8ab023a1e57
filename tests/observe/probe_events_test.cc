#include "harness/observe/probe_events.h"

#include <gtest/gtest.h>

#include "tests/observe/capture.h"

namespace grade {
namespace {

const std::string kSample =
    R"({"probe":"gc","pid":12,"at_ns":123,"num_gc":5,"num_forced":1,"gogc":100,"goal":4194304,"live":77,"gomaxprocs":2})";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kSample;
  return text.replace(text.find(from), from.size(), to);
}

struct Case {
  const char* name;
  std::string in;
  std::size_t samples;
  int bad;
};
const Case kCases[] = {
    {"Empty", "", 0, 0},
    {"OneSample", kSample + "\n", 1, 0},
    {"OtherInstrument",
     R"({"bench":"BenchmarkBuild-2","n":100})"
     "\n" +
         kSample,
     1, 0},
    {"CutOff", kSample + "\n" + kSample.substr(0, 40), 1, 1},
    {"FieldMissing", with(R"("pid":12,)", ""), 0, 1},
    {"FieldOfAnotherKind", with("12,", "\"12\","), 0, 1},
    {"BelowZero", with("12,", "-12,"), 0, 1},
    {"NotAnObject", "[1,2]\nnull\nhello\n", 0, 3},
    {"Nested", std::string(3000, '[') + "\n", 0, 1},
    {"VeryLong", std::string(100'000, '['), 0, 1},
};
class ProbeEventsTable : public testing::TestWithParam<Case> {};
TEST_P(ProbeEventsTable, Counts) {
  const ProbeEvents events = parse_probe_events(GetParam().in);
  EXPECT_EQ(events.samples.size(), GetParam().samples);
  EXPECT_EQ(events.bad, GetParam().bad);
}
INSTANTIATE_TEST_SUITE_P(, ProbeEventsTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(ProbeEvents, ReadsEveryField) {
  const GcSample expected{12, std::chrono::nanoseconds(123), 5, 1, 100, 4194304, 77, 2};
  EXPECT_EQ(parse_probe_events(kSample).samples, std::vector{expected});
}

TEST(ProbeEvents, HugeNumbersStopAtTheLargest) {
  const ProbeEvents events = parse_probe_events(with("4194304", "18446744073709551615"));
  ASSERT_EQ(events.samples.size(), 1u);
  EXPECT_EQ(events.samples[0].goal, INT64_MAX);
}

TEST(ProbeEvents, LastIsOfEachProcess) {
  Capture c;
  c.events =
      stream_of(kSample + "\n" + with("12,", "7,") + "\n" + with("\"num_gc\":5", "\"num_gc\":9"));
  const Value seen = seen_by("gc_probe", c);
  const List last = at(seen, "last").as_list();
  ASSERT_EQ(last.size(), 2u);
  EXPECT_EQ(at(last[0], "pid").as_int(), 7);
  EXPECT_EQ(at(last[1], "num_gc").as_int(), 9);
}

}  // namespace
}  // namespace grade
