#include "harness/report/tally.h"

#include <gtest/gtest.h>

#include "tests/report/sample_reports.h"

namespace grade {
namespace {

TEST(Tally, CountsPointsByOutcome) {
  std::vector<Verdict> verdicts;
  for (Outcome outcome :
       {Outcome::pass, Outcome::fail, Outcome::review, Outcome::inconclusive, Outcome::error}) {
    verdicts.emplace_back().outcome = outcome;
    verdicts.back().points = 2;
  }
  const Tally sum = tally(verdicts);
  EXPECT_EQ(sum.total(), 5);
  EXPECT_EQ(sum.earned, 2);
  EXPECT_EQ(sum.undecided, 6);
  EXPECT_EQ(sum.possible, 10);
}

TEST(Tally, SectionsFollowSubmissionAndTask) {
  const Report report = samples::two_fail();
  const auto found = sections(report);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].size(), 2u);
  EXPECT_EQ(found[1].front().task, 3);
}

TEST(Tally, NoVerdictsNoSections) { EXPECT_TRUE(sections(samples::empty()).empty()); }

TEST(Tally, EveryOutcomeHasATurn) {
  EXPECT_STREQ(whose_turn(Outcome::pass), "nobody");
  EXPECT_STREQ(whose_turn(Outcome::fail), "student");
  EXPECT_STREQ(whose_turn(Outcome::review), "instructor");
  EXPECT_STREQ(whose_turn(Outcome::inconclusive), "run again");
  EXPECT_STREQ(whose_turn(Outcome::error), "instructor");
}

}  // namespace
}  // namespace grade
