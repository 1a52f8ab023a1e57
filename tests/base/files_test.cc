#include "harness/base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace grade {
namespace {

TempDir fresh() { return TempDir::make(testing::TempDir(), "files").value(); }

TEST(Files, WritesWholeAndReadsBack) {
  const TempDir dir = fresh();
  ASSERT_TRUE(write_file(dir.path() / "a", "one"));
  ASSERT_TRUE(write_file(dir.path() / "a", std::string("t\0o", 3)));
  EXPECT_EQ(read_file(dir.path() / "a", 10).value(), std::string("t\0o", 3));
}

TEST(Files, RefusesWhatIsNotARegularFileAtOnce) {
  const TempDir dir = fresh();
  const auto fifo = dir.path() / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(read_file(fifo, 10).error().what, "not a regular file");
  EXPECT_EQ(read_file(dir.path(), 10).error().what, "not a regular file");
}

TEST(Files, NamesTheLimit) {
  const TempDir dir = fresh();
  ASSERT_TRUE(write_file(dir.path() / "a", "12345"));
  EXPECT_EQ(read_file(dir.path() / "a", 4).error().what, "5 bytes, more than the 4 allowed");
}

TEST(Files, SaysWhereThereIsNotEnoughRoom) {
  EXPECT_TRUE(check_room("/tmp/not/there/yet", 1));
  const auto checked = check_room("/tmp/not/there/yet", 1ull << 62);
  ASSERT_FALSE(checked);
  EXPECT_TRUE(checked.error().what.starts_with("4398046511104MiB are needed on this disk, and "))
      << checked.error().what;
}

TEST(Files, TempDirGoesWithItsOwner) {
  std::filesystem::path path;
  {
    const TempDir dir = fresh();
    path = dir.path();
    std::filesystem::create_directories(path / "x/y");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace grade
