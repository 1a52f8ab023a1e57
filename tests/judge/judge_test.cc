#include "harness/judge/judge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/judge/fixture.h"
#include "tests/observe/event_stream.h"

namespace grade {
namespace {

using judge_fixture::criteria;
using judge_fixture::criteria_with;
using judge_fixture::good;
using judge_fixture::judged;
using judge_fixture::outcomes;
using judge_fixture::record;
using judge_fixture::with;

std::string shown(const Evidence& evidence) {
  std::string out = evidence.condition + " | " + evidence.outcome;
  for (const EvidencePart& part : evidence.parts)
    out += fmt::format("\n  {}: {}", part.text, part.value);
  if (!evidence.text.empty()) out += "\n  " + evidence.text;
  return out;
}

TEST(JudgeTask, PassesWhatHolds) {
  const auto verdicts = judge_task(criteria(), "alice", good(), {});
  EXPECT_EQ(outcomes(verdicts), "7.1 pass, 7.2 pass, 7.3 review, 7.4 pass, 7.5 pass");
  const Verdict& first = verdicts[0];
  EXPECT_EQ(first.submission, "alice");
  EXPECT_EQ(first.task, 7);
  EXPECT_EQ(first.text, "It counts.");
  EXPECT_EQ(first.points, 2);
  EXPECT_EQ(first.note, "Counting is what counts.");
  EXPECT_EQ(first.summary, "2 of 2 conditions hold");
  EXPECT_EQ(first.hint, "");
  EXPECT_EQ(first.observers, (std::vector<std::string>{"text", "process"}));
  EXPECT_EQ(first.reproduce,
            std::vector<std::string>{"go build -o /tmp/program ./count && /tmp/program"});
}

TEST(JudgeTask, SaysWhoPlayedWhichRoleAndHowLongItTook) {
  const Verdict run = judged(good(), "7.1");
  EXPECT_EQ(run.roles, (std::vector<Player>{{"counter", "./count", "count"}}));
  EXPECT_EQ(run.launches, (std::vector<LaunchTold>{{"counting", "exit 0", 0.02}}));
  const Verdict named = judged(good(), "7.3");
  EXPECT_EQ(named.roles, (std::vector<Player>{{"helper", "helper", "count/main.go:3"}}));
  EXPECT_EQ(judged(good(), "7.2").launches.size(), 3u);
  EXPECT_EQ(judged(good(), "7.4").launches, (std::vector<LaunchTold>{{"notes-0", "exit 0", 0.02}}));
}

TEST(JudgeTask, PrintsNoCommandForWhatTakesInstruments) {
  EXPECT_EQ(judged(good(), "7.1", judge_fixture::criteria_with_gc()).reproduce,
            std::vector<std::string>{});
}

std::string told(const Verdict& verdict) {
  std::string out = verdict.asked;
  for (const Sighting& sighting : verdict.seen)
    out += fmt::format("|{}:{}:{} {} [{}]", sighting.file, sighting.line, sighting.col,
                       sighting.text, sighting.code);
  return out;
}

TEST(JudgeTask, WithoutMoreAdoAFailShowsWhatAPersonCanRead) {
  EXPECT_EQ(told(judged(with(record("counting", "1\n")), "7.1")),
            "|:0:0 seen = 1 []|:0:0 wanted = 2 []");
  EXPECT_EQ(told(judged(good(), "7.1")), "") << "nor does a pass";
}

struct SeenCase {
  const char* name;
  std::string_view key;  // beside `else`
  std::string_view told;
};
const SeenCase kSeen[] = {
    {"Asked", "asked: three lines", "three lines|:0:0 seen = 1 []|:0:0 wanted = 2 []"},
    {"Words", "seen: '\"printed \" + string(seen)'", "|:0:0 printed 1 []"},
    {"ListOfWords", "seen: '[\"a\", \"b\"]'", "|:0:0 a []|:0:0 b []"},
    {"PlaceInWords", "seen: '\"count/main.go:2:3: it stops: here\"'",
     "|count/main.go:2:3 it stops: here [\tx := 1]"},
    {"PlaceWithoutColumn", "seen: '\"count/main.go:2: it stops\"'",
     "|count/main.go:2:0 it stops [\tx := 1]"},
    {"NoSuchLine", "seen: '\"count/main.go:9: it stops\"'", "|:0:0 count/main.go:9: it stops []"},
    {"NoSuchFile", "seen: '\"other.go:2: it stops\"'", "|:0:0 other.go:2: it stops []"},
    {"Records", "seen: source.comments", "|count/main.go:1:0 package count counts [package count]"},
    {"NotToBeComputed", "seen: string(1 / counting.exit_code)",
     "|:0:0 seen = 1 []|:0:0 wanted = 2 []"},
};
class JudgeSeen : public testing::TestWithParam<SeenCase> {};
TEST_P(JudgeSeen, IsShownWhereTheConditionDoesNotHold) {
  TaskRecording recording = with(record("counting", "1\n"));
  recording.handin.code["count/main.go"] = "package count\n\tx := 1\n";
  recording.handin.facts.comments = {{"count/main.go", 1, "package count counts"}};
  const TaskCriteria task =
      criteria_with("else: it stops too early",
                    fmt::format("else: it stops too early\n        {}", GetParam().key));
  EXPECT_EQ(told(judged(recording, "7.1", task)), GetParam().told);
}
INSTANTIATE_TEST_SUITE_P(, JudgeSeen, testing::ValuesIn(kSeen),
                         [](const auto& i) { return i.param.name; });

TEST(JudgeTask, TheNumberOfACriterionIsShownOfAPassAndOfAFail) {
  const TaskCriteria task = criteria_with(
      "    let:\n      seen:", "    seen: string(seen) + \" lines\"\n    let:\n      seen:");
  EXPECT_EQ(told(judged(good(), "7.1", task)), "|:0:0 3 lines []");
  EXPECT_EQ(told(judged(with(record("counting", "1\n")), "7.1", task)), "|:0:0 1 lines []");
}

TEST(JudgeTask, ShowsLetsAndPartsOfEachCondition) {
  const Verdict verdict = judged(good(), "7.1");
  ASSERT_EQ(verdict.evidence.size(), 2u);
  EXPECT_EQ(shown(verdict.evidence[0]), "counting.exit_code == 0 | holds\n  counting.exit_code: 0");
  EXPECT_EQ(shown(verdict.evidence[1]),
            "seen >= 3 && wanted > seen | holds\n  seen = counting.text.lines: 3\n"
            "  wanted = seen + 1: 4\n  seen >= 3: true\n"
            "  wanted > seen: true");
}

TEST(JudgeTask, FailsAtTheFirstConditionThatDoesNotHold) {
  const Verdict verdict = judged(with(record("counting", "1\n")), "7.1");
  EXPECT_EQ(verdict.outcome, Outcome::fail);
  EXPECT_EQ(verdict.summary, "it stops too early");
  EXPECT_EQ(verdict.hint, "count further");
  ASSERT_EQ(verdict.evidence.size(), 2u);
  EXPECT_EQ(verdict.evidence[1].outcome, "does not hold");
}

TEST(JudgeTask, SaysHowAProgramEndedThatDidNotExitWell) {
  const Verdict verdict = judged(with(record("counting", "1\n", "", Stopped{"wall 20s"})), "7.1");
  EXPECT_EQ(verdict.outcome, Outcome::fail);
  EXPECT_EQ(verdict.summary, "does not hold: counting.exit_code == 0");
  EXPECT_EQ(shown(verdict.evidence.at(0)),
            "counting.exit_code == 0 | does not hold\n  counting.exit_code: -1");
  EXPECT_EQ(shown(verdict.evidence.at(1)),
            " | launch counting does not end by itself; stopped after 20s");
}

TEST(JudgeTask, ReviewShowsTheText) {
  const Verdict verdict = judged(good(), "7.3");
  EXPECT_EQ(verdict.outcome, Outcome::review);
  EXPECT_EQ(verdict.summary, "a reason");
  EXPECT_EQ(shown(verdict.evidence.at(1)),
            " | for a person to read\n  It counts because I said so.\n");
  EXPECT_EQ(verdict.observers, (std::vector<std::string>{"source", "writeup"}));
}

TEST(JudgeTask, ReviewOfAListShowsALineEach) {
  const TaskCriteria task =
      criteria_with("show: writeup.text", "show: source.functions.map(f, f.name)");
  EXPECT_EQ(judged(good(), "7.3", task).evidence.at(1).text, "helper\n");
}

TEST(JudgeTask, AReviewCannotFailWhatConditionsAlreadyFailed) {
  TaskRecording recording = good();
  recording.handin.facts.functions.clear();
  EXPECT_EQ(judged(recording, "7.3").outcome, Outcome::fail);
}

struct Case {
  const char* name;
  const char* id;
  TaskRecording recording;
  Outcome outcome;
  std::string_view summary;
};

TaskRecording without_record(const std::string& name) {
  TaskRecording recording = good();
  recording.records.erase(name);
  return recording;
}
TaskRecording without_packages() {
  TaskRecording recording = good();
  recording.handin.facts.packages.clear();
  return recording;
}
TaskRecording with_two_other_programs() {
  TaskRecording recording = good();
  std::vector<SourcePackage>& packages = recording.handin.facts.packages;
  const auto main = *std::ranges::find_if(packages, &SourcePackage::has_main);
  packages = {main, main};
  packages[0].dir = "a";
  packages[1].dir = "b";
  return recording;
}
TaskRecording without_functions() {
  TaskRecording recording = good();
  recording.handin.facts.functions.clear();
  return recording;
}
TaskRecording not_built(Termination build, std::string words) {
  TaskRecording recording = with(record("build-counter", "", std::move(words), std::move(build)));
  recording.records.at("counting") =
      record("counting", "", "", NotStarted{"build-counter did not succeed"});
  recording.records.emplace("canary-build-counter", record("canary-build-counter", ""));
  return recording;
}
TaskRecording not_built_beside(Termination canary, std::string words) {
  TaskRecording recording = not_built(Exited{1}, "count/main.go:3:1: syntax error\n");
  recording.records.at("canary-build-counter") =
      record("canary-build-counter", "", std::move(words), std::move(canary));
  return recording;
}
TaskRecording too_large_to_build() {
  TaskRecording recording = not_built(Stopped{"wall 60s"}, "");
  recording.records.at("build-counter").usage.wall = std::chrono::seconds(60);
  return recording;
}
TaskRecording no_notes(Termination build, std::string words) {
  TaskRecording recording = with(record("notes-0", "", std::move(words), std::move(build)));
  recording.records.emplace("canary-notes-0", record("canary-notes-0", ""));
  return recording;
}
TaskRecording standing_clock() {
  RunRecord run = record("thrice#2", "1\n2\n3\n");
  run.usage.wall = {};
  return with(run);
}

const Case kCases[] = {
    {"RequireThatDoesNotHold", "7.2", standing_clock(), Outcome::inconclusive,
     "the clock stood still"},
    {"MissingRole", "7.1", without_packages(), Outcome::fail,
     "the program that counts: there is no package with func main; name it in task.yaml"},
    {"RoleThatSeveralCouldPlay", "7.1", with_two_other_programs(), Outcome::review,
     "the program that counts: cannot tell whether it is a or b; name it in task.yaml"},
    {"MissingFunction", "7.3", without_functions(), Outcome::fail,
     "the function that helps: no function 'helper'; name it in task.yaml"},
    {"NothingToCompile", "7.4", without_packages(), Outcome::fail,
     "there is no Go package in the task folder"},
    {"DoesNotCompile", "7.1", not_built(Exited{1}, "count/main.go:3:1: syntax error\n"),
     Outcome::fail, "the code does not compile"},
    {"BuildDoesNotEnd", "7.1", not_built(Stopped{"wall 60s"}, ""), Outcome::error,
     "the build did not finish: stopped by us: wall 60s"},
    {"BuildIsTooLarge", "7.1", too_large_to_build(), Outcome::review,
     "the code is more than a build may take (stopped by us: wall 60s), but other code is built "
     "here"},
    {"BuildWasKilled", "7.1", not_built(Signalled{9}, ""), Outcome::error,
     "the build did not finish: signal 9 (SIGKILL)"},
    {"HelperOfTheBuildFails", "7.1", not_built(Exited{125}, ""), Outcome::error,
     "the build did not finish: exit 125"},
    {"NoRoomForTheBuild", "7.1", not_built(Exited{1}, "write x.a: no space left on device\n"),
     Outcome::error, "the machine had not what the build needs"},
    {"GoodCodeDoesNotBuildEither", "7.1",
     not_built_beside(Exited{1}, "package fmt is not in std\n"), Outcome::error,
     "code that is known to be good cannot be built here: exit 1"},
    {"GoodCodeWasNotBuilt", "7.1", not_built_beside(NotStarted{"no room"}, ""), Outcome::error,
     "code that is known to be good cannot be built here: not started: no room"},
    {"InterruptedAfterTheBuild", "7.1", not_built_beside(NotStarted{kInterrupted}, ""),
     Outcome::inconclusive, "the run was interrupted"},
    {"BuildNotStarted", "7.1", not_built(NotStarted{"no room"}, ""), Outcome::inconclusive,
     "no room"},
    {"NewerGoAskedFor", "7.1",
     not_built(Exited{1},
               "go: go.mod requires go >= 1.99 (running go 1.26.8; "
               "GOTOOLCHAIN=local)\n"),
     Outcome::inconclusive, "the code asks for a newer Go than the one that grades it"},
    {"ProgramNotStarted", "7.1", with(record("counting", "", "", NotStarted{"no user namespaces"})),
     Outcome::inconclusive, "no user namespaces"},
    {"OneRepetitionNotStarted", "7.2", with(record("thrice#3", "", "", NotStarted{"no bwrap"})),
     Outcome::inconclusive, "no bwrap"},
    {"OneRepetitionNotBegun", "7.2", with(record("thrice#3", "", "", NotStarted{kInterrupted})),
     Outcome::inconclusive, "the run was interrupted"},
    {"ProgramInterrupted", "7.1", with(record("counting", "1\n", "", Stopped{kInterrupted})),
     Outcome::inconclusive, "the run was interrupted"},
    {"PrintsTooMuch", "7.2", with(record("thrice#3", "", "", Stopped{kBudget})), Outcome::review,
     "the launches of this task folder print so much that launch thrice#3 was left out"},
    {"BuildInterrupted", "7.1", not_built(Stopped{kInterrupted}, ""), Outcome::inconclusive,
     "the run was interrupted"},
    {"NotesInterrupted", "7.4", with(record("notes-0", "", "", Stopped{kInterrupted})),
     Outcome::inconclusive, "the run was interrupted"},
    {"RecordIsMissing", "7.1", without_record("counting"), Outcome::error,
     "the recording has no launch 'counting'"},
    {"OneRepetitionIsMissing", "7.2", without_record("thrice#2"), Outcome::error,
     "the recording has no launch 'thrice#2'"},
    {"NotesAreMissing", "7.4", without_record("notes-0"), Outcome::error,
     "the recording has no launch 'notes-0'"},
    {"NotesNotStarted", "7.4", with(record("notes-0", "", "", NotStarted{"no room"})),
     Outcome::inconclusive, "no room"},
    {"NotesOfCodeThatDoesNotCompile", "7.4",
     no_notes(Exited{1}, "count/main.go:3:1: syntax error\n"), Outcome::fail,
     "the code does not compile"},
    {"NotesForWhichThereIsNoRoom", "7.4",
     no_notes(Exited{1}, "count/main.go:4:2: moved to heap: x\nwrite a: no space left on device\n"),
     Outcome::error, "the machine had not what the build needs"},
};
class JudgeTable : public testing::TestWithParam<Case> {};
TEST_P(JudgeTable, ComesTo) {
  const Case& c = GetParam();
  const Verdict verdict = judged(c.recording, c.id);
  EXPECT_STREQ(to_string(verdict.outcome), to_string(c.outcome));
  EXPECT_EQ(verdict.summary, c.summary);
}
INSTANTIATE_TEST_SUITE_P(, JudgeTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(JudgeTask, WhatIsRequiredOfTheHandInIsReadByAPerson) {
  const std::string_view condition = "        else: the clock stood still\n";
  for (const auto& [about, outcome] :
       {std::pair("machine", Outcome::inconclusive), std::pair("hand-in", Outcome::review)}) {
    const TaskCriteria task =
        criteria_with(condition, fmt::format("{}        about: {}\n", condition, about));
    const Verdict verdict = judged(standing_clock(), "7.2", task);
    EXPECT_EQ(verdict.outcome, outcome);
    EXPECT_EQ(verdict.summary, "the clock stood still");
  }
}

TEST(JudgeTask, ReportsWithoutTheirEndCanFailButNotPass) {
  const auto counted = [](std::string out) {
    RunRecord run = record("counting", std::move(out));
    run.event_key = kEventKey;
    run.streams[kEvents].bytes = event_stream({}) + event_line({"start", ""}, 1, 8);
    return judged(with(run), "7.1", judge_fixture::criteria_with_gc());
  };
  const Verdict passing = counted("1\n2\n3\n");
  EXPECT_EQ(passing.outcome, Outcome::inconclusive);
  EXPECT_EQ(passing.summary,
            "a process of launch counting ended without the runtime's last report; the launch "
            "ended: exit 0");
  EXPECT_EQ(passing.evidence.size(), 2u) << "what held is shown";
  const Verdict failing = counted("1\n");
  EXPECT_EQ(failing.outcome, Outcome::fail);
  EXPECT_EQ(failing.summary, "it stops too early");
}

TEST(JudgeTask, ShowsTheCompilersWords) {
  const Verdict verdict = judged(not_built(Exited{1}, "count/main.go:3:1: syntax error\n"), "7.1");
  ASSERT_EQ(verdict.evidence.size(), 1u);
  EXPECT_EQ(shown(verdict.evidence[0]),
            " | what the compiler said\n  count/main.go:3:1: syntax error\n");
}

TEST(JudgeTask, AFailShowsWhatWasNotRead) {
  TaskRecording recording = with(record("counting", "1\n"));
  recording.handin.remarks = {"evidence/a: is a link, not read"};
  EXPECT_EQ(shown(judged(recording, "7.1").evidence.back()),
            " | what was not read in the task folder\n  evidence/a: is a link, not read\n");
  EXPECT_EQ(judged(recording, "7.2"), judged(good(), "7.2"));
}

struct ErrorCase {
  const char* name;
  std::string_view piece;
  std::string_view other;
  std::string_view summary;
  std::string_view outcome;  // of the condition
};
const ErrorCase kErrors[] = {
    {"InExpect", "- counting.exit_code == 0", "- 1 / counting.exit_code == 1",
     "cannot be computed: 1 / counting.exit_code == 1", "cannot be computed: division by zero"},
    {"InRequire", "    expect:\n      - counting.exit_code == 0",
     "    require:\n      - 1 / counting.exit_code == 1\n    expect:\n      - seen > 0",
     "cannot be computed: 1 / counting.exit_code == 1", "cannot be computed: division by zero"},
    {"InALet", "wanted: seen + 1", "wanted: seen / counting.exit_code",
     "cannot be computed: seen >= 3 && wanted > seen",
     "cannot be computed: wanted = seen / counting.exit_code: division by zero"},
};
class JudgeErrors : public testing::TestWithParam<ErrorCase> {};
TEST_P(JudgeErrors, AreNobodysFailure) {
  const ErrorCase& c = GetParam();
  const Verdict verdict = judged(good(), "7.1", criteria_with(c.piece, c.other));
  EXPECT_EQ(verdict.outcome, Outcome::error);
  EXPECT_EQ(verdict.summary, c.summary);
  EXPECT_EQ(verdict.evidence.back().outcome, c.outcome);
}
INSTANTIATE_TEST_SUITE_P(, JudgeErrors, testing::ValuesIn(kErrors),
                         [](const auto& i) { return i.param.name; });

// The condition is seen >= 3 && wanted > seen.
TEST(JudgeTask, ALetWhoseValueDecidesNothingMayHaveNone) {
  const TaskCriteria task = criteria_with("wanted: seen + 1", "wanted: seen / counting.exit_code");
  EXPECT_EQ(judged(with(record("counting", "1\n2\n3\n")), "7.1", task).outcome, Outcome::error);
  EXPECT_EQ(judged(with(record("counting", "1\n")), "7.1", task).outcome, Outcome::fail);
  EXPECT_EQ(judged(with(record("counting", "", "", Exited{2})), "7.1", task).outcome,
            Outcome::fail);
}

TEST(JudgeTask, ABadTaskFileFailsAllAndIsShown) {
  TaskRecording recording = good();
  recording.handin.texts["task.yaml"] = "roles:\n  countr: {}\n";
  const auto verdicts = judge_task(criteria(), "alice", recording, {"7.1", "7.5"});
  EXPECT_EQ(outcomes(verdicts), "7.1 fail, 7.5 fail");
  EXPECT_EQ(verdicts[0].summary,
            "task.yaml:2:3: unknown role 'countr', did you mean 'counter'?\n    countr: {}\n    ^");
}

TEST(JudgeTask, JudgesTheAskedOnesInTheFilesOrder) {
  EXPECT_EQ(outcomes(judge_task(criteria(), "a", good(), {"7.5", "7.1"})), "7.1 pass, 7.5 pass");
  EXPECT_EQ(outcomes(judge_task(criteria(), "a", good(), {"8.1"})), "");
}

TEST(JudgeTask, TwiceGivesTheSame) {
  for (const TaskRecording& recording : {good(), with(record("counting", "1\n"))})
    EXPECT_EQ(judge_task(criteria(), "a", recording, {}),
              judge_task(criteria(), "a", recording, {}));
}

TEST(Unjudged, IsAnErrorForEach) {
  const auto verdicts =
      unjudged(criteria(), "bob", {Outcome::error, "the disk is full"}, {"7.2", "7.4"});
  EXPECT_EQ(outcomes(verdicts), "7.2 error, 7.4 error");
  EXPECT_EQ(verdicts[0].summary, "the disk is full");
  EXPECT_EQ(verdicts[0].submission, "bob");
  EXPECT_EQ(verdicts[0].text, "It counts thrice.");
}

TEST(Verdict, StartsAsAnError) { EXPECT_EQ(Verdict{}.outcome, Outcome::error); }

// Whatever is taken out of a recording that passes, nothing that was no pass becomes one.
TEST(JudgeTask, LessIsNeverMore) {
  for (const auto& [name, run] : good().records) {
    for (const Termination& ended :
         {Termination(NotStarted{"x"}), Termination(Signalled{9}), Termination(Stopped{"x"})}) {
      TaskRecording recording = good();
      RunRecord& changed = recording.records.at(name);
      changed.streams.clear();
      changed.termination = ended;
      for (const Verdict& verdict : judge_task(criteria(), "a", recording, {}))
        EXPECT_TRUE(verdict.outcome != Outcome::pass ||
                    judged(good(), verdict.id).outcome == Outcome::pass);
    }
  }
}

}  // namespace
}  // namespace grade
