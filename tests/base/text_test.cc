#include "harness/base/text.h"

#include <gtest/gtest.h>

#include "harness/base/source_text.h"

namespace grade {
namespace {

struct Case {
  const char* name;
  std::string in;
  std::string out;
};
const Case kPrintable[] = {
    {"Plain", "héllo ✓", "héllo ✓"},
    {"TerminalEscape", "\x1b]52;c;evil\x07", "\\x1b]52;c;evil\\x07"},
    {"C1Introducer",
     "\xc2\x9b"
     "31m",
     "\\u{9b}31m"},
    {"BidiOverride",
     "a\xe2\x80\xae"
     "b",
     "a\\u{202e}b"},
    {"InvalidBytes", "a\xff\xc0\xaf", "a\\xff\\xc0\\xaf"},
    {"OverlongSlash", "\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
    {"Surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
    {"CutOffAtTheEnd", "x\xe2\x82", "x\\xe2\\x82"},
    {"LineBreaks", "a\r\nb\tc", "a\\r\\nb\\tc"},
};
class Printable : public testing::TestWithParam<Case> {};
TEST_P(Printable, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(printable(GetParam().in), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, Printable, testing::ValuesIn(kPrintable),
                         [](const auto& i) { return i.param.name; });

TEST(Text, PrintableIsCutBetweenCharacters) {
  EXPECT_EQ(printable("ééé", 4), "éé…");
  EXPECT_EQ(printable("ab\x1b", 4), "ab…");
}

TEST(Text, PrintableLinesKeepsLineFeedsOnly) {
  EXPECT_EQ(printable_lines("a\tb\r\n\x1b[2Jc"), "a  b\n\\x1b[2Jc\n");
}

TEST(Text, NearestIsSilentWhenNothingIsNear) {
  const std::vector<std::string> names = {"goal_mb", "live_mb", "cycles"};
  EXPECT_EQ(nearest("goal_mib", names), "goal_mb");
  EXPECT_EQ(nearest("banana", names), "");
  EXPECT_EQ(nearest("", names), "");
}

TEST(Text, NearestTakesTwoLettersThatChangedPlacesForOneSlip) {
  const std::vector<std::string> names = {"mean", "median"};
  EXPECT_EQ(nearest("medain", names), "median");
  EXPECT_EQ(nearest("maen", names), "mean");
}

TEST(Text, NearestTakesAShortWordForNoOther) {
  const std::vector<std::string> names = {"min", "max", "sum"};
  EXPECT_EQ(nearest("len", names), "");
  EXPECT_EQ(nearest("mxa", names), "max");
}

TEST(SourceText, PutsACaretUnderTheColumn) {
  const Error e = with_snippet({{"f.yaml", 2, 6}, "unknown name 'x'", {}, {}}, "a: 1\n  b: x\n");
  EXPECT_EQ(to_string(e), "f.yaml:2:6: unknown name 'x'\n    b: x\n       ^");
}

}  // namespace
}  // namespace grade
