#include "harness/pipeline/folders.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

class Folders : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* dir :
         {"class/alice/task01", "class/alice/task2/task03", "class/alice/notes", "class/bob/task01",
          "class/wrong/task01-forged/task01", "class/wrong/b/c/d/task01", "class/.hidden/task01",
          "class/empty", "solo/task07", "odd/task0", "odd/task", "odd/task1x", "odd/task1000",
          "odd/Task01", "odd/task-1"})
      fs::create_directories(root() / dir);
    std::ofstream(root() / "class/alice/task05") << "a file";
    fs::create_directory_symlink(root() / "solo/task07", root() / "class/bob/task07");
  }
  fs::path root() const { return dir_.path(); }

  std::string found(const std::vector<fs::path>& paths, const std::set<int>& only = {}) const {
    std::vector<fs::path> full;
    for (const fs::path& path : paths) full.push_back(root() / path);
    const auto folders = find_task_folders(full, only);
    if (!folders) return to_string(folders.error());
    std::string out;
    for (const TaskFolder& f : *folders)
      out += fmt::format("{}{} {} {}", out.empty() ? "" : "; ", f.submission, f.task,
                         f.dir.lexically_relative(fs::canonical(root())).string());
    return out;
  }

  TempDir dir_ = TempDir::make(testing::TempDir(), "folders").value();
};

TEST_F(Folders, ATaskFolder) {
  EXPECT_EQ(found({"class/alice/task01"}), "alice 1 class/alice/task01");
  EXPECT_EQ(found({"class/alice/task01/../task2"}), "alice 2 class/alice/task2");
}
TEST_F(Folders, ASubmission) {
  EXPECT_EQ(found({"class/alice"}), "alice 1 class/alice/task01; alice 2 class/alice/task2");
}
TEST_F(Folders, AFolderOfSubmissions) {
  EXPECT_EQ(found({"class"}),
            "alice 1 class/alice/task01; alice 2 class/alice/task2; bob 1 class/bob/task01; "
            "bob 7 class/bob/task07; wrong/task01-forged 1 class/wrong/task01-forged/task01");
}
TEST_F(Folders, OnlySomeTasks) {
  EXPECT_EQ(found({"class"}, {2}), "alice 2 class/alice/task2");
  EXPECT_EQ(found({"class"}, {9}), "");
}
TEST_F(Folders, InTheOrderOfThePathsEachOnce) {
  EXPECT_EQ(found({"solo", "class/alice", "class/alice/task01"}),
            "solo 7 solo/task07; alice 1 class/alice/task01; alice 2 class/alice/task2");
}
TEST_F(Folders, BelowOneOfSeveralPathsTheyHaveItsName) {
  EXPECT_EQ(
      found({"class/bob", "class/wrong"}),
      "bob 1 class/bob/task01; bob 7 class/bob/task07; wrong/b/c/d 1 class/wrong/b/c/d/task01; "
      "wrong/task01-forged 1 class/wrong/task01-forged/task01");
}
TEST_F(Folders, ATaskStandsInOneFolder) {
  fs::create_directories(root() / "class/alice/task1");
  fs::create_directories(root() / "other/bob/task01");
  EXPECT_TRUE(found({"class/alice"}).contains("task 1 of alice is in ")) << found({"class/alice"});
  EXPECT_TRUE(found({"class/bob", "other/bob"}).contains("task 1 of bob is in "));
  EXPECT_EQ(found({"class/alice"}, {2}), "alice 2 class/alice/task2");
}
TEST_F(Folders, OneNameIsOnePerson) {
  fs::create_directories(root() / "other/bob/task02");
  EXPECT_TRUE(found({"class/bob", "other/bob"}).contains("a submission bob is in "));
  EXPECT_TRUE(found({"class/bob/task01", "other/bob/task02"}).contains("a submission bob is in "));
  EXPECT_EQ(found({"class", "other"}, {2}),
            "class/alice 2 class/alice/task2; other/bob 2 other/bob/task02");
}
TEST_F(Folders, NamesThatAreNoTask) { EXPECT_EQ(found({"odd"}), ""); }
TEST_F(Folders, NothingBelow) { EXPECT_EQ(found({"class/empty"}), ""); }
TEST_F(Folders, ALinkThatIsNamedCounts) {
  EXPECT_EQ(found({"class/bob/task07"}), "solo 7 solo/task07");
}
TEST_F(Folders, Trouble) {
  EXPECT_EQ(found({"none"}),
            (root() / "none").string() + ": cannot read: No such file or directory");
  EXPECT_EQ(found({"class/alice/task05"}),
            (root() / "class/alice/task05").string() + ": not a folder");
}

}  // namespace
}  // namespace grade
