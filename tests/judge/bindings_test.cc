#include "harness/judge/bindings.h"

#include <gtest/gtest.h>

#include "tests/judge/fixture.h"
#include "tests/observe/event_stream.h"

namespace grade {
namespace {

using judge_fixture::criteria;
using judge_fixture::good;
using judge_fixture::kLook;
using judge_fixture::record;
using judge_fixture::with;

Observations observed(const TaskRecording& recording, const TaskCriteria& task = criteria()) {
  const Roles roles = resolve_roles(task, {}, recording.handin.facts, {});
  return observe_task(task, roles, make_plan(task, roles, recording.handin.facts, {}), recording);
}

Value bound(const Observations& seen, const std::string& name) {
  const auto it = std::ranges::find(seen.bindings, name, &std::pair<std::string, Value>::first);
  if (it == seen.bindings.end()) ADD_FAILURE() << name << " is not bound";
  return it == seen.bindings.end() ? Value() : it->second;
}

TEST(ObserveTask, BindsEverythingWithItsPromisedType) {
  const TaskCriteria task = criteria();
  const Observations seen = observed(good());
  EXPECT_TRUE(seen.blocked.empty());
  for (const auto& [name, type] : scope_of(task))
    EXPECT_TRUE(conforms(bound(seen, name), type)) << name;
}

TEST(ObserveTask, BindsALaunch) {
  const Value counting = bound(observed(good()), "counting");
  EXPECT_EQ(counting.field("ended")->as_string(), "exit 0");
  EXPECT_EQ(counting.field("exit_code")->as_int(), 0);
  EXPECT_EQ(counting.field("wall")->as_duration(), std::chrono::milliseconds(20));
  EXPECT_EQ(counting.field("cpu")->as_duration(), std::chrono::milliseconds(5));
  EXPECT_EQ(counting.field("peak_rss")->as_int(), 4 << 20);
  EXPECT_EQ(counting.field("text")->field("lines")->as_int(), 3);
}

TEST(ObserveTask, RepetitionsKeepTheirOrder) {
  const List thrice = bound(observed(good()), "thrice").as_list();
  ASSERT_EQ(thrice.size(), 3u);
  EXPECT_EQ(thrice[1].field("text")->field("lines")->as_int(), 4);
}

TEST(ObserveTask, NotesEveryEndThatIsNotExitZero) {
  TaskRecording recording = with(record("thrice#1", "", "", Exited{2}));
  recording.records.at("thrice#3").termination = Signalled{11};
  const Observations seen = observed(recording);
  EXPECT_EQ(
      seen.notes,
      (std::map<std::string, std::vector<std::string>>{
          {"thrice",
           {"launch thrice#1 ended: exit 2", "launch thrice#3 ended: signal 11 (SIGSEGV)"}}}));
}

TEST(ObserveTask, CompilerNotesGetTheFolderOfTheirModule) {
  TaskRecording recording =
      with(record("notes-0", "", "# example.com/x\n./main.go:4:2: moved to heap: x\n"));
  recording.handin.facts.packages[0].module_dir = "count";
  const Value escape = *bound(observed(recording), "notes").field("escape");
  const List notes = escape.field("notes")->as_list();
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].field("file")->as_string(), "count/main.go");
}

TEST(ObserveTask, NotesOfABuildThatFailedStillCountWhereAnotherWorked) {
  TaskRecording recording = good();
  recording.handin.facts.packages[0].tags = {"broken"};
  recording.records.emplace("notes-1", record("notes-1", "", "count/main.go:1:1: oh\n", Exited{1}));
  recording.records.emplace("canary-notes-1", record("canary-notes-1", ""));
  const Observations seen = observed(recording);
  EXPECT_TRUE(seen.blocked.empty());
  EXPECT_EQ(bound(seen, "notes").field("escape")->field("notes")->as_list().size(), 1u);
}

TEST(ObserveTask, EvidenceIsEachFileThatFits) {
  TaskRecording recording = good();
  recording.handin.texts["evidence/\xff.txt"] = "1\n";
  recording.handin.texts["evidence/deep/x.txt"] = "1\n";
  recording.handin.texts["other.txt"] = "1\n";
  const List files = bound(observed(recording), "captured").as_list();
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].field("file")->as_string(), "evidence/run.txt");
  EXPECT_EQ(files[0].field("text")->field("lines")->as_int(), 3);
  EXPECT_EQ(files[1].field("file")->as_string(), "evidence/\xff.txt");
}

TEST(ObserveTask, EvidenceIsDecoded) {
  TaskRecording recording = good();
  recording.handin.texts["evidence/run.txt"] = std::string(
      "\xff\xfe"
      "1\0\r\0\n\0",
      8);
  const List files = bound(observed(recording), "captured").as_list();
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].field("text")->field("text")->as_string(), "1\n");
}

struct WriteupCase {
  const char* name;
  const char* file;
  std::string text;
  std::size_t bytes;
  int lines;
};
const WriteupCase kWriteups[] = {
    {"Markdown", "WRITEUP.md", "one\n\n  \ntwo", 11, 2},
    {"LowerCase", "writeup.md", "one\n", 4, 1},
    {"Text", "WRITEUP.txt", "one\n", 4, 1},
    {"NotInAFolder", "docs/WRITEUP.md", "one\n", 0, 0},
    {"Long", "WRITEUP.md", std::string(100'000, 'x'), 64u << 10, 1},
};
class Writeups : public testing::TestWithParam<WriteupCase> {};
TEST_P(Writeups, AreRead) {
  TaskRecording recording = good();
  recording.handin.texts.clear();
  recording.handin.texts[GetParam().file] = GetParam().text;
  const Value writeup = bound(observed(recording), "writeup");
  EXPECT_EQ(writeup.field("text")->as_string().size(), GetParam().bytes);
  EXPECT_EQ(writeup.field("lines")->as_int(), GetParam().lines);
}
INSTANTIATE_TEST_SUITE_P(, Writeups, testing::ValuesIn(kWriteups),
                         [](const auto& i) { return i.param.name; });

TEST(ObserveTask, BindsRolesAndSource) {
  const Observations seen = observed(good());
  const Value roles = bound(seen, "roles");
  EXPECT_EQ(roles.field("counter")->field("package")->as_string(), "count");
  EXPECT_EQ(roles.field("helper")->field("line")->as_int(), 3);
  EXPECT_EQ(bound(seen, "source").field("functions")->as_list().size(), 1u);
  EXPECT_EQ(to_string(*bound(seen, "source").field("comments")), "[]");
}

void report(RunRecord& run, std::string events) {
  run.event_key = kEventKey;
  run.streams[kEvents].bytes = std::move(events);
}

TEST(ObserveTask, MissingReportsOfTheRuntimeBlockWhatRestsOnThem) {
  const TaskCriteria task = judge_fixture::criteria_with_gc();
  TaskRecording recording = good();
  RunRecord& run = recording.records.at("counting");
  const auto why = [&](std::string events) {
    report(run, std::move(events));
    const Observations seen = observed(recording, task);
    return seen.blocked.contains("counting") ? seen.blocked.at("counting").why : "";
  };
  EXPECT_EQ(why(event_stream({{"gc", ""}})), "");
  EXPECT_EQ(why("hello\n" + event_stream({{"gc", ""}})), "") << "what nobody signed is no event";
  EXPECT_EQ(why(""), "the runtime of the program reported nothing");
  EXPECT_EQ(why(event_line({"start", ""}, 1)), "some of what the runtime reported is missing");
  run.termination = Exited{1};
  EXPECT_EQ(why(event_line({"start", ""}, 1)), "some of what the runtime reported is missing");
  run.termination = Stopped{"wall 3s"};
  EXPECT_EQ(why(event_line({"start", ""}, 1) + event_line({"gc", ""}, 3)),
            "some of what the runtime reported is missing");
}

TEST(ObserveTask, ReportsWithoutTheirEndProveNothing) {
  const TaskCriteria task = judge_fixture::criteria_with_gc();
  TaskRecording recording = good();
  RunRecord& run = recording.records.at("counting");
  const auto why = [&](std::string events, Termination ended) {
    report(run, std::move(events));
    run.termination = std::move(ended);
    const Observations seen = observed(recording, task);
    EXPECT_TRUE(seen.blocked.empty());
    return seen.unproven.contains("counting") ? seen.unproven.at("counting").why : "";
  };
  const std::string cut = event_line({"start", ""}, 1);
  const std::string unproven =
      "a process of launch counting ended without the runtime's last report; the launch ended: ";
  EXPECT_EQ(why(event_stream({}), Exited{0}), "");
  EXPECT_EQ(why(event_stream({}), Exited{1}), "");
  EXPECT_EQ(why(cut, Exited{2}), unproven + "exit 2") << "a panic";
  EXPECT_EQ(why(cut, Signalled{9}), unproven + "signal 9 (SIGKILL)");
  EXPECT_EQ(why(cut, Stopped{"wall 3s"}), unproven + "stopped by us: wall 3s");
}

TEST(ObserveTask, CodeThatReachesPastTheLanguageBlocksWhatRestsOnTheRuntime) {
  const TaskCriteria task = judge_fixture::criteria_with_gc();
  TaskRecording recording = good();
  recording.records.emplace("build-counter+instruments", record("build-counter+instruments", ""));
  report(recording.records.at("counting"), event_stream({}));
  EXPECT_TRUE(observed(recording, task).blocked.empty());
  recording.records.at(kLook).streams[kStdout].bytes =
      R"({"places": [{"what": "unsafe.Pointer", "file": "count/main.go", "line": 6},
                     {"what": "assembly", "file": "count/a.s", "line": 0}]})";
  const Observations seen = observed(recording, task);
  ASSERT_EQ(seen.blocked.size(), 1u);
  const Blocked& why = seen.blocked.at("counting");
  EXPECT_EQ(why.outcome, Outcome::review);
  EXPECT_EQ(why.text, "unsafe.Pointer in count/main.go:6\nassembly in count/a.s\n");
  recording.records.at("counting").termination = NotStarted{"build-counter+instruments"};
  recording.records.at("build-counter+instruments").termination = Exited{1};
  recording.records.emplace("canary-build-counter+instruments", record("canary", ""));
  EXPECT_EQ(observed(recording, task).blocked.at("counting").why, "the code does not compile");
}

TEST(ObserveTask, ALookThatFailsIsNeverClean) {
  const TaskCriteria task = judge_fixture::criteria_with_gc();
  TaskRecording recording = good();
  report(recording.records.at("counting"), event_stream({}));
  const auto blocked = [&](RunRecord look) {
    recording.records.insert_or_assign(kLook, std::move(look));
    const Observations seen = observed(recording, task);
    return seen.blocked.contains("counting") ? seen.blocked.at("counting").outcome : Outcome::pass;
  };
  EXPECT_EQ(blocked(record(kLook, R"({"places": []})")), Outcome::pass);
  EXPECT_EQ(blocked(record(kLook, "{")), Outcome::review);
  EXPECT_EQ(blocked(record(kLook, "", "go list: m/x: what", Exited{1})), Outcome::review);
  EXPECT_EQ(blocked(record(kLook, "", "goroutine stack exceeds", Exited{2})), Outcome::review);
  EXPECT_EQ(blocked(record(kLook, "", "", Stopped{"wall 120s"})), Outcome::review);
  EXPECT_EQ(blocked(record(kLook, "", "write: no space left on device", Exited{1})),
            Outcome::error);
  EXPECT_EQ(blocked(record(kLook, "", "", Exited{126})), Outcome::error);
  EXPECT_EQ(blocked(record(kLook, "", "", Signalled{9})), Outcome::error);
  EXPECT_EQ(blocked(record(kLook, "", "", NotStarted{"no memory"})), Outcome::inconclusive);
  EXPECT_EQ(blocked(record(kLook, "", "", Stopped{kInterrupted})), Outcome::inconclusive);
  recording.records.erase(kLook);
  EXPECT_EQ(observed(recording, task).blocked.at("counting").outcome, Outcome::error);
}

TEST(ObserveTask, ARoleThatIsMissingBlocksItsLaunches) {
  TaskRecording recording = good();
  recording.handin.facts.packages.clear();
  const Observations seen = observed(recording);
  std::vector<std::string> blocked;
  for (const auto& [name, why] : seen.blocked) blocked.push_back(name);
  EXPECT_EQ(blocked, (std::vector<std::string>{"counting", "notes", "roles.counter", "thrice"}));
  std::vector<std::string> bound_names;
  for (const auto& [name, value] : seen.bindings) bound_names.push_back(name);
  EXPECT_EQ(bound_names,
            (std::vector<std::string>{"captured", "roles", "source", "writeup", "go"}));
}

TEST(ObserveTask, TheGoReleaseIsKnown) {
  TaskRecording recording = good();
  recording.go_version = "go1.26.8";
  EXPECT_EQ(bound(observed(recording), "go").field("minor")->as_int(), 26);
  recording.go_version = "devel";
  EXPECT_EQ(bound(observed(recording), "go").field("minor")->as_int(), 0);
}

// A service that is asked for a profile.
TaskCriteria with_steps() {
  return judge_fixture::criteria_with(
      "    run: counter\n    observe: [text]\n  thrice:",
      "    run: counter\n    observe: [text]\n    steps:\n      - { wait: quiet }\n"
      "      - { fetch: /heap, observe: text, as: heap }\n  thrice:");
}
RunRecord driven(std::vector<StepRecord> steps, Termination ended = Exited{0}) {
  RunRecord run = record("counting", "1\n", "last words\n", std::move(ended));
  run.steps = std::move(steps);
  return run;
}
constexpr std::chrono::nanoseconds kAt{5};
constexpr std::chrono::nanoseconds kEnd{9};

TEST(ObserveSteps, BindWhatTheyHandOut) {
  RunRecord run = driven({{"wait: quiet", kAt, kEnd, ""}, {"fetch: /heap", kAt, kEnd, ""}});
  run.attachments["heap"] = {kEnd, "a\nb\n", 4};
  const Value heap = *bound(observed(with(run), with_steps()), "counting").field("heap");
  EXPECT_EQ(heap.field("bytes")->as_int(), 4);
  EXPECT_EQ(heap.field("at")->as_duration(), kEnd);
  EXPECT_EQ(heap.field("text")->field("lines")->as_int(), 2);
}

TEST(ObserveSteps, BindNothingAsNothing) {
  const Observations seen = observed(with(driven({})), with_steps());
  EXPECT_EQ(bound(seen, "counting").field("heap")->field("bytes")->as_int(), 0);
}

struct TroubleCase {
  const char* name;
  RunRecord run;
  Outcome outcome;
  const char* why;
  const char* text;
};
const TroubleCase kTroubles[] = {
    {"FirstOfTwo",
     driven({{"wait: quiet", kAt, kEnd, "it still computes after 2s"},
             {"fetch: /heap", kAt, kEnd, "no answer"}}),
     Outcome::fail, "step 'wait: quiet': it still computes after 2s", "last words"},
    {"CutOffByALimit",
     driven({{"wait: quiet", kAt, kEnd, ""}, {"fetch: /heap", kAt, {}, ""}}, Stopped{"wall 20s"}),
     Outcome::fail, "step 'fetch: /heap': stopped by us: wall 20s", "last words"},
    {"Interrupted", driven({{"wait: quiet", kAt, {}, ""}}, Stopped{kInterrupted}),
     Outcome::inconclusive, "the run was interrupted", ""},
    {"DriverLost",
     driven({{"wait: quiet", kAt, {}, ""}}, NotStarted{"the driver of the program was lost"}),
     Outcome::inconclusive, "the driver of the program was lost", ""},
    {"OddBytes", driven({{"fetch: /\x1b[31m", kAt, kEnd, "\x07"}}), Outcome::fail,
     "step 'fetch: /\\x1b[31m': \\x07", "last words"},
};
class StepsInTrouble : public testing::TestWithParam<TroubleCase> {};
TEST_P(StepsInTrouble, BlockTheirLaunch) {
  const Observations seen = observed(with(GetParam().run), with_steps());
  const Blocked& why = seen.blocked.at("counting");
  EXPECT_EQ(why.outcome, GetParam().outcome);
  EXPECT_EQ(why.why, GetParam().why);
  EXPECT_EQ(why.text, GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(, StepsInTrouble, testing::ValuesIn(kTroubles),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
