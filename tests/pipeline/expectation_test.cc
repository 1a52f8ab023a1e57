#include "harness/pipeline/expectation.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

TEST(ParseExpectations, ReadsALineEach) {
  const auto all = parse_expectations(
      "# why\n\n1.1 fail: HeapIdle NumGC\r\n  1.2   review  \n1.3 pass\n1.4 fail:\n"
      "2.1 inconclusive: a: b\n2.2 error",
      "e.txt");
  ASSERT_TRUE(all) << to_string(all.error());
  EXPECT_EQ(*all, (std::vector<Expectation>{{"1.1", Outcome::fail, "HeapIdle NumGC"},
                                            {"1.2", Outcome::review, ""},
                                            {"1.3", Outcome::pass, ""},
                                            {"1.4", Outcome::fail, ""},
                                            {"2.1", Outcome::inconclusive, "a: b"},
                                            {"2.2", Outcome::error, ""}}));
  EXPECT_TRUE(parse_expectations("", "e.txt")->empty());
}

struct BadCase {
  const char* name;
  const char* text;
  const char* place;
};
const BadCase kBad[] = {
    {"NoOutcome", "1.1\n", "e.txt:1:1"},
    {"OtherOutcome", "1.1 pass\n1.2 passes\n", "e.txt:2:1"},
    {"OutcomeInCapitals", "# x\n\n1.1 PASS\n", "e.txt:3:1"},
    {"WordsWithoutColon", "1.1 fail HeapIdle\n", "e.txt:1:1"},
};
class BadExpectations : public testing::TestWithParam<BadCase> {};
TEST_P(BadExpectations, AreRefused) {
  EXPECT_EQ(to_string(parse_expectations(GetParam().text, "e.txt").error()),
            std::string(GetParam().place) + ": expected 'ID OUTCOME' or 'ID OUTCOME: WORDS'");
}
INSTANTIATE_TEST_SUITE_P(, BadExpectations, testing::ValuesIn(kBad),
                         [](const auto& i) { return i.param.name; });

Verdict failed() {
  Verdict verdict;
  verdict.outcome = Outcome::fail;
  verdict.summary = "Fewer than 9 prints";
  verdict.hint = "print once a second";
  verdict.evidence = {{"first > 0", "holds", {{"first", "unrelated"}}, ""},
                      {"size(ticks) >= 9", "does not hold", {{"size(ticks)", "4"}}, ""},
                      {"last > 0", "does not hold", {{"last", "later"}}, ""},
                      {"", "how it ended: ticking: signal 9 (SIGKILL)", {}, ""},
                      {"", "to be read", {}, "What the student wrote, with \x1b"}};
  return verdict;
}

struct Case {
  const char* name;
  Outcome outcome;
  const char* words;
  bool is_met;
};
const Case kCases[] = {
    {"OutcomeAlone", Outcome::fail, "", true},
    {"OtherOutcome", Outcome::pass, "", false},
    {"OtherOutcomeWithRightWords", Outcome::error, "prints", false},
    {"WordOfTheSummary", Outcome::fail, "fewer", true},
    {"WordOfTheHint", Outcome::fail, "SECOND", true},
    {"AnyOrder", Outcome::fail, "second   prints", true},
    {"OneWordMissing", Outcome::fail, "prints banana", false},
    {"ConditionThatDecided", Outcome::fail, "size(ticks)", true},
    {"ItsValue", Outcome::fail, "4", true},
    {"ConditionThatHeld", Outcome::fail, "unrelated", false},
    {"ConditionAfterIt", Outcome::fail, "later", false},
    {"HowItEnded", Outcome::fail, "sigkill", true},
    {"TextShown", Outcome::fail, "student", true},
    {"AsItIsShown", Outcome::fail, "\\x1b", true},
};
class Met : public testing::TestWithParam<Case> {};
TEST_P(Met, ByOutcomeAndWords) {
  const Case& c = GetParam();
  EXPECT_EQ(is_met({"1.1", c.outcome, c.words}, failed()), c.is_met);
}
INSTANTIATE_TEST_SUITE_P(, Met, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
