#include "harness/recording/task_recording.h"

#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "harness/recording/store.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFacts =
    R"({"modules": [], "packages": [], "functions": [], "comments": [],
        "errors": [{"file": "a.go", "line": 1, "col": 2, "what": "oh"}]})";

RunRecord record(const std::string& name, std::string out) {
  RunRecord run;
  run.name = name;
  run.termination = Exited{0};
  run.streams[kStdout] = {out, out.size(), {}};
  return run;
}

class TaskRecordingFolder : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(dir() / "files/evidence");
    ASSERT_TRUE(write_file(dir() / "files/main.go", "package main\n"));
    ASSERT_TRUE(write_file(dir() / "files/WRITEUP.md", "words\n"));
    ASSERT_TRUE(write_file(dir() / "files/evidence/\xff.txt", "1\n"));
    ASSERT_TRUE(write_contents(dir(), {"link: is a link, not read"}));
    ASSERT_TRUE(write_record(dir() / "facts", record("source", kFacts)));
    ASSERT_TRUE(write_record(dir() / "launches/a", record("a", "1\n")));
    ASSERT_TRUE(write_record(dir() / "launches/b_1", record("b/1", "2\n")));
  }
  fs::path dir() const { return dir_.path(); }
  // Without the path of this recording, which is another each time.
  std::string trouble() const {
    const auto recording = read_task_recording(dir());
    if (recording) return "none";
    std::string text = to_string(recording.error());
    if (text.starts_with(dir().string())) text.erase(0, dir().string().size() + 1);
    return text;
  }

  TempDir dir_ = TempDir::make(testing::TempDir(), "task").value();
};

TEST_F(TaskRecordingFolder, ReadsBack) {
  const auto recording = read_task_recording(dir());
  ASSERT_TRUE(recording) << to_string(recording.error());
  EXPECT_EQ(recording->handin.texts, (std::map<std::string, std::string>{
                                         {"WRITEUP.md", "words\n"}, {"evidence/\xff.txt", "1\n"}}));
  EXPECT_EQ(recording->handin.remarks, std::vector<std::string>{"link: is a link, not read"});
  EXPECT_EQ(recording->handin.facts.errors.size(), 1u);
  ASSERT_EQ(recording->records.size(), 2u);
  EXPECT_EQ(recording->records.at("b/1").out().bytes, "") << "one launch at a time";
  EXPECT_EQ(recording->whole("b/1").value().out().bytes, "2\n");
  EXPECT_EQ(recording->whole("b/2").error().what, "the recording has no launch 'b/2'");
}

const std::string kFiles =
    "files: damaged recording: the files do not match their checksum\nhint: record again";

TEST_F(TaskRecordingFolder, FilesMayNotChange) {
  ASSERT_TRUE(write_file(dir() / "files/WRITEUP.md", "Words\n"));
  EXPECT_EQ(trouble(), kFiles);
}
TEST_F(TaskRecordingFolder, FilesMayNotGetAnotherName) {
  fs::rename(dir() / "files/WRITEUP.md", dir() / "files/WRITEUP.MD");
  EXPECT_EQ(trouble(), kFiles);
}
TEST_F(TaskRecordingFolder, FilesMayNotGo) {
  fs::remove(dir() / "files/main.go");
  EXPECT_EQ(trouble(), kFiles);
}
TEST_F(TaskRecordingFolder, FilesMayNotCome) {
  ASSERT_TRUE(write_file(dir() / "files/task.yaml", ""));
  EXPECT_EQ(trouble(), kFiles);
}
TEST_F(TaskRecordingFolder, LinksAreNotFollowed) {
  fs::create_symlink(".", dir() / "files/loop");
  EXPECT_EQ(trouble(),
            "files/loop: damaged recording: neither a file nor a folder\nhint: record again");
}
TEST_F(TaskRecordingFolder, DeepFoldersAreNotFollowed) {
  fs::path deep = dir() / "files";
  for (int i = 0; i < 40; ++i) deep /= "d";
  fs::create_directories(deep);
  EXPECT_TRUE(trouble().ends_with(
      "damaged recording: more nested folders than a snapshot has\nhint: record again"))
      << trouble();
}

struct PartCase {
  const char* name;
  const char* part;
  std::string_view error;
};
const PartCase kParts[] = {
    {"Contents", "contents.json", "contents.json: cannot read: No such file or directory"},
    {"Files", "files", "files: damaged recording: No such file or directory\nhint: record again"},
    {"Facts", "facts", "facts/launch.json: cannot read: No such file or directory"},
    {"Launches", "launches",
     "launches: damaged recording: No such file or directory\nhint: record again"},
    {"ALaunch", "launches/a/launch.json",
     "launches/a/launch.json: cannot read: No such file or directory"},
    {"AStream", "launches/a/stdout", "launches/a/stdout: cannot read: No such file or directory"},
};
class MissingPart : public TaskRecordingFolder, public testing::WithParamInterface<PartCase> {};
TEST_P(MissingPart, IsNamed) {
  fs::remove_all(dir() / GetParam().part);
  EXPECT_EQ(trouble(), GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(, MissingPart, testing::ValuesIn(kParts),
                         [](const auto& i) { return i.param.name; });

TEST_F(TaskRecordingFolder, ContentsAreSealed) {
  const fs::path file = dir() / "contents.json";
  const std::string whole = read_file(file, 1u << 20).value();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(write_file(file, whole.substr(0, size)));
    ASSERT_NE(trouble(), "none") << "cut at " << size;
  }
  ASSERT_TRUE(write_file(file, "{\"files\": {}, \"remarks\": []}\n"));
  EXPECT_EQ(trouble(), "contents.json: damaged recording: no checksum\nhint: record again");
}

TEST_F(TaskRecordingFolder, NoNameStandsForTwoLaunches) {
  ASSERT_TRUE(write_record(dir() / "launches/c", record("a", "9\n")));
  EXPECT_EQ(trouble(), "launches/c: damaged recording: a second launch 'a'\nhint: record again");
}

TEST_F(TaskRecordingFolder, SourceThatWasNotReadIsAnError) {
  RunRecord facts = record("source", "");
  facts.termination = Stopped{"wall 30s"};
  ASSERT_TRUE(write_record(dir() / "facts", facts));
  EXPECT_EQ(trouble(), "facts: the source could not be read: stopped by us: wall 30s");
  ASSERT_TRUE(write_record(dir() / "facts", record("source", "{}")));
  EXPECT_EQ(trouble(), "facts: modules is missing");
}

TEST_F(TaskRecordingFolder, ASnapshotOfItselfIsTheSame) {
  const TempDir copy = TempDir::make(testing::TempDir(), "copy").value();
  ASSERT_TRUE(take_snapshot(dir() / "files", copy.path() / "files"));
  ASSERT_TRUE(write_contents(copy.path(), {"link: is a link, not read"}));
  EXPECT_EQ(read_file(copy.path() / "contents.json", 1u << 20).value(),
            read_file(dir() / "contents.json", 1u << 20).value());
}

}  // namespace
}  // namespace grade
