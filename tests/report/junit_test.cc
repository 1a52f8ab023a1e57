#include "harness/report/junit.h"

#include <gtest/gtest.h>

#include "tests/report/sample_reports.h"

namespace grade {
namespace {

struct Case {
  const char* name;
  Outcome outcome;
  const char* element;
  const char* counts;
};
const Case kCases[] = {
    {"Pass", Outcome::pass, "", R"(tests="1" failures="0" errors="0" skipped="0")"},
    {"Fail", Outcome::fail, "<failure message=\"why\" type=\"fail\">",
     R"(tests="1" failures="1" errors="0" skipped="0")"},
    {"Review", Outcome::review, "<skipped message=\"review: why\"/>",
     R"(tests="1" failures="0" errors="0" skipped="1")"},
    {"Inconclusive", Outcome::inconclusive, "<skipped message=\"inconclusive: why\"/>",
     R"(tests="1" failures="0" errors="0" skipped="1")"},
    {"Error", Outcome::error, "<error message=\"why\" type=\"error\">",
     R"(tests="1" failures="0" errors="1" skipped="0")"},
};
class JunitTable : public testing::TestWithParam<Case> {};
TEST_P(JunitTable, HasTheElementOfTheOutcome) {
  Report report = samples::error();
  report.verdicts.resize(1);
  report.verdicts[0].outcome = GetParam().outcome;
  report.verdicts[0].summary = "why";
  const std::string xml = render_junit(report);
  EXPECT_NE(xml.find(GetParam().element), std::string::npos) << xml;
  EXPECT_NE(xml.find(GetParam().counts), std::string::npos) << xml;
  for (const char* element : {"<failure", "<skipped", "<error"})
    EXPECT_EQ(xml.find(element) != std::string::npos,
              std::string_view(GetParam().element).starts_with(element));
}
INSTANTIATE_TEST_SUITE_P(, JunitTable, testing::ValuesIn(kCases),
                         [](const auto& param_info) { return param_info.param.name; });

TEST(Junit, ASuiteCountsTheTimeOfALaunchOnce) {
  Report report = samples::two_fail();
  report.verdicts.resize(2);
  report.verdicts[1].launches.push_back(report.verdicts[0].launches[0]);
  const std::string xml = render_junit(report);
  EXPECT_NE(xml.find("classname=\"task02.alice\" time=\"2.250\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("classname=\"task02.alice\" time=\"26.250\""), std::string::npos);
  EXPECT_NE(xml.find("<testsuites name=\"grade\" tests=\"2\" failures=\"1\" errors=\"0\" "
                     "skipped=\"0\" time=\"26.250\""),
            std::string::npos);
}

TEST(Junit, ClassNameHasOneDot) {
  Report report = samples::all_pass();
  report.verdicts[0].submission = "alice.b";
  EXPECT_NE(render_junit(report).find("classname=\"task02.alice_b\""), std::string::npos);
}

TEST(Junit, OneSuiteForEachSubmissionAndTask) {
  const std::string xml = render_junit(samples::course());
  std::size_t suites = 0;
  for (std::size_t at = 0; (at = xml.find("<testsuite ", at)) != std::string::npos; ++at) ++suites;
  EXPECT_EQ(suites, 15u);  // four submissions of four tasks, one of them without task 8
}

}  // namespace
}  // namespace grade
