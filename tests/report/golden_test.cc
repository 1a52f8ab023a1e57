#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include "harness/report/console.h"
#include "harness/report/json.h"
#include "harness/report/junit.h"
#include "tests/report/sample_reports.h"

namespace grade {
namespace {

class ReportGolden : public testing::TestWithParam<samples::Named> {
 public:
  std::string file(const std::string& ending) const {
    return std::string("report/") + GetParam().name + ending;
  }
};

TEST_P(ReportGolden, Console) {
  EXPECT_GOLDEN(file(".txt"), render_console(GetParam().report, {}));
}

TEST_P(ReportGolden, ConsoleOf40Columns) {
  EXPECT_GOLDEN(file("_40.txt"), render_console(GetParam().report, {.width = 40}));
}

TEST_P(ReportGolden, ConsoleInFullAndAscii) {
  const ConsoleStyle style{.unicode = false, .detail = ConsoleStyle::Detail::full};
  EXPECT_GOLDEN(file("_full_ascii.txt"), render_console(GetParam().report, style));
}

TEST_P(ReportGolden, Json) { EXPECT_GOLDEN(file(".json"), render_json(GetParam().report)); }

TEST_P(ReportGolden, Junit) { EXPECT_GOLDEN(file(".xml"), render_junit(GetParam().report)); }

INSTANTIATE_TEST_SUITE_P(, ReportGolden, testing::ValuesIn(samples::all()),
                         [](const auto& param_info) { return param_info.param.name; });

TEST(ReportGoldenColor, TwoFail) {
  EXPECT_GOLDEN("report/two_fail_color.txt", render_console(samples::two_fail(), {.color = true}));
}

TEST(Golden, DiffShowsThreeLinesAroundAChange) {
  EXPECT_EQ(golden::unified_diff("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nf\n"),
            "@@ -2 +2 @@\n b\n c\n d\n-e\n+E\n f\n");
}

TEST(Golden, DiffOfEqualTextsIsEmpty) { EXPECT_EQ(golden::unified_diff("a\nb\n", "a\nb\n"), ""); }

}  // namespace
}  // namespace grade
