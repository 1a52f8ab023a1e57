#include "harness/observe/hey.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "tests/observe/capture.h"

namespace grade {
namespace {

using std::chrono::microseconds;

HeySummary seen_in(const std::string& file) {
  const auto text =
      read_file(std::string(GRADE_SOURCE_DIR "/tests/observe/corpus/hey/") + file, 1 << 20);
  EXPECT_TRUE(text) << to_string(text.error());
  return parse_hey(text.value_or(""));
}

TEST(Hey, ReadsALoadThatIsAnswered) {
  const HeySummary seen = seen_in("ok.txt");
  EXPECT_EQ(seen.total, microseconds(5200));
  EXPECT_DOUBLE_EQ(seen.requests_per_second, 7731.8337);
  EXPECT_EQ(seen.ok, 40);
  EXPECT_EQ(seen.failed, 0);
  EXPECT_EQ(seen.statuses, (std::vector<HeyStatus>{{200, 40}}));
  EXPECT_TRUE(seen.errors.empty());
  ASSERT_EQ(seen.latencies.size(), 6u);  // of 99 percent there were too few
  EXPECT_EQ(seen.latencies[2], (HeyPercentile{50, microseconds(300)}));
  EXPECT_EQ(seen.latencies[5], (HeyPercentile{95, microseconds(2000)}));
}

TEST(Hey, TellsTheObserverTheSame) {
  const Value seen = seen_by("hey", stream_of("Status code distribution:\n  [204]\t7 responses\n"));
  EXPECT_EQ(at(seen, "ok").as_int(), 7);
}

struct Case {
  const char* name;
  const char* file;
  std::int64_t ok;
  std::int64_t failed;
  std::vector<HeyStatus> statuses;
  std::vector<HeyError> errors;
};
const Case kCases[] = {
    {"NotFound", "notfound.txt", 0, 20, {{404, 20}}, {}},
    {"Refused",
     "refused.txt",
     0,
     10,
     {},
     {{10,
       "Get \"http://127.0.0.1:18742/\": dial tcp 127.0.0.1:18742: connect: connection "
       "refused"}}},
    {"Mixed",
     "mixed.txt",
     25,
     15,
     {{200, 25}, {503, 12}},
     {{3, "Get \"http://127.0.0.1:18741/mixed\": EOF"}}},
    {"FewAnswers", "few.txt", 3, 0, {{200, 3}}, {}},
    {"WrongArguments", "usage.txt", 0, 0, {}, {}},
    {"Odd", "odd.txt", 0 + 1, 0, {{200, 1}}, {}},
};
class HeyTable : public testing::TestWithParam<Case> {};
TEST_P(HeyTable, CountsWhatWasAnswered) {
  const HeySummary seen = seen_in(GetParam().file);
  EXPECT_EQ(seen.ok, GetParam().ok);
  EXPECT_EQ(seen.failed, GetParam().failed);
  EXPECT_EQ(seen.statuses, GetParam().statuses);
  EXPECT_EQ(seen.errors, GetParam().errors);
}
INSTANTIATE_TEST_SUITE_P(, HeyTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(Hey, WhatAServiceSaysIsNotTakenForTheSummary) {
  const HeySummary seen = parse_hey(
      "[200]\t500 responses\nResponse time histogram:\n  0.000 [200]\t5 responses\n"
      "Error distribution:\n  [2]\tGet \"x\": malformed [200]\t500 responses\n"
      "  \x1b[200]\t500 responses\n");
  EXPECT_EQ(seen.ok, 0);
  EXPECT_EQ(seen.failed, 2);
}

TEST(Hey, ListsAHundredAndCountsAll) {
  std::string text = "Error distribution:\n";
  for (int i = 0; i < 1000; ++i) text += fmt::format("  [1]\t{}\n", std::string(300, 'x'));
  const HeySummary seen = parse_hey(text);
  EXPECT_EQ(seen.failed, 1000);
  ASSERT_EQ(seen.errors.size(), 100u);
  EXPECT_EQ(seen.errors[0].what.size(), 200u);
}

}  // namespace
}  // namespace grade
