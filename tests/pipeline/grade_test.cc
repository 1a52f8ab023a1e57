// The pipeline from folders to verdicts, with a launcher that launches nothing: what is launched,
// in which order, how often, and what becomes of the records.
#include "harness/pipeline/grade.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "harness/plan/load_criteria.h"
#include "harness/recording/run_recording.h"
#include "harness/recording/store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_launcher.h"

namespace grade {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr std::string_view kCriteria = R"(task: 7
title: Counting
roles:
  counter: { about: the program, program: [./count] }
  other: { about: the other, program: [./other] }
  gate: { about: the gate, command: [go test ./...] }
launches:
  waits: { about: it, run: counter, needs: waiting, observe: [text] }
  timed: { about: again, run: counter, env: { A: "1" }, needs: alone, observe: [text], repeat: 2 }
  others: { about: the other, run: other, observe: [text] }
  gated: { about: the gate, command: gate, memory: 512MiB }
  notes: { about: all, compile: all, observe: [escape] }
criteria:
  - { id: "7.1", text: It waits., expect: [waits.text.lines == 3] }
  - { id: "7.2", text: It is timed., expect: ['timed.all(r, r.text.lines == 3)'] }
  - { id: "7.3", text: The other runs., expect: [others.exit_code == 0] }
  - { id: "7.4", text: The gate opens., expect: [gated.exit_code == 0] }
  - { id: "7.5", text: Nothing escapes., expect: [size(notes.escape.notes) == 0] }
  - { id: "7.6", text: You say why., expect: ['writeup.text.contains("because")'] }
)";

constexpr std::string_view kFacts = R"({{"modules": [], "packages": [{},{}], "functions": [],
  "comments": [], "errors": []}})";

std::string package(std::string_view dir) {
  return fmt::format(R"({{"dir": "{}", "module_dir": ".", "name": "main", "has_main": true,
    "files": ["main.go"], "test_files": [], "imports": [], "tags": []}})",
                     dir);
}

constexpr const char* kAllPass = "7.1 pass, 7.2 pass, 7.3 pass, 7.4 pass, 7.5 pass, 7.6 pass";
constexpr const char* kAllInterrupted =
    "7.1 inconclusive, 7.2 inconclusive, 7.3 inconclusive, 7.4 inconclusive, 7.5 inconclusive";

class ListedProgress : public Progress {
 public:
  void expect(int launches) override { expected = launches; }
  void started(std::string_view name) override {
    names.emplace_back(name);
    on_start();
  }
  void ended(std::string_view, std::string_view) override { ++ends; }
  void note(std::string_view text) override { notes.emplace_back(text); }
  void tick(std::chrono::seconds since_start) override { last_tick = since_start; }
  void finish() override { is_finished = true; }

  Names names;
  Names notes;
  int expected = 0;
  int ends = 0;
  bool is_finished = false;
  std::chrono::seconds last_tick{};
  std::function<void()> on_start = [] {};
};

RunRecord said(std::string out, std::string err = "", Termination ended = Exited{0}) {
  RunRecord record;
  record.termination = std::move(ended);
  record.streams[kStdout] = {out, out.size(), {}};
  record.streams[kStderr] = {err, err.size(), {}};
  return record;
}

fs::path host_path(const RunSpec& spec, std::string_view inside) {
  for (const Mount& mount : spec.mounts)
    if (mount.inside == inside) return mount.host;
  return spec.copy_in.inside == inside ? spec.copy_in.host : fs::path();
}

class GradeSubmissions : public testing::Test {
 protected:
  fs::path folder(const std::string& name) { return temp_.path() / name; }

  void put(const std::string& submission, const std::string& file, std::string_view bytes) {
    const fs::path path = folder("class") / submission / "task07" / file;
    fs::create_directories(path.parent_path());
    ASSERT_TRUE(write_file(path, bytes));
  }
  void hand_in(const std::string& submission, std::string_view code) {
    put(submission, "count/main.go", code);
    put(submission, "other/main.go", "package main // other\n");
    put(submission, "WRITEUP.md", "because");
  }

  // Go and the programs, played: a build writes down what it was made of, a program counts to 3.
  RunRecord play(const RunSpec& spec) {
    clock_.advance(std::chrono::seconds(2));
    if (const auto odd = odd_.find(spec.name); odd != odd_.end()) return odd->second;
    if (spec.name == "source") return said(fmt::format(kFacts, package("count"), package("other")));
    if (spec.name.starts_with("canary-")) return said("");
    const auto out = std::ranges::find(spec.argv, "-o");
    if (out == spec.argv.end() || *(out + 1) == "/dev/null") return said("1\n2\n3\n");
    const std::string code = read_file(host_path(spec, "/src") / "count/main.go", 1 << 20).value();
    EXPECT_TRUE(write_file(host_path(spec, "/out") / fs::path(*(out + 1)).filename(), code));
    return said("");
  }

  Host host() {
    const std::string work = fmt::format("work{}", ++hosts_);
    auto launcher =
        std::make_unique<FakeLauncher>([this](const RunSpec& spec) { return play(spec); }, slots_);
    Host made{.info = {.grade_version = "0.1",
                       .go_version = "go1.26.8",
                       .isolation = "sandbox",
                       .started_at = "2026-11-25T20:16:28Z"},
              .prepared = {.toolchain = {"/go/bin/go", "/go", "go1.26.8", 26},
                           .dir = temp_.path() / "prepared",
                           .facts = temp_.path() / "prepared/bin/facts"},
              .work = folder(work),
              .progress = &progress_,
              .launcher = std::move(launcher),
              .is_cancelled = [this] { return is_cancelled_; },
              .now = [this] { return clock_.now(); }};
    fs::create_directories(made.work);
    return made;
  }

  Grading grading(const std::string& recording) {
    return {.criteria = {load_criteria(kCriteria, "task07.yaml").value()},
            .folders = find_task_folders({folder("class")}, {}).value(),
            .recording = folder(recording)};
  }

  // What was launched, in order.
  Names grade(const Grading& what) {
    Host on = host();
    progress_ = {};
    if (cancel_at_ > 0)
      progress_.on_start = [this] {
        if (static_cast<int>(progress_.names.size()) == cancel_at_) is_cancelled_ = true;
      };
    is_cancelled_ = false;
    const Result<Report> report = grade_submissions(what, on);
    EXPECT_TRUE(report) << to_string(report.error());
    report_ = report.value_or(Report{});
    EXPECT_TRUE(progress_.is_finished);
    return progress_.names;
  }

  std::string verdicts(const std::string& submission) const {
    std::string out;
    for (const Verdict& v : report_.verdicts)
      if (v.submission == submission)
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", v.id, to_string(v.outcome));
    return out;
  }
  const Verdict& verdict(const std::string& submission, const std::string& id) const {
    for (const Verdict& v : report_.verdicts)
      if (v.submission == submission && v.id == id) return v;
    ADD_FAILURE() << "no verdict " << submission << " " << id;
    return report_.verdicts.front();
  }
  RunRecord record(const std::string& recording, int number, const std::string& name) {
    const auto read =
        read_record(folder(recording) / fmt::format("{}/task07/launches/{}", number, name));
    EXPECT_TRUE(read) << to_string(read.error());
    return read.value_or(RunRecord{});
  }

  TempDir temp_ = TempDir::make(testing::TempDir(), "grade").value();
  FakeClock clock_;
  ListedProgress progress_;
  std::map<std::string, RunRecord> odd_;  // by name of the job
  Slots slots_ = {.cpu = 1};
  bool is_cancelled_ = false;
  int cancel_at_ = 0;  // as the how manieth launch starts; 0: never
  int hosts_ = 0;
  Report report_;
};

Names of(const std::string& submission, const Names& jobs) {
  Names names;
  for (const std::string& job : jobs) names.push_back(submission + "/task07 " + job);
  return names;
}
Names operator+(Names one, const Names& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

const Names kWaiting = {"build-counter", "waits"};
const Names kRest = {"notes-0", "notes-1", "build-other", "timed#1", "others", "gated", "timed#2"};
const Names kAll = Names{"source"} + kWaiting + kRest;

TEST_F(GradeSubmissions, LaunchesEachThingOnceAndFirstWhatOnlyWaits) {
  hand_in("alice", "package main // a\n");
  hand_in("bob", "package main // b\n");
  slots_ = {.cpu = 1, .waiting = 1};
  EXPECT_EQ(grade(grading("rec")), of("alice", {"source"}) + of("bob", {"source"}) +
                                       of("alice", kWaiting) + of("bob", {"build-counter"}) +
                                       of("bob", {"waits"}) + of("alice", kRest) +
                                       of("bob", kRest));
  EXPECT_EQ(verdicts("alice"), kAllPass);
  EXPECT_EQ(verdicts("bob"), kAllPass);
  EXPECT_EQ(progress_.ends, progress_.expected);
}

TEST_F(GradeSubmissions, TellsHowMuchTimeHasPassed) {
  hand_in("alice", "package main\n");
  grade(grading("rec"));
  EXPECT_EQ(progress_.last_tick, std::chrono::seconds(20));  // ten launches
}

TEST_F(GradeSubmissions, LaunchesWhatTheAskedCriteriaNeed) {
  hand_in("alice", "package main\n");
  Grading what = grading("rec");
  what.ids = {"7.1", "7.6"};
  EXPECT_EQ(grade(what), of("alice", {"source", "build-counter", "waits"}));
  EXPECT_EQ(verdicts("alice"), "7.1 pass, 7.6 pass");
}

TEST_F(GradeSubmissions, SaysWhatItDidNotTakeIn) {
  hand_in("alice", "package main\n");
  fs::create_symlink("/etc/passwd", folder("class") / "alice/task07/link");
  grade(grading("rec"));
  EXPECT_EQ(progress_.notes, Names{"alice/task07: link: is a link, not read"});
}

TEST_F(GradeSubmissions, InterruptedAnywhereItIsWholeAndGoesOnFromThere) {
  hand_in("alice", "package main\n");
  for (int at = 1; at <= static_cast<int>(kAll.size()); ++at) {
    Grading what = grading(fmt::format("rec{}", at));
    cancel_at_ = at;
    const Names before = grade(what);
    EXPECT_EQ(before.size(), static_cast<std::size_t>(at));
    EXPECT_EQ(verdict("alice", "7.2").outcome, Outcome::inconclusive);
    EXPECT_EQ(verdict("alice", "7.2").summary, "the run was interrupted") << at;
    if (at == 1) {
      EXPECT_TRUE(verdicts("alice").starts_with(kAllInterrupted)) << verdicts("alice");
    }
    Names whole;  // but for builds, which what is missing may need again
    for (const std::string& name : before) {
      const std::string job = name.substr(name.find(' ') + 1);
      if (job != "source" && !job.contains("build") &&
          !is_interrupted(record(what.recording.filename(), 0, job).termination))
        whole.push_back(name);
    }
    cancel_at_ = 0;
    what.is_resumed = true;
    what.folders.clear();
    const Names after = grade(what);
    EXPECT_EQ(verdicts("alice"), kAllPass);
    for (const std::string& name : whole)
      EXPECT_EQ(std::ranges::count(after, name), 0) << name << " " << at;
    for (const std::string& job : kAll)
      EXPECT_TRUE(std::ranges::count(before + after, "alice/task07 " + job)) << job << " " << at;
  }
}

TEST_F(GradeSubmissions, AWholeRunThatGoesOnLaunchesNothing) {
  hand_in("alice", "package main\n");
  Grading what = grading("rec");
  grade(what);
  what.is_resumed = true;
  EXPECT_EQ(grade(what), Names{});
  EXPECT_EQ(verdicts("alice"), kAllPass);
  EXPECT_EQ(progress_.expected, 0);
}

TEST_F(GradeSubmissions, ARunThatGoesOnGradesWhatItTookIn) {
  hand_in("alice", "package main\n");
  Grading what = grading("rec");
  cancel_at_ = 2;
  grade(what);
  cancel_at_ = 0;
  put("alice", "WRITEUP.md", "no reason");
  what.is_resumed = true;
  grade(what);
  EXPECT_EQ(verdicts("alice"), kAllPass);
}

TEST_F(GradeSubmissions, ARunThatGoesOnIsConfinedAsItWasBegun) {
  hand_in("alice", "package main\n");
  Grading what = grading("rec");
  grade(what);
  what.is_resumed = true;
  Host other = host();
  other.info.isolation = "landlock";
  const auto report = grade_submissions(what, other);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().what,
            "the run was started with isolation 'sandbox', but now it is 'landlock'");
}

TEST_F(GradeSubmissions, ABuildThatFailsIsTheStudentsTrouble) {
  hand_in("alice", "package main\n");
  odd_["build-counter"] = said("", "count/main.go:1:1: oh\n", Exited{1});
  const Names launched = grade(grading("rec"));
  for (const char* job : {"waits", "timed#1", "timed#2"})
    EXPECT_EQ(std::ranges::count(launched, fmt::format("alice/task07 {}", job)), 0);
  EXPECT_EQ(verdicts("alice"), "7.1 fail, 7.2 fail, 7.3 pass, 7.4 pass, 7.5 pass, 7.6 pass");
  EXPECT_EQ(verdict("alice", "7.1").summary, "the code does not compile");
  EXPECT_EQ(record("rec", 0, "waits").termination,
            Termination(NotStarted{"build-counter did not succeed"}));
}

TEST_F(GradeSubmissions, WhereGoodCodeDoesNotBuildEitherItIsTheMachinesTrouble) {
  hand_in("alice", "package main\n");
  odd_["build-counter"] = said("", "go: fmt is not in std\n", Exited{1});
  odd_["canary-build-counter"] = odd_["build-counter"];
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(launched.back(), "alice/task07 canary-build-counter");
  EXPECT_EQ(verdicts("alice"), "7.1 error, 7.2 error, 7.3 pass, 7.4 pass, 7.5 pass, 7.6 pass");
}

TEST_F(GradeSubmissions, ABuildThatOurLimitsEndIsComparedToo) {
  hand_in("alice", "package main\n");
  odd_["build-counter"] = said("", "", Stopped{"wall 120s"});
  odd_["build-counter"].usage.wall = std::chrono::seconds(120);
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(launched.back(), "alice/task07 canary-build-counter");
  EXPECT_EQ(verdicts("alice"), "7.1 review, 7.2 review, 7.3 pass, 7.4 pass, 7.5 pass, 7.6 pass");
}

TEST_F(GradeSubmissions, OneTaskFolderCannotFillTheDisk) {
  hand_in("alice", "package main\n");
  odd_["waits"] = said(std::string(129u << 20, 'x'));
  grade(grading("rec"));
  EXPECT_EQ(record("rec", 0, "timed#1").termination, Termination(Stopped{kBudget}));
  EXPECT_EQ(verdicts("alice"),
            "7.1 fail, 7.2 review, 7.3 review, 7.4 review, 7.5 review, 7.6 pass");
}

TEST_F(GradeSubmissions, ALaunchThatIsNotStartedIsNobodysTrouble) {
  hand_in("alice", "package main\n");
  odd_["waits"] = said("", "", NotStarted{"bwrap: no more processes"});
  odd_["build-other"] = said("", "", NotStarted{"bwrap: no more processes"});
  grade(grading("rec"));
  EXPECT_EQ(verdicts("alice"),
            "7.1 inconclusive, 7.2 pass, 7.3 inconclusive, 7.4 pass, 7.5 pass, 7.6 pass");
  EXPECT_EQ(verdict("alice", "7.1").summary, "bwrap: no more processes");
}

TEST_F(GradeSubmissions, FactsThatCannotBeReadStopOneSubmissionAlone) {
  hand_in("alice", "package main // a\n");
  hand_in("bob", "package main // b\n");
  odd_["source"] = said("{}");
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(launched, of("alice", {"source"}) + of("bob", {"source"}));
  EXPECT_EQ(verdict("alice", "7.1").outcome, Outcome::error);
  EXPECT_EQ(verdict("alice", "7.1").summary, "facts: modules is missing");
}

TEST_F(GradeSubmissions, AFolderThatCannotBeReadStopsNobodyElse) {
  hand_in("alice", "package main\n");
  hand_in("bob", "package main // b\n");
  Grading gone = grading("rec");
  fs::remove_all(folder("class/alice"));
  grade(gone);
  EXPECT_EQ(verdict("alice", "7.1").outcome, Outcome::error);
  EXPECT_EQ(verdict("alice", "7.1").summary,
            "0/task07/files: cannot read: No such file or directory");
  EXPECT_EQ(verdicts("bob"), kAllPass);
}

TEST_F(GradeSubmissions, AFolderThatIsALinkIsNotHandedIn) {
  hand_in("alice", "package main\n");
  hand_in("bob", "package main // b\n");
  fs::remove_all(folder("class/alice/task07"));
  fs::create_directory_symlink(folder("class/bob/task07"), folder("class/alice/task07"));
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(launched.front(), "bob/task07 source");
  EXPECT_EQ(verdict("alice", "7.1").outcome, Outcome::fail);
  EXPECT_EQ(verdict("alice", "7.1").summary,
            "the task folder is a link, which is not followed: hand in the folder itself");
  EXPECT_EQ(verdicts("bob"), kAllPass);
}

TEST_F(GradeSubmissions, SourceThatIsTooLargeIsTheStudentsTrouble) {
  hand_in("alice", "package main\n");
  odd_["source"] = said("{", "", Stopped{"output 16MiB"});
  grade(grading("rec"));
  EXPECT_EQ(verdict("alice", "7.1").outcome, Outcome::fail);
  EXPECT_EQ(verdict("alice", "7.1").summary, "the Go files are too large to be read");
}

TEST_F(GradeSubmissions, WhatDiffersInWritingOnlyIsLaunchedOnce) {
  hand_in("alice", "package main\n");
  hand_in("bob", "package main\n");
  put("bob", "WRITEUP.md", "another reason");
  put("bob", "task.yaml", "roles: {}\n");
  put("bob", "evidence/run.txt", "1\n");
  EXPECT_EQ(grade(grading("rec")), of("alice", kAll) + of("bob", {"gated"}));
  EXPECT_EQ(verdicts("bob"), "7.1 pass, 7.2 pass, 7.3 pass, 7.4 pass, 7.5 pass, 7.6 fail");
  EXPECT_EQ(record("rec", 0, "waits").reused, "");
  EXPECT_EQ(record("rec", 1, "waits").reused, "alice/task07 waits");
  EXPECT_EQ(record("rec", 1, "waits").out(), record("rec", 0, "waits").out());
  EXPECT_EQ(verdict("bob", "7.1").evidence.front().outcome,
            verdict("alice", "7.1").evidence.front().outcome);
}

TEST_F(GradeSubmissions, WhatIsTheSameWaitsForTheFirst) {
  hand_in("alice", "package main\n");
  hand_in("bob", "package main\n");
  slots_ = {.cpu = 8};
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(launched.size(), kAll.size());
  EXPECT_EQ(verdicts("bob"), kAllPass);
}

// Else its own program could not be launched when that depends on something else besides.
TEST_F(GradeSubmissions, TheOutputOfABuildIsAdopted) {
  hand_in("alice", "package main\n");
  hand_in("bob", "package main\n");
  put("bob", "task.yaml", "roles: { counter: { args: [-v] } }\n");
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(launched, of("alice", {"source"}) + of("alice", kWaiting) + of("bob", {"waits"}) +
                          of("alice", kRest) + of("bob", {"timed#1", "gated", "timed#2"}));
  EXPECT_EQ(read_file(folder("work1") / "1/task07/out/build-counter", 100).value(),
            "package main\n");
}

TEST_F(GradeSubmissions, ABuildThatFailsIsSharedToo) {
  hand_in("alice", "package main\n");
  hand_in("bob", "package main\n");
  odd_["build-counter"] = said("", "count/main.go:1:1: oh\n", Exited{1});
  grade(grading("rec"));
  EXPECT_EQ(verdict("bob", "7.1").summary, "the code does not compile");
  EXPECT_EQ(record("rec", 1, "build-counter").reused, "alice/task07 build-counter");
}

TEST_F(GradeSubmissions, WhatWasNotStartedIsNotTaken) {
  slots_ = {.cpu = 1, .waiting = 1};
  hand_in("alice", "package main\n");
  hand_in("bob", "package main\n");
  odd_["waits"] = said("", "", NotStarted{"bwrap: no more processes"});
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(std::ranges::count(launched, "bob/task07 waits"), 1);
}

struct OtherCase {
  const char* name;
  const char* file;
  const char* bytes;
};
const OtherCase kOther[] = {
    {"Code", "count/main.go", "package main // other\n"},
    {"AnotherFile", "data.txt", "1\n"},
    {"ANameThatOnlyBeginsAlike", "evidence.go", "package main\n"},
    {"AWriteupThatIsNotOne", "count/WRITEUP.md", "because\n"},
    {"CodeAmongTheEvidence", "evidence/x/main.go", "package main\n"},
    {"AModuleInTheEvidence", "evidence/go.mod", "module x\n"},
};
class OtherInputs : public GradeSubmissions, public testing::WithParamInterface<OtherCase> {};
TEST_P(OtherInputs, AreLaunchedThemselves) {
  hand_in("alice", "package main\n");
  hand_in("mallory", "package main\n");
  put("mallory", GetParam().file, GetParam().bytes);
  const Names launched = grade(grading("rec"));
  for (const std::string& name : of("mallory", {"source", "build-counter", "waits", "gated"}))
    EXPECT_EQ(std::ranges::count(launched, name), 1) << name;
}
INSTANTIATE_TEST_SUITE_P(, OtherInputs, testing::ValuesIn(kOther),
                         [](const auto& i) { return i.param.name; });

// The code is the same, and what it is made of is not.
TEST_F(GradeSubmissions, CodeThatEmbedsFilesIsNotShared) {
  const char* code = "package main\n\n//go:embed ../evidence/x.txt\nvar x string\n";
  hand_in("alice", code);
  hand_in("mallory", code);
  put("alice", "evidence/x.txt", "1\n");
  put("mallory", "evidence/x.txt", "2\n");
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(std::ranges::count(launched, "mallory/task07 build-counter"), 1);
}

TEST_F(GradeSubmissions, AProgramThatNamesTheEvidenceIsNotShared) {
  const char* code = "package main\n\nvar x, _ = os.ReadFile(\"evidence/x.txt\")\n";
  hand_in("alice", code);
  hand_in("mallory", code);
  put("mallory", "evidence/x.txt", "2\n");
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(std::ranges::count(launched, "mallory/task07 build-counter"), 0);
  EXPECT_EQ(std::ranges::count(launched, "mallory/task07 waits"), 1);
}

// Who arranges that both have the same files still has a program of other bytes.
TEST_F(GradeSubmissions, AProgramOfOtherBytesIsLaunchedItself) {
  hand_in("alice", "package main\n");
  hand_in("mallory", "package main\n");
  put("mallory", "task.yaml", "roles: { counter: { tags: [evil] } }\n");
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(std::ranges::count(launched, "mallory/task07 build-counter"), 1);
  EXPECT_EQ(record("rec", 1, "build-counter").reused, "");
}

TEST_F(GradeSubmissions, AnotherEnvironmentIsAnotherLaunch) {
  hand_in("alice", "package main\n");
  hand_in("mallory", "package main\n");
  put("mallory", "task.yaml", "roles: { counter: { env: { GOGC: off } } }\n");
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(std::ranges::count(launched, "mallory/task07 waits"), 1);
  EXPECT_EQ(std::ranges::count(launched, "mallory/task07 others"), 0);
}

// Else the trouble of a machine that is mended would be the student's.
TEST_F(GradeSubmissions, ABuildThatFailedIsNotTakenFromAnEarlierRun) {
  hand_in("alice", "package main\n");
  for (const char* build : {"notes-0", "notes-1", "canary-notes-0", "canary-notes-1"})
    odd_[build] = said("", "go: fmt is not in std\n", Exited{1});
  grade(grading("first"));
  EXPECT_EQ(verdict("alice", "7.5").outcome, Outcome::error);
  odd_.clear();
  Grading what = grading("second");
  what.reuse = folder("first");
  grade(what);
  EXPECT_EQ(verdicts("alice"), kAllPass);
}

TEST_F(GradeSubmissions, TakesFromAnEarlierRecordingWhatHasNotChanged) {
  hand_in("alice", "package main // a\n");
  hand_in("bob", "package main // b\n");
  grade(grading("first"));
  put("bob", "count/main.go", "package main // better\n");
  Grading what = grading("second");
  what.reuse = folder("first");
  const Names launched = grade(what);
  EXPECT_EQ(verdicts("alice"), kAllPass);
  EXPECT_EQ(verdicts("bob"), kAllPass);
  // A build is made again, since what it built is gone; what comes of it is the same.
  EXPECT_EQ(launched, of("alice", {"source"}) + of("bob", {"source"}) +
                          of("alice", {"build-counter"}) + of("bob", kWaiting) +
                          of("alice", {"build-other"}) + of("bob", kRest));
  EXPECT_EQ(record("second", 0, "waits").reused, "alice/task07 of an earlier run");
  EXPECT_EQ(record("second", 0, "build-counter").reused, "");
  EXPECT_EQ(record("second", 1, "waits").reused, "");
}

TEST_F(GradeSubmissions, WhatIsAskedForAnewIsNotTakenWhoeverHasIt) {
  hand_in("alice", "package main\n");
  hand_in("bob", "package main\n");
  grade(grading("first"));
  Grading what = grading("second");
  what.reuse = folder("first");
  what.anew = {"0/task07/launches/waits"};
  const Names launched = grade(what);
  EXPECT_EQ(launched, of("alice", {"source", "build-counter", "waits", "build-other"}));
  EXPECT_EQ(record("second", 1, "waits").reused, "alice/task07 waits");
}

// By submission; a build that failed and its canary included.
TEST_F(GradeSubmissions, TellsWhatEachFolderCameTo) {
  hand_in("alice", "package main // a\n");
  hand_in("bob", "package main // b\n");
  put("bob", "task.yaml", "roles: { nobody: {} }\n");  // nothing is launched
  odd_["build-counter"] = said("", "count/main.go:1:1: oh\n", Exited{1});
  std::vector<Verdict> told;
  Grading what = grading("rec");
  what.judged = [&](const std::vector<Verdict>& verdicts) {
    EXPECT_FALSE(progress_.is_finished);
    told.insert(told.end(), verdicts.begin(), verdicts.end());
  };
  grade(what);
  std::ranges::stable_sort(told, {}, &Verdict::submission);
  EXPECT_EQ(told, report_.verdicts);
}

TEST_F(GradeSubmissions, OfAnInterruptedRunNothingMoreIsTold) {
  hand_in("alice", "package main\n");
  int told = 0;
  Grading what = grading("rec");
  what.judged = [&](const std::vector<Verdict>&) { ++told; };
  cancel_at_ = 3;
  grade(what);
  EXPECT_EQ(told, 0);
}

TEST_F(GradeSubmissions, SaysHowToGradeAgain) {
  hand_in("alice", "package main\n");
  grade(grading("rec"));
  EXPECT_EQ(
      verdict("alice", "7.1").again,
      fmt::format("grade run {} -c 7.1", fs::canonical(folder("class/alice/task07")).string()));
  EXPECT_EQ(verdict("alice", "7.1").why, "grade explain 7.1 --last");
  hand_in("bob", "package main\n");
  grade(grading("both"));
  EXPECT_EQ(verdict("bob", "7.1").why, "grade explain 7.1 --last bob");
}

TEST_F(GradeSubmissions, WhatCannotBeReadOfAnEarlierRecordingIsLaunched) {
  hand_in("alice", "package main\n");
  grade(grading("first"));
  const fs::path launches = folder("first") / "0/task07/launches";
  ASSERT_TRUE(write_file(launches / "waits/launch.json", "{}\n"));
  fs::remove(launches / "others/stdout");
  Grading what = grading("second");
  what.reuse = folder("first");
  const Names launched = grade(what);
  EXPECT_EQ(launched, of("alice", {"source", "build-counter", "waits", "build-other", "others"}));
  EXPECT_EQ(verdicts("alice"), kAllPass);
}

TEST_F(GradeSubmissions, WhatWasInterruptedIsNotTakenFromAnEarlierRecording) {
  hand_in("alice", "package main\n");
  cancel_at_ = 3;
  grade(grading("first"));
  cancel_at_ = 0;
  Grading what = grading("second");
  what.reuse = folder("first");
  EXPECT_EQ(grade(what), of("alice", kAll));
}

TEST_F(GradeSubmissions, AnEarlierRecordingThatCannotBeReadIsAnError) {
  hand_in("alice", "package main\n");
  Grading what = grading("second");
  what.reuse = folder("nowhere");
  Host on = host();
  const auto report = grade_submissions(what, on);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().pos.file, (folder("nowhere") / "run.json").string());
}

TEST_F(GradeSubmissions, ALaunchThatNeedsMoreMemoryThanThereIsIsNotMade) {
  hand_in("alice", "package main\n");
  slots_ = {.cpu = 2, .memory_bytes = 400u << 20};
  const Names launched = grade(grading("rec"));
  EXPECT_EQ(std::ranges::count(launched, "alice/task07 gated"), 0);
  EXPECT_EQ(verdicts("alice"),
            "7.1 pass, 7.2 pass, 7.3 pass, 7.4 inconclusive, 7.5 pass, 7.6 pass");
  EXPECT_EQ(verdict("alice", "7.4").summary, "not enough memory");
}

TEST_F(GradeSubmissions, ADiskThatIsFullEndsTheRun) {
  hand_in("alice", "package main\n");
  const Grading what = grading("rec");
  Host on = host();
  progress_ = {};
  // Where the records are to be, a file is in the way.
  progress_.on_start = [&] {
    if (progress_.names.size() > 1) return;
    fs::remove_all(folder("rec") / "0/task07/launches");
    ASSERT_TRUE(write_file(folder("rec") / "0/task07/launches", "in the way"));
  };
  const auto report = grade_submissions(what, on);
  ASSERT_FALSE(report);
  EXPECT_EQ(std::ranges::count(progress_.names, "alice/task07 waits"), 0);
}

}  // namespace
}  // namespace grade
