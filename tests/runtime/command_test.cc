#include "runtime/command.h"

#include <gtest/gtest.h>

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

TEST(Command, MuchOutputIsReadToItsEnd) {
  EXPECT_EQ(shell("head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2").value().size(),
            std::size_t{1} << 20);
}

}  // namespace
}  // namespace grade
