#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "harness/plan/load_criteria.h"
#include "harness/plan/step.h"

namespace grade {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Line 9 is the first step.
std::string with_launch(std::string_view launch) {
  return fmt::format(R"(task: 7
title: t
roles:
  server: {{ about: the service, service: [., ./cmd], path: /work }}
  leak: {{ about: the leak, program: [.] }}
  speed: {{ about: the benchmark, benchmark: BenchmarkX }}
launches:
  it: {}
criteria:
  - {{ id: "7.1", text: t, expect: [it.exit_code == 0] }}
)",
                     launch);
}
std::string with_steps(std::string_view steps) {
  return with_launch(
      fmt::format("{{ about: it, serve: server, observe: [text], steps: [\n{}] }}", steps));
}

std::string trouble(const std::string& text) {
  const Checked<TaskCriteria> task = load_criteria(text, "f.yaml");
  if (task) return "none";
  std::string all;
  for (const Error& error : task.error())
    all += fmt::format("{}{}:{}: {}{}", all.empty() ? "" : "\n", error.pos.line, error.pos.col,
                       error.what, error.hint.empty() ? "" : " (" + error.hint + ")");
  return all;
}

std::vector<StepDef> steps_of(std::string_view steps) {
  const Checked<TaskCriteria> task = load_criteria(with_steps(steps), "f.yaml");
  if (!task) ADD_FAILURE() << to_string(task.error());
  return task ? task->launch("it")->steps : std::vector<StepDef>{};
}

TEST(ReadSteps, ReadsEachOfThem) {
  const std::vector<StepDef> steps = steps_of(
      "{ wait: listening }, { load: hey, requests: 20, at_once: 4, path: /x, as: load },\n"
      "{ wait: 1.5s }, { wait: quiet, within: 500ms },\n"
      "{ fetch: \"/heap?gc=1\", observe: text, as: heap }, { fetch: /reset },\n"
      "{ signal: SIGQUIT, observe: text, as: dump }, { wait: exit }, { stop: SIGTERM }");
  ASSERT_EQ(steps.size(), 9u);
  EXPECT_EQ(steps[0].step, (Step{.wait_for = Step::For::listening, .within = seconds(15)}));
  EXPECT_EQ(steps[1].step, (Step{.action = Step::Do::load,
                                 .within = seconds(120),
                                 .path = "/x",
                                 .requests = 20,
                                 .at_once = 4,
                                 .as = "load"}));
  EXPECT_EQ(steps[1].observer, "hey");
  EXPECT_EQ(steps[2].step, (Step{.wait_for = Step::For::time, .within = milliseconds(1500)}));
  EXPECT_EQ(steps[3].step, (Step{.wait_for = Step::For::quiet, .within = milliseconds(500)}));
  EXPECT_EQ(
      steps[4].step,
      (Step{.action = Step::Do::fetch, .within = seconds(30), .path = "/heap?gc=1", .as = "heap"}));
  EXPECT_EQ(steps[4].observer, "text");
  EXPECT_EQ(steps[5].observer, "");
  EXPECT_EQ(
      steps[6].step,
      (Step{.action = Step::Do::signal, .within = seconds(2), .signal = SIGQUIT, .as = "dump"}));
  EXPECT_EQ(steps[7].step.wait_for, Step::For::exit);
  EXPECT_EQ(steps[8].step,
            (Step{.action = Step::Do::stop, .within = seconds(5), .signal = SIGTERM}));
}

TEST(ReadSteps, ALoadIsLargeUnlessItSaysSo) {
  const Step step = steps_of("{ load: hey, as: load }").at(0).step;
  EXPECT_EQ(step.requests, 20'000);
  EXPECT_EQ(step.at_once, 100);
  EXPECT_EQ(step.path, "");
}

struct ErrorCase {
  const char* name;
  const char* steps;
  const char* error;
};
const ErrorCase kErrors[] = {
    {"NoAction", "{ within: 2s }",
     "9:1: a step needs exactly one of wait, load, fetch, signal and stop"},
    {"TwoActions", "{ wait: quiet, stop: SIGTERM }",
     "9:1: a step needs exactly one of wait, load, fetch, signal and stop"},
    {"NotAMap", "listening",
     "9:1: a step must be a map of keys and values\n"
     "9:1: a step needs exactly one of wait, load, fetch, signal and stop"},
    {"UnknownKey", "{ wait: quiet, until: 2s }",
     "9:16: unknown key 'until' (known: wait, load, fetch, signal, stop, within, path, requests, "
     "at_once, observe, as)"},
    {"UnknownSignal", "{ signal: SIGQIT }",
     "9:11: unknown signal 'SIGQIT', did you mean 'SIGQUIT'?"},
    {"SignalByNumber", "{ stop: \"9\" }",
     "9:10: unknown signal '9' (known: SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, "
     "SIGABRT, "
     "SIGKILL)"},
    {"WaitForNothingKnown", "{ wait: ready }",
     "9:9: wait must be listening, quiet, exit or a time such as 2s"},
    {"WaitForNoTime", "{ wait: 0s }",
     "9:9: wait must be listening, quiet, exit or a time such as 2s"},
    {"WithinOfATime", "{ wait: 2s, within: 3s }",
     "9:21: a wait for a fixed time cannot have within"},
    {"WithinNoTime", "{ wait: quiet, within: soon }",
     "9:24: within must be a time such as 500ms, 20s or 2m"},
    {"OtherLoad", "{ load: wrk }", "9:9: load must be hey"},
    {"MoreAtOnceThanInAll", "{ load: hey, requests: 10, at_once: 20, as: load }",
     "9:1: requests must be a multiple of at_once, or hey sends fewer"},
    {"RequestsLeftOver", "{ load: hey, requests: 10, at_once: 3, as: load }",
     "9:1: requests must be a multiple of at_once, or hey sends fewer"},
    {"FetchOfAWholeUrl", "{ fetch: \"http://localhost/x\" }",
     "9:11: fetch must be a path that starts with /"},
    {"LoadsKeysElsewhere", "{ fetch: /x, path: /y, requests: 5, at_once: 5 }",
     "9:20: only a load can have path\n9:34: only a load can have requests\n"
     "9:46: only a load can have at_once"},
    {"ObserveWithoutAs", "{ fetch: /x, observe: text }",
     "9:1: a step that is observed needs both observe and as"},
    {"AsWithoutObserve", "{ fetch: /x, as: heap }",
     "9:1: a step that is observed needs both observe and as"},
    {"NothingToObserve", "{ wait: quiet, observe: text, as: it }",
     "9:1: this step hands out nothing to observe"},
    {"UnknownObserver", "{ fetch: /x, observe: txt, as: it }",
     "9:23: unknown observer 'txt', did you mean 'text'?"},
    {"AsIsNoName", "{ fetch: /x, observe: text, as: 1st }",
     "9:33: invalid name '1st': use letters, digits and _; do not start with a digit"},
    {"AsTwice", "{ fetch: /x, observe: text, as: it },\n{ fetch: /y, observe: text, as: it }",
     "10:1: 'it' is already defined"},
    {"AsAnObserver", "{ fetch: /x, observe: text, as: text }", "9:1: 'text' is already defined"},
    {"AsAFieldOfTheLaunch", "{ fetch: /x, observe: text, as: wall }",
     "9:1: 'wall' is already defined"},
    {"EmptyPath", "{ load: hey, path: , as: load }", "9:14: 'path' has no value"},
};
class BadSteps : public testing::TestWithParam<ErrorCase> {};
TEST_P(BadSteps, AreRefusedAtTheirPlace) {
  EXPECT_EQ(trouble(with_steps(GetParam().steps)), GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(, BadSteps, testing::ValuesIn(kErrors),
                         [](const auto& i) { return i.param.name; });

const ErrorCase kLaunches[] = {
    {"StepsOfABenchmark",
     "{ about: it, bench: speed, benchtime: 1x, observe: [gobench], steps: [{ wait: quiet }] }",
     "8:76: only a run or a serve launch can have steps"},
    {"ServiceWithoutSteps", "{ about: it, serve: server, observe: [text] }",
     "8:3: a service needs steps: at least { wait: listening }"},
    {"NoList", "{ about: it, serve: server, steps: { wait: quiet } }",
     "8:42: steps must be a list of steps"},
    {"EmptyList", "{ about: it, serve: server, steps: [] }", "8:42: steps must be a list of steps"},
    {"ServiceOfAProgram", "{ about: it, serve: leak, steps: [{ wait: quiet }] }",
     "8:27: 'serve' needs a service, but role 'leak' is a program"},
};
class BadLaunches : public testing::TestWithParam<ErrorCase> {};
TEST_P(BadLaunches, AreRefusedAtTheirPlace) {
  EXPECT_EQ(trouble(with_launch(GetParam().steps)), GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(, BadLaunches, testing::ValuesIn(kLaunches),
                         [](const auto& i) { return i.param.name; });

TEST(ReadSteps, AProgramThatRunsCanHaveThem) {
  EXPECT_EQ(trouble(with_launch("{ about: it, run: leak, steps: [{ wait: quiet }] }")), "none");
}

struct WordCase {
  const char* name;
  Step step;
  const char* words;
};
const WordCase kWords[] = {
    {"Listening", {}, "wait: listening"},
    {"Time", {.wait_for = Step::For::time, .within = milliseconds(1500)}, "wait: 1.5s"},
    {"Load",
     {.action = Step::Do::load, .path = "/x", .requests = 20, .at_once = 4},
     "load: hey -n 20 -c 4 /x"},
    {"Fetch", {.action = Step::Do::fetch, .path = "/x?gc=1"}, "fetch: /x?gc=1"},
    {"Signal", {.action = Step::Do::signal, .signal = SIGQUIT}, "signal: SIGQUIT"},
    {"Stop", {.action = Step::Do::stop, .signal = SIGTERM}, "stop: SIGTERM"},
};
class StepWords : public testing::TestWithParam<WordCase> {};
TEST_P(StepWords, SayWhatIsDone) { EXPECT_EQ(to_string(GetParam().step), GetParam().words); }
INSTANTIATE_TEST_SUITE_P(, StepWords, testing::ValuesIn(kWords),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
