#include "harness/launch/keeper/copy_tree.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "harness/base/files.h"
#include "harness/base/unique_fd.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

class CopyTree : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(from_);
    fs::create_directory(to_);
  }
  int copy() const {
    const UniqueFd from(::open(from_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const UniqueFd to(::open(to_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return keeper::copy_tree(from.get(), to.get());
  }
  TempDir dir_ = TempDir::make(testing::TempDir(), "copy").value();
  fs::path from_ = dir_.path() / "from";
  fs::path to_ = dir_.path() / "to";
};

TEST_F(CopyTree, CopiesFilesAndFoldersWithTheirExecuteBit) {
  fs::create_directories(from_ / "a/empty");
  ASSERT_TRUE(write_file(from_ / "a/x\n.go", std::string(100'000, 'x')));
  ASSERT_TRUE(write_file(from_ / "run", ""));
  fs::permissions(from_ / "run", fs::perms(0500));
  ASSERT_EQ(copy(), 0);
  EXPECT_EQ(read_file(to_ / "a/x\n.go", 1 << 20).value(), std::string(100'000, 'x'));
  EXPECT_TRUE(fs::is_directory(to_ / "a/empty"));
  EXPECT_EQ(fs::status(to_ / "run").permissions(), fs::perms(0755));
}

TEST_F(CopyTree, LeavesOutWhatIsNeither) {
  fs::create_symlink("/etc/passwd", from_ / "link");
  fs::create_directory_symlink("/etc", from_ / "folder");
  ASSERT_EQ(::mkfifo((from_ / "fifo").c_str(), 0600), 0);
  ASSERT_EQ(copy(), 0);
  EXPECT_TRUE(fs::is_empty(to_));
}

TEST_F(CopyTree, RefusesDeepFolders) {
  fs::path deep = from_;
  for (int i = 0; i < 70; ++i) deep /= "d";
  fs::create_directories(deep);
  EXPECT_EQ(copy(), ELOOP);
}

TEST_F(CopyTree, WritesOverNothing) {
  ASSERT_TRUE(write_file(from_ / "x", "new"));
  ASSERT_TRUE(write_file(to_ / "x", "old"));
  EXPECT_EQ(copy(), EEXIST);
  EXPECT_EQ(read_file(to_ / "x", 10).value(), "old");
}

}  // namespace
}  // namespace grade
