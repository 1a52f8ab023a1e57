// Whatever happens to a recording on disk, judging it again gives the same verdicts or an error,
// never a pass that was none.
#include "harness/pipeline/judge_recording.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "harness/base/files.h"
#include "harness/plan/load_criteria.h"
#include "harness/recording/run_recording.h"
#include "harness/recording/store.h"
#include "harness/recording/task_recording.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCriteria = R"(task: 7
title: Counting
roles:
  counter: { about: the program, program: [./count] }
launches:
  counting: { about: it, run: counter, observe: [text] }
  thrice: { about: again, run: counter, env: { A: "1" }, observe: [text], repeat: 2 }
evidence:
  captured: { about: the output, files: ["evidence/*"], observe: text }
criteria:
  - { id: "7.1", text: It ends well., expect: [counting.exit_code == 0] }
  - { id: "7.2", text: It counts., expect: ['thrice.all(r, r.text.lines >= 3)'] }
  - { id: "7.3", text: It is fast., expect: ['counting.wall < duration("1ms")'] }
  - { id: "7.4", text: You capture it., expect: ['captured.exists(c, c.text.text.contains("three"))'] }
  - { id: "7.5", text: You say why., expect: ['writeup.text.contains("because")'] }
  - id: "7.6"
    text: You call it rightly.
    expect: ['source.functions.exists(f, f.name == "count")']
)";

constexpr const char* kFacts = R"({"modules": [], "packages": [{"dir": "count", "module_dir": "",
  "name": "main", "has_main": true, "files": ["main.go"], "test_files": [], "imports": [],
  "tags": []}], "functions": [{"name": "cuunt", "receiver": "", "dir": "count",
  "file": "count/main.go", "first_line": 1, "last_line": 2, "in_test": false, "tags": [],
  "params": [], "results": [], "calls": [], "literals": [], "is_value": false, "package": "main", "type_params": [],
  "made": [], "hands_on": [], "no_inline": false, "doc": ""}], "comments": [],
  "errors": []})";

RunRecord record(const std::string& name, std::string out) {
  RunRecord run;
  run.name = name;
  run.argv = {"/out/" + name};
  run.termination = Exited{0};
  run.usage.wall = std::chrono::milliseconds(20);
  Stream& stream = run.streams[kStdout];
  stream.bytes = std::move(out);
  stream.total = stream.bytes.size();
  if (!stream.bytes.empty()) stream.chunks = {{stream.bytes.size(), std::chrono::milliseconds(1)}};
  return run;
}

class Recorded : public testing::Test {
 protected:
  void SetUp() override {
    const RunInfo info{.grade_version = "0.1", .go_version = "go1.26.8", .isolation = "sandbox"};
    ASSERT_TRUE(write_run_recording(
        dir(), {.info = info, .ids = {}, .folders = {{"0/task07", "alice", 7}}}));
    fs::create_directories(task() / "files/evidence");
    fs::create_directories(task() / "files/count");
    ASSERT_TRUE(write_file(task() / "files/count/main.go", "package main\n"));
    ASSERT_TRUE(write_file(task() / "files/evidence/run.txt", "one\ntwo\nthrew\n"));
    ASSERT_TRUE(write_file(task() / "files/WRITEUP.md", "It does, becauze.\n"));
    ASSERT_TRUE(write_contents(task(), {}));
    ASSERT_TRUE(write_record(task() / "facts", record("source", kFacts)));
    for (const RunRecord& run : {record("build-counter", ""), record("counting", "1\n"),
                                 record("thrice#1", "1\n2\n3\n"), record("thrice#2", "1\n2\n3\n")})
      ASSERT_TRUE(write_record(task() / "launches" / run.name, run));
    before_ = judged();
    ASSERT_EQ(before_, "7.1 pass, 7.2 pass, 7.3 fail, 7.4 fail, 7.5 fail, 7.6 fail");
  }

  fs::path dir() const { return dir_.path(); }
  fs::path task() const { return dir_.path() / "0/task07"; }

  // "7.1 pass, …", or that nothing was judged.
  std::string judged() const {
    const auto report = judge_recording(dir(), criteria_);
    if (!report) return "refused";
    std::string out;
    for (const Verdict& v : report->verdicts) {
      EXPECT_EQ(v.submission, "alice");
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", v.id, to_string(v.outcome));
    }
    return out;
  }
  bool is_same_or_error() const {
    const std::string now = judged();
    return now == before_ || now == "refused" ||
           (now.find("pass") == std::string::npos && now.find("fail") == std::string::npos);
  }

  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(dir()))
      if (entry.is_regular_file()) all.push_back(entry.path());
    std::ranges::sort(all);
    return all;
  }
  // In place: a test of thousands of changes must not make a file for each.
  static void put(const fs::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }

  TempDir dir_ = TempDir::make(testing::TempDir(), "recorded").value();
  std::vector<TaskCriteria> criteria_ = {load_criteria(kCriteria, "task07.yaml").value()};
  std::string before_;
};

TEST_F(Recorded, CutAnywhereNothingBecomesAPass) {
  for (const fs::path& file : files()) {
    const std::string whole = read_file(file, 1u << 20).value();
    const std::size_t step = std::max<std::size_t>(1, whole.size() / 60);
    for (std::size_t size = 0; size < whole.size(); size += step) {
      put(file, whole.substr(0, size));
      ASSERT_TRUE(is_same_or_error()) << file << " cut at " << size << ": " << judged();
      ASSERT_NE(judged(), before_) << file << " cut at " << size;
    }
    put(file, whole);
  }
  EXPECT_EQ(judged(), before_);
}

TEST_F(Recorded, WithAnyByteChangedNothingBecomesAPass) {
  std::mt19937 random(7);
  const std::vector<fs::path> all = files();
  for (int i = 0; i < 2000; ++i) {
    const fs::path& file = all[random() % all.size()];
    const std::string whole = read_file(file, 1u << 20).value();
    if (whole.empty()) continue;
    std::string changed = whole;
    const std::size_t at = random() % whole.size();
    changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(1 + random() % 255));
    put(file, changed);
    ASSERT_TRUE(is_same_or_error()) << file << " changed at " << at << ": " << judged();
    put(file, whole);
  }
}

TEST_F(Recorded, WithAnyFileOrFolderGoneNothingBecomesAPass) {
  std::vector<fs::path> all;
  for (const auto& entry : fs::recursive_directory_iterator(dir())) all.push_back(entry.path());
  for (const fs::path& path : all) {
    const fs::path aside = dir_.path().string() + ".aside";
    fs::rename(path, aside);
    const std::string now = judged();
    for (const char* none : {"7.3 pass", "7.4 pass", "7.5 pass", "7.6 pass"})
      EXPECT_EQ(now.find(none), std::string::npos) << path << ": " << now;
    fs::rename(aside, path);
  }
}

TEST_F(Recorded, WithFilesExchangedNothingBecomesAPass) {
  const std::vector<fs::path> all = files();
  for (const fs::path& one : all) {
    const std::string whole = read_file(one, 1u << 20).value();
    for (const fs::path& other : all) {
      put(one, read_file(other, 1u << 20).value());
      ASSERT_TRUE(is_same_or_error()) << one << " is " << other << ": " << judged();
      put(one, whole);
    }
  }
}

// What can be fixed on disk by somebody who means to: the words that three criteria wait for.
struct Forgery {
  const char* name;
  const char* file;
  std::string_view piece;
  std::string_view other;
};
const Forgery kForgeries[] = {
    {"Writeup", "0/task07/files/WRITEUP.md", "becauze", "because"},
    {"Evidence", "0/task07/files/evidence/run.txt", "threw", "three"},
    {"Source", "0/task07/facts/stdout", "cuunt", "count"},
    {"WallTime", "0/task07/launches/counting/launch.json", "20000000", "900000"},
    {"Submission", "run.json", "alice", "mallory"},
    {"Task", "run.json", "\"task\": 7", "\"task\": 8"},
};
class Forged : public Recorded, public testing::WithParamInterface<Forgery> {};
TEST_P(Forged, IsNoticed) {
  const fs::path file = dir() / GetParam().file;
  std::string text = read_file(file, 1u << 20).value();
  const std::size_t at = text.find(GetParam().piece);
  ASSERT_NE(at, std::string::npos);
  put(file, text.replace(at, GetParam().piece.size(), GetParam().other));
  EXPECT_TRUE(is_same_or_error()) << judged();
  EXPECT_NE(judged(), before_);
}
INSTANTIATE_TEST_SUITE_P(, Forged, testing::ValuesIn(kForgeries),
                         [](const auto& i) { return i.param.name; });

TEST_F(Recorded, JudgedTwiceIsTheSame) {
  const Report one = judge_recording(dir(), criteria_).value();
  const Report two = judge_recording(dir(), criteria_).value();
  EXPECT_EQ(one.verdicts, two.verdicts);
  EXPECT_EQ(one.info, two.info);
  EXPECT_EQ(one.info.go_version, "go1.26.8");
}

TEST_F(Recorded, ATaskThatTheCriteriaDoNotHaveIsAnError) {
  const auto report = judge_recording(dir(), {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().what, "the recording contains task 7, which has no criteria");
}

TEST_F(Recorded, SaysWhichPartIsDamaged) {
  put(task() / "launches/counting/stdout", "2\n");
  const Report report = judge_recording(dir(), criteria_).value();
  EXPECT_EQ(report.verdicts.at(0).outcome, Outcome::error);
  EXPECT_EQ(report.verdicts.at(0).summary,
            "0/task07/launches/counting/stdout: damaged recording: its checksum does not match");
}

}  // namespace
}  // namespace grade
