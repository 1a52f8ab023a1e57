#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>

#include "harness/base/files.h"
#include "harness/base/unique_fd.h"
#include "harness/recording/task_recording.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// A task folder, and where its copy goes.
class Snapshot : public testing::Test {
 protected:
  fs::path in(const std::string& name) const { return dir_.path() / "from" / name; }
  fs::path out(const std::string& name) const { return dir_.path() / "to" / name; }

  void write(const std::string& name, std::string_view bytes) {
    fs::create_directories(in(name).parent_path());
    std::ofstream(in(name), std::ios::binary) << bytes;
  }
  std::vector<std::string> take() {
    fs::create_directories(in(""));
    const auto taken = take_snapshot(in(""), out(""));
    if (!taken) ADD_FAILURE() << to_string(taken.error());
    if (taken) unread_ = taken->unread;
    return taken ? taken->remarks : std::vector<std::string>{};
  }
  std::vector<std::string> taken() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(out("")))
      if (entry.is_regular_file()) names.push_back(entry.path().lexically_relative(out("")));
    std::ranges::sort(names);
    return names;
  }

  std::string unread_;  // of the last take()
  TempDir dir_ = TempDir::make(testing::TempDir(), "snapshot").value();
};

using Names = std::vector<std::string>;

TEST_F(Snapshot, CopiesFilesAndFolders) {
  write("main.go", "package main\n");
  write("evidence/a.txt", std::string("a\0b\xff", 4));
  write("empty", "");
  EXPECT_EQ(take(), Names{});
  EXPECT_EQ(taken(), (Names{"empty", "evidence/a.txt", "main.go"}));
  EXPECT_EQ(read_file(out("evidence/a.txt"), 10).value(), std::string("a\0b\xff", 4));
}

TEST_F(Snapshot, LeavesTheHistoryOut) {
  write(".git/config", "secret");
  write(".gitignore", "x");
  EXPECT_EQ(take(), Names{});
  EXPECT_EQ(taken(), Names{".gitignore"});
}

TEST_F(Snapshot, FollowsNoLink) {
  write("main.go", "package main\n");
  fs::create_symlink("main.go", in("inside"));
  fs::create_symlink("/etc/passwd", in("outside"));
  fs::create_symlink("/etc", in("folder"));
  fs::create_symlink("gone", in("dangling"));
  fs::create_symlink("loop", in("loop"));
  fs::create_symlink("/proc/self/fd/0", in("magic"));
  EXPECT_EQ(take(), (Names{"dangling: is a link, not read", "folder: is a link, not read",
                           "inside: is a link, not read", "loop: is a link, not read",
                           "magic: is a link, not read", "outside: is a link, not read"}));
  EXPECT_EQ(taken(), Names{"main.go"});
}

TEST_F(Snapshot, ReadsNothingThatIsNoFile) {
  fs::create_directories(in(""));
  ASSERT_EQ(::mkfifo(in("fifo").c_str(), 0600), 0);
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  const std::string path = in("s").string();
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(take(), (Names{"fifo: is not a regular file, not read",
                           "s: No such device or address, not read"}));
  EXPECT_EQ(taken(), Names{});
}

TEST_F(Snapshot, ReadsNoDevice) {
  fs::create_directories(in(""));
  if (::mknod(in("zero").c_str(), S_IFCHR | 0600, makedev(1, 5)) != 0)
    GTEST_SKIP() << "cannot make a device here";
  const Names remarks = take();
  ASSERT_EQ(remarks.size(), 1u);
  EXPECT_TRUE(remarks[0] == "zero: is not a regular file, not read" ||
              remarks[0] == "zero: Permission denied, not read")
      << remarks[0];
}

TEST_F(Snapshot, GoesSixteenFoldersDeep) {
  std::string path;
  for (int i = 0; i < 20; ++i) {
    write(path + "f", "x");
    path += "d/";
  }
  std::string deepest;
  for (int i = 0; i < 17; ++i) deepest += i == 0 ? "d" : "/d";
  EXPECT_EQ(take(), Names{deepest + ": more than 16 folders deep, not read"});
  EXPECT_EQ(taken().size(), 17u);
}

TEST_F(Snapshot, OthersDoNotTakeTheRoomOfWhatMatters) {
  for (int i = 0; i < 2003; ++i) write(fmt::format("a/f{:04}", i), "x");
  for (int i = 0; i < 5; ++i) write(fmt::format("large{}", i), std::string(7u << 20, 'x'));
  for (const char* name : {"main.go", "z/go.mod", "z/vendor/modules.txt", "task.yaml", "WRITEUP.md",
                           "evidence/run.txt"})
    write(name, "x");
  const Names remarks = take();
  EXPECT_EQ(remarks.front(), "large4: over 32 MiB in all, not read");
  const Names names = taken();
  EXPECT_EQ(names.size(), 2000u);
  for (const char* name : {"main.go", "z/go.mod", "z/vendor/modules.txt", "task.yaml", "WRITEUP.md",
                           "evidence/run.txt"})
    EXPECT_TRUE(std::ranges::binary_search(names, name)) << name;
}

TEST_F(Snapshot, StopsAtTwoThousandFiles) {
  for (int i = 0; i < 2003; ++i) write(fmt::format("f{:04}", i), "x");
  EXPECT_EQ(take(), Names{"f2000: more than 2000 files, not read"});
  EXPECT_EQ(taken().size(), 2000u);
}

TEST_F(Snapshot, LeavesOutWhatIsTooLarge) {
  write("a", std::string(8u << 20, 'x'));
  write("b", std::string((8u << 20) + 1, 'x'));
  EXPECT_EQ(take(), Names{"b: larger than 8 MiB, not read"});
  EXPECT_EQ(taken(), Names{"a"});
}

TEST_F(Snapshot, ASparseGiantIsNotReadWhole) {
  write("huge", "x");
  fs::resize_file(in("huge"), std::uintmax_t{1} << 40);
  EXPECT_EQ(take(), Names{"huge: larger than 8 MiB, not read"});
}

TEST_F(Snapshot, StopsAtThirtyTwoMiBInAll) {
  for (const char* name : {"a", "b", "c", "d", "e"}) write(name, std::string(7u << 20, 'x'));
  write("f", "small");
  EXPECT_EQ(take(), Names{"e: over 32 MiB in all, not read"});
  EXPECT_EQ(taken(), (Names{"a", "b", "c", "d", "f"}));
}

TEST_F(Snapshot, NamesMayHoldAnything) {
  write("new\nline", "1");
  write("\xff\xfe", "2");
  write("\x1b[2J", "3");
  fs::create_symlink("x", in("link\n\xff\u202e"));
  EXPECT_EQ(take(), Names{"link\\n\\xff\\u{202e}: is a link, not read"});
  EXPECT_EQ(taken(), (Names{"\x1b[2J", "new\nline", "\xff\xfe"}));
}

TEST_F(Snapshot, LongNamesAreKept) {
  write(std::string(255, 'n'), "1");
  EXPECT_EQ(take(), Names{});
  EXPECT_EQ(taken(), Names{std::string(255, 'n')});
}

TEST_F(Snapshot, RemarksAreNotWithoutEnd) {
  fs::create_directories(in(""));
  for (int i = 0; i < 200; ++i) fs::create_symlink("x", in(fmt::format("l{}", i)));
  EXPECT_EQ(take().size(), 50u);
}

TEST_F(Snapshot, SaysWhatItMayNotRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  write("secret", "x");
  fs::permissions(in("secret"), fs::perms::none);
  EXPECT_EQ(take(), Names{});
  EXPECT_EQ(unread_, "secret: Permission denied");
}

TEST_F(Snapshot, AMissingFolderIsAnError) {
  const auto remarks = take_snapshot(in("none"), out(""));
  ASSERT_FALSE(remarks);
  EXPECT_EQ(remarks.error().what, "cannot read: No such file or directory");
}

}  // namespace
}  // namespace grade
