#include "harness/report/model.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

using enum Outcome;

struct Case {
  const char* name;
  std::vector<Outcome> outcomes;
  int code;
};
const Case kCases[] = {
    {"NothingGraded", {}, 5},
    {"AllPass", {pass, pass}, 0},
    {"OneFails", {pass, fail}, 1},
    {"FailBeforeUndecided", {review, fail, inconclusive}, 1},
    {"Review", {pass, review}, 2},
    {"Inconclusive", {pass, inconclusive}, 2},
    {"ErrorBeforeAll", {pass, fail, error, review}, 3},
};
class ExitCode : public testing::TestWithParam<Case> {};
TEST_P(ExitCode, Follows) {
  Report report;
  for (Outcome outcome : GetParam().outcomes) report.verdicts.emplace_back().outcome = outcome;
  EXPECT_EQ(exit_code(report), GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(, ExitCode, testing::ValuesIn(kCases),
                         [](const auto& param_info) { return param_info.param.name; });

TEST(ExitCodeOfVerdict, NotYetJudgedIsAnError) {
  EXPECT_EQ(exit_code(Report{.info = {}, .verdicts = {Verdict{}}}), 3);
}

}  // namespace
}  // namespace grade
