#include "harness/cli/selftest_table.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

Condition condition(const std::string& source, int line) {
  return {.expr = {.source = source, .pos = {"task07.yaml", line, 9}, .root = nullptr}};
}

TaskCriteria task7() {
  return {.task = 7,
          .criteria = {{.id = "7.1",
                        .require = {condition("is_measured", 3)},
                        .expect = {condition("a > 0", 4), condition("a > 0", 5)}}}};
}

Subject subject(const std::string& name, Outcome outcome, bool is_wrong) {
  return {.submission = name, .task = 7, .expected = {{"7.1", outcome, ""}}, .is_wrong = is_wrong};
}

// With so many conditions that hold, and one more that does not unless it passed.
Verdict verdict(const std::string& name, Outcome outcome, int holding) {
  Verdict verdict{.submission = name, .task = 7, .id = "7.1", .outcome = outcome};
  verdict.evidence.push_back({"", "what was not read in the task folder", {}, "x"});
  for (int i = 0; i < holding; ++i) verdict.evidence.push_back({"c", "holds", {}, ""});
  if (outcome != Outcome::pass) verdict.evidence.push_back({"c", "does not hold", {}, ""});
  verdict.evidence.push_back({"", "launch ticking ended: exit 1", {}, ""});
  return verdict;
}

struct Tested {
  std::vector<TaskCriteria> criteria = {task7()};
  std::vector<Subject> subjects;
  Report report;
  void add(const std::string& name, Outcome expected, Outcome got, int holding) {
    subjects.push_back(subject(name, expected, expected != Outcome::pass));
    report.verdicts.push_back(verdict(name, got, holding));
  }
  void add_passing() {
    for (const char* name : {"reference", "a", "b", "c"})
      add(name, Outcome::pass, Outcome::pass, 3);
  }
  std::vector<int> idle_lines() const {
    std::vector<int> lines;
    for (const IdleCondition& idle : idle_conditions(criteria, subjects, report))
      lines.push_back(idle.pos.line);
    return lines;
  }
  SelftestTable table(Coverage coverage = Coverage::looked_at) const {
    return selftest_table(criteria, subjects, report, coverage);
  }
};

TEST(IdleConditions, AreThoseThatDecideNoWrongSubmission) {
  Tested run;
  run.add_passing();
  EXPECT_EQ(run.idle_lines(), (std::vector{3, 4, 5}));
  run.add("w", Outcome::fail, Outcome::fail, 2);
  EXPECT_EQ(run.idle_lines(), (std::vector{3, 4})) << "the second of two that read the same";
  run.add("v", Outcome::inconclusive, Outcome::inconclusive, 0);
  EXPECT_EQ(run.idle_lines(), (std::vector{4}));
  run.add("u", Outcome::fail, Outcome::fail, 1);
  EXPECT_TRUE(run.idle_lines().empty());
}
TEST(IdleConditions, AreNotMovedByAnUnexpectedVerdict) {
  Tested run;
  run.add("w", Outcome::inconclusive, Outcome::fail, 1);
  run.add("style", Outcome::pass, Outcome::fail, 2);
  EXPECT_EQ(run.idle_lines(), (std::vector{3, 4, 5}));
}
TEST(IdleConditions, AreOfTasksThatWereTested) { EXPECT_TRUE(Tested().idle_lines().empty()); }

TEST(SelftestTable, ShowsEachVerdictAndIsInOrder) {
  Tested run;
  run.add_passing();
  run.add("wrong-v", Outcome::inconclusive, Outcome::inconclusive, 0);
  run.add("wrong-u", Outcome::fail, Outcome::fail, 1);
  run.add("wrong-w", Outcome::fail, Outcome::fail, 2);
  const SelftestTable table = run.table();
  EXPECT_TRUE(table.is_in_order) << table.text;
  EXPECT_EQ(table.text,
            "\ntask 7                                       7.1\n"
            "reference                                    pass\n"
            "a                                            pass\n"
            "b                                            pass\n"
            "c                                            pass\n"
            "wrong-v                                      incon\n"
            "wrong-u                                      fail\n"
            "wrong-w                                      fail\n"
            "\n7 submissions, 7 verdicts, 0 not as expected\n");
}

constexpr const char* kGaps =
    "7.1 is not proven: 4 correct submissions pass it (at least 4), 1 wrong ones fail it alone (at "
    "least 2)\n"
    "task07.yaml:3:9: no wrong submission makes this condition of 7.1 false\n    is_measured\n"
    "task07.yaml:4:9: no wrong submission makes this condition of 7.1 false\n    a > 0\n";

Tested with_gaps() {
  Tested run;
  run.add_passing();
  run.add("wrong-w", Outcome::fail, Outcome::fail, 2);
  return run;
}
TEST(SelftestTable, NamesWhatIsNotShown) {
  const SelftestTable table = with_gaps().table();
  EXPECT_FALSE(table.is_in_order);
  EXPECT_NE(table.text.find(kGaps), std::string::npos) << table.text;
}
TEST(SelftestTable, ReportsADraftAndDoesNotFailIt) {
  Tested run = with_gaps();
  run.criteria[0].is_draft = true;
  const SelftestTable table = run.table();
  EXPECT_TRUE(table.is_in_order);
  EXPECT_NE(table.text.find(kGaps), std::string::npos) << table.text;
  EXPECT_TRUE(table.text.starts_with("\ntask 7 (draft)  ")) << table.text;
}
TEST(SelftestTable, AsksNoMoreOfSomeSubmissionsThanTheirVerdicts) {
  const SelftestTable table = with_gaps().table(Coverage::left_out);
  EXPECT_TRUE(table.is_in_order);
  EXPECT_EQ(table.text.find(kGaps), std::string::npos) << table.text;
}
TEST(SelftestTable, TellsWhatIsNotAsExpected) {
  Tested run;
  run.criteria[0].is_draft = true;
  run.add("w", Outcome::inconclusive, Outcome::fail, 1);
  run.subjects.back().expected[0].words = "some words";
  run.report.verdicts.back().summary = "it stops too early";
  const SelftestTable table = run.table();
  EXPECT_FALSE(table.is_in_order);
  EXPECT_NE(table.text.find("w                                            fail!\n"
                            "\nw 7.1: expected inconclusive: some words\n"
                            "  got fail: it stops too early\n"),
            std::string::npos)
      << table.text;
}

}  // namespace
}  // namespace grade
