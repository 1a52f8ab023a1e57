#include "harness/report/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "tests/report/sample_reports.h"

namespace grade {
namespace {

nlohmann::json rendered(const Report& report) {
  return nlohmann::json::parse(render_json(report), nullptr, false);
}

TEST(Json, CountsAndExitCodeMatchTheCriteria) {
  const nlohmann::json json = rendered(samples::two_fail());
  EXPECT_EQ(json["schema"], "grade/report/v1");
  EXPECT_EQ(json["criteria"].size(), 3u);
  EXPECT_EQ(json["counts"]["fail"], 2);
  EXPECT_EQ(json["points"]["possible"], 4);
  EXPECT_EQ(json["exit_code"], 1);
}

TEST(Json, AddsUpEachSubmission) {
  const nlohmann::json json = rendered(samples::course());
  ASSERT_EQ(json["submissions"].size(), 4u);
  EXPECT_EQ(json["submissions"][1]["submission"], "bob");
  EXPECT_EQ(json["submissions"][1]["counts"]["pass"], 4);
  EXPECT_EQ(json["submissions"][1]["points"]["earned"], 5);
}

TEST(Json, TellsTimesRolesAndPlaces) {
  const nlohmann::json fail = rendered(samples::two_fail())["criteria"][2];
  EXPECT_EQ(fail["seconds"], 0.6);
  EXPECT_EQ(fail["roles"][0]["as"], "returnsIntNew");
  EXPECT_EQ(fail["seen"][0]["code"], " p := new(int)");
}

TEST(Json, KeepsTheTextOfTheCheckbox) {
  Report report = samples::all_pass();
  report.verdicts[0].text = "peak_rss ≈ live_heap × (1 + GOGC/100)";
  EXPECT_EQ(rendered(report)["criteria"][0]["text"], report.verdicts[0].text);
}

TEST(Json, HidesCommandsForCiLogsWithoutChangingThem) {
  Report report = samples::all_pass();
  report.verdicts[0].summary = "###[error]x";
  EXPECT_EQ(render_json(report).find("##"), std::string::npos);
  EXPECT_EQ(rendered(report)["criteria"][0]["summary"], "###[error]x");
}

TEST(Json, PointsThatAreNoNumberCountNothing) {
  Report report = samples::all_pass();
  report.verdicts[0].points = std::numeric_limits<double>::quiet_NaN();
  report.verdicts[1].points = 0.5;
  EXPECT_EQ(rendered(report)["criteria"][0]["points"], 0);
  EXPECT_EQ(rendered(report)["points"]["earned"], 0.5);
}

TEST(Json, SameReportGivesSameBytes) {
  EXPECT_EQ(render_json(samples::hostile()), render_json(samples::hostile()));
}

}  // namespace
}  // namespace grade
