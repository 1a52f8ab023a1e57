#include "runtime/command.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/files.h"

namespace grade {
namespace {

using std::chrono::seconds;

Result<std::string> shell(const std::string& script, seconds limit = seconds(20)) {
  return run_command({.argv = {"/bin/sh", "-c", script},
                      .env = {{"PATH", "/usr/bin:/bin"}, {"GREETING", "hello"}},
                      .cwd = "/",
                      .limit = limit});
}

TEST(Command, GivesStdoutAlone) { EXPECT_EQ(shell("echo out; echo err >&2").value(), "out\n"); }

TEST(Command, HasTheEnvironmentAndFolderThatWereAsked) {
  EXPECT_EQ(shell("echo $GREETING; pwd; env | wc -l").value(), "hello\n/\n3\n");
}

TEST(Command, HasNoInput) { EXPECT_EQ(shell("cat").value(), ""); }

TEST(Command, FailureTellsItsStderr) {
  const Result<std::string> result = shell("echo why >&2; exit 3");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what, "/bin/sh -c echo why >&2; exit 3: exit 3");
  EXPECT_EQ(result.error().hint, "why");
}

TEST(Command, SignalIsAFailure) {
  EXPECT_EQ(shell("kill -9 $$").error().what, "/bin/sh -c kill -9 $$: signal 9");
}

TEST(Command, MissingProgramIsAFailure) {
  const auto result =
      run_command({.argv = {"/no/such/program"}, .env = {}, .cwd = {}, .limit = seconds(5)});
  EXPECT_EQ(result.error().what, "cannot start /no/such/program: No such file or directory");
}

TEST(Command, IsKilledAtItsLimit) {
  EXPECT_EQ(shell("exec sleep 60", seconds(1)).error().what,
            "/bin/sh -c exec sleep 60: not done after 1 s");
}

TEST(Command, IsKilledWithAllThatItStarted) {
  TempDir temp = TempDir::make("/tmp", "command").value();
  const std::string mark = temp.path() / "alive";
  const auto result = shell(fmt::format("(sleep 2; echo > {}) & sleep 60", mark), seconds(1));
  EXPECT_TRUE(result.error().what.ends_with("not done after 1 s"));
  ::sleep(2);
  EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST(Command, WhatItLeavesBehindIsWaitedFor) {
  EXPECT_EQ(shell("(sleep 0.3; echo late) & echo early").value(), "early\nlate\n");
}

TEST(Command, ClosedOutputsAreNoEnd) {
  EXPECT_EQ(shell("exec >&- 2>&-; sleep 0.3; exit 5").error().what,
            "/bin/sh -c exec >&- 2>&-; sleep 0.3; exit 5: exit 5");
}

TEST(Command, IsKilledWhenCancelled) {
  const auto start = std::chrono::steady_clock::now();
  const auto result = run_command(
      {.argv = {"/bin/sleep", "60"}, .env = {}, .cwd = {}, .is_cancelled = [] { return true; }});
  EXPECT_EQ(result.error().what, "/bin/sleep 60: interrupted");
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(10));
}

TEST(Command, MissingFolderIsAFailure) {
  const auto result = run_command({.argv = {"/bin/pwd"}, .env = {}, .cwd = "/no/such/folder"});
  EXPECT_EQ(result.error().what, "cannot start /bin/pwd: No such file or directory");
}

TEST(Command, HasNoDescriptorOfOursAndLeavesNone) {
  const auto count = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator{});
  };
  const auto before = count();
  EXPECT_EQ(shell("ls /proc/self/fd").value(), "0\n1\n2\n3\n");  // 3 is the folder itself
  EXPECT_FALSE(shell("exit 1"));
  EXPECT_FALSE(run_command({.argv = {"/no/such/program"}, .env = {}, .cwd = {}}));
  EXPECT_EQ(count(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(Command, HasSignalsAsIfThereWereNoneOfOurs) {
  sigset_t blocked, before;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &blocked, &before);
  const auto old = ::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(shell("grep -E '^Sig(Blk|Ign)' /proc/self/status").value(),
            "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  ::signal(SIGPIPE, old);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

TEST(Command, MuchOutputIsReadToItsEnd) {
  EXPECT_EQ(shell("head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2").value().size(),
            std::size_t{1} << 20);
}

}  // namespace
}  // namespace grade
