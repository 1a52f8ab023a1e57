#include "harness/report/console.h"

#include <gtest/gtest.h>

#include "tests/report/sample_reports.h"

namespace grade {
namespace {

struct ColorCase {
  const char* name;
  bool is_tty;
  const char* no_color;
  const char* term;
  const char* force;
  bool wants;
};
const ColorCase kColorCases[] = {
    {"Terminal", true, nullptr, "xterm-256color", nullptr, true},
    {"TerminalOfUnknownKind", true, nullptr, nullptr, nullptr, true},
    {"Pipe", false, nullptr, "xterm", nullptr, false},
    {"NoColorSet", true, "1", "xterm", nullptr, false},
    {"NoColorOfAnyValue", true, "0", "xterm", nullptr, false},
    {"NoColorEmptyIsNotSet", true, "", "xterm", nullptr, true},
    {"DumbTerminal", true, nullptr, "dumb", nullptr, false},
    {"ForcedIntoPipe", false, nullptr, nullptr, "1", true},
    {"ForcedOnDumbTerminal", true, nullptr, "dumb", "1", true},
    {"ForceOfZeroIsNotSet", false, nullptr, "xterm", "0", false},
    {"ForceEmptyIsNotSet", false, nullptr, "xterm", "", false},
    {"NoColorBeatsForce", true, "1", "xterm", "1", false},
};
class WantsColor : public testing::TestWithParam<ColorCase> {};
TEST_P(WantsColor, Follows) {
  const ColorCase& c = GetParam();
  EXPECT_EQ(wants_color(c.is_tty, c.no_color, c.term, c.force), c.wants);
}
INSTANTIATE_TEST_SUITE_P(, WantsColor, testing::ValuesIn(kColorCases),
                         [](const auto& param_info) { return param_info.param.name; });

bool shows(const Report& report, const ConsoleStyle& style, std::string_view text) {
  return render_console(report, style).find(text) != std::string::npos;
}

constexpr ConsoleStyle kFull{.detail = ConsoleStyle::Detail::full};

TEST(Console, BriefLeavesOutTheConditions) {
  for (const char* part : {"c.heap_goal", "median(gogc50.cycle_count)"}) {
    EXPECT_FALSE(shows(samples::two_fail(), {}, part));
    EXPECT_TRUE(shows(samples::two_fail(), kFull, part));
  }
}

TEST(Console, ConditionsThatCannotBeComputedAreShownInAnyCase) {
  EXPECT_TRUE(shows(samples::two_fail(), {}, "? slope(gogc200.heap_goal) > 0.0\n"));
}

TEST(Console, ANoteIsForWhatDidNotPass) {
  EXPECT_FALSE(shows(samples::all_pass(), kFull, "Lines of the go command"));
  EXPECT_TRUE(shows(samples::two_fail(), {}, "note   Goals are compared"));
}

TEST(Console, APassIsOneLineWithItsNumberAndItsTime) {
  EXPECT_TRUE(shows(samples::all_pass(), {}, "  PASS  2.1  28 lines, all from the runtime"));
  EXPECT_TRUE(shows(samples::all_pass(), {}, " 2.2 s\n"));
  EXPECT_TRUE(shows(samples::all_pass(), {.width = 40}, "  2.2 s\n"));
}

struct QuoteCase {
  const char* name;
  int width;
  Sighting sighting;
  const char* lines;
};
const QuoteCase kQuotes[] = {
    {"WithACaret",
     80,
     {"escapes", "main.go", 12, 7, "\tp := new(int)"},
     "             main.go:12 │ p := new(int)\n"
     "                        │      ^ escapes\n"},
    {"WithoutAColumn",
     80,
     {"escapes", "main.go", 12, 0, "\tp := new(int)"},
     "             main.go:12 │ p := new(int)\n"
     "                        │ escapes\n"},
    {"WithoutALine", 80, {"escapes", "main.go", 12, 7, ""}, "             main.go:12: escapes\n"},
    {"ColumnBehindTheEnd",
     80,
     {"escapes", "main.go", 12, 70, "\tp := new(int)"},
     "             main.go:12 │ p := new(int)\n"
     "                        │ escapes\n"},
    {"Narrow",
     40,
     {"it escapes to the heap", "main.go", 12, 7, "\tp := new(int)"},
     "         main.go:12\n"
     "         │ p := new(int)\n"
     "         │      ^ it escapes to the heap\n"},
    {"FarToTheRight",
     40,
     {"here", "m.go", 1, 61, std::string(60, 'a') + "bcd"},
     "         m.go:1\n"
     "         │ …bcd\n"
     "         │  ^ here\n"},
};
class Quotes : public testing::TestWithParam<QuoteCase> {};
TEST_P(Quotes, ShowWhereItIs) {
  Report report = samples::two_fail();
  report.verdicts[1].seen = {GetParam().sighting};
  const ConsoleStyle style{.width = GetParam().width};
  EXPECT_TRUE(shows(report, style, GetParam().lines)) << render_console(report, style);
}
INSTANTIATE_TEST_SUITE_P(, Quotes, testing::ValuesIn(kQuotes),
                         [](const auto& i) { return i.param.name; });

TEST(Console, BriefShowsNothingBelowAPass) {
  EXPECT_FALSE(shows(samples::all_pass(), {}, "28 well-formed lines"));
  EXPECT_TRUE(shows(samples::all_pass(), kFull, "28 well-formed lines from a fresh"));
}

TEST(Console, SaysSoWhenNotSandboxed) {
  EXPECT_TRUE(shows(samples::inconclusive(), {}, "NOT SANDBOXED"));
  EXPECT_FALSE(shows(samples::all_pass(), {}, "NOT SANDBOXED"));
}

TEST(Console, SaysWhatIsNotEnforced) {
  EXPECT_TRUE(shows(samples::error(), {}, "DEGRADED: confined by landlock"));
  EXPECT_TRUE(shows(samples::error(), {}, "not enforced: no network but its own loopback"));
  EXPECT_FALSE(shows(samples::all_pass(), {}, "not enforced"));
}

TEST(Console, KeepsCommandsWhole) {
  EXPECT_TRUE(shows(samples::two_fail(), {.width = 40},
                    "$ GOGC=200 GODEBUG=gctrace=1 ./task02 2>&1 | grep -c '^gc '\n"));
}

TEST(Console, OfManySubmissionsShowsTheTableAndPagesOnRequest) {
  EXPECT_FALSE(shows(samples::course(), {}, "Task 2"));
  EXPECT_TRUE(shows(samples::course(), {}, "pages: grade judge latest NAME"));
  EXPECT_TRUE(shows(samples::course(), kFull, "bob · Task 2"));
  EXPECT_FALSE(shows(samples::course(), kFull, "pages: "));
}

TEST(Console, InPartsItIsTheSame) {
  const Report report = samples::two_fail();
  std::string parts = render_opening(report.info, {});
  parts += render_section(std::span(report.verdicts).first(2), {});
  parts += render_section(std::span(report.verdicts).last(1), {});
  EXPECT_EQ(parts + render_closing(report, {}), render_console(report, {}));
}

TEST(Console, HasATableForSeveralSubmissionsOnly) {
  EXPECT_TRUE(shows(samples::course(), {}, "One letter per criterion"));
  EXPECT_FALSE(shows(samples::two_fail(), {}, "One letter per criterion"));
}

TEST(Console, CutsManyPartsInBrief) {
  Report report = samples::two_fail();
  report.verdicts[1].evidence[0].parts.assign(20, EvidencePart{"a", "1"});
  report.verdicts[1].evidence[0].outcome = "cannot be computed: no";
  EXPECT_TRUE(shows(report, {}, "… 12 more parts"));
}

}  // namespace
}  // namespace grade
