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

TEST(Console, BriefLeavesOutConditionsThatHold) {
  EXPECT_FALSE(shows(samples::two_fail(), {}, "c.heap_goal"));
  EXPECT_TRUE(shows(samples::two_fail(), kFull, "c.heap_goal"));
}

TEST(Console, BriefShowsNothingBelowAPass) {
  EXPECT_FALSE(shows(samples::all_pass(), {}, "28 well-formed lines"));
  EXPECT_TRUE(shows(samples::all_pass(), kFull, "28 well-formed lines"));
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

TEST(Console, HasATableForSeveralSubmissionsOnly) {
  EXPECT_TRUE(shows(samples::course(), {}, "One letter per criterion"));
  EXPECT_FALSE(shows(samples::two_fail(), {}, "One letter per criterion"));
}

TEST(Console, CutsManyPartsInBrief) {
  Report report = samples::two_fail();
  report.verdicts[1].evidence[0].parts.assign(20, EvidencePart{"a", "1"});
  EXPECT_TRUE(shows(report, {}, "… 12 more parts"));
}

}  // namespace
}  // namespace grade
