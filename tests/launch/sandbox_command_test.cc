#include "harness/launch/sandbox_command.h"

#include <gtest/gtest.h>

#include "harness/launch/check_sandbox.h"

namespace grade {
namespace {

RunSpec spec() {
  RunSpec s;
  s.argv = {"/src/x", "/srcs", "--dir=/src"};
  s.env = {{"PWD", "/src"}, {"HOME", "/tmp"}};
  s.cwd = "/src/sub";
  s.copy_in = {"/host/sub", "/src", true};
  return s;
}

std::string joined(const std::vector<std::string>& argv) {
  std::string out;
  for (const std::string& arg : argv) out += arg + " ";
  return out;
}

TEST(SandboxCommand, MountsInAnOrderThatHidesNothing) {
  RunSpec s = spec();
  s.mounts = {{"/host/out", "/tmp/out", true}, {"/host/cache", "/gocache", false}};
  LauncherOptions options;
  options.system = {{"/opt/go", "/opt/go", false}};
  const std::string line = joined(sandbox_argv(s, options, {"/usr/bin/bwrap", "/k", true}));
  const auto at = [&](const char* text) { return line.find(text); };
  ASSERT_NE(at("--bind /host/out /tmp/out "), std::string::npos) << line;
  EXPECT_LT(at("--tmpfs /tmp "), at("--bind /host/out /tmp/out "));
  EXPECT_LT(at("--ro-bind /usr /usr "), at("--ro-bind /opt/go /opt/go "));
  EXPECT_LT(at("--ro-bind /host/cache /gocache "), at("--remount-ro / "));
  EXPECT_LT(at("--tmpfs /src "), at("--remount-ro / "));
  EXPECT_TRUE(line.ends_with("--seccomp 10 -- /run/grade/keeper supervise ")) << line;
}

TEST(SandboxCommand, MovesWhatLiesBelowTheCopy) {
  const RunSpec moved = moved_copy(spec(), "/scratch/copy-1");
  EXPECT_EQ(moved.argv, (std::vector<std::string>{"/scratch/copy-1/x", "/srcs", "--dir=/src"}));
  EXPECT_EQ(moved.cwd, "/scratch/copy-1/sub");
  EXPECT_EQ(moved.env.at("PWD"), "/scratch/copy-1");
  EXPECT_EQ(moved.env.at("HOME"), "/tmp");
}

struct Case {
  const char* name;
  RunSpec spec;
  const char* error;
};
RunSpec with_argv(std::vector<std::string> argv) {
  RunSpec s;
  s.argv = std::move(argv);
  return s;
}
RunSpec with_env(std::string key, std::string value) {
  RunSpec s = with_argv({"/x"});
  s.env = {{std::move(key), std::move(value)}};
  return s;
}
const Case kRefused[] = {
    {"NoProgram", with_argv({}), "no program to run"},
    {"Nul", with_argv({"/x", std::string("a\0b", 3)}), "an argument holds a NUL byte"},
    {"Equals", with_env("A=B", ""),
     "the environment holds a name or value that cannot be passed on"},
    {"TooLarge", with_env("A", std::string(9u << 20, 'x')),
     "arguments and environment are too large"},
};
class EncodeSpec : public testing::TestWithParam<Case> {};
TEST_P(EncodeSpec, Refuses) {
  EXPECT_EQ(encode_spec(GetParam().spec, LauncherOptions{}).error().what, GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(, EncodeSpec, testing::ValuesIn(kRefused),
                         [](const auto& i) { return i.param.name; });

struct RemedyCase {
  const char* name;
  const char* message;
  HostSwitches host;
  const char* part;
};
const RemedyCase kRemedies[] = {
    {"AppArmor",
     "bwrap: setting up uid map: Permission denied",
     {true, false, false},
     "kernel.apparmor_restrict_unprivileged_userns=0"},
    {"NoneLeft",
     "bwrap: Creating new namespace failed",
     {false, true, false},
     "user.max_user_namespaces"},
    {"SwitchedOff",
     "bwrap: No permissions to creating new namespace",
     {false, false, true},
     "kernel.unprivileged_userns_clone=1"},
    {"MaskedProc",
     "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
     {},
     "systempaths=unconfined"},
    {"Container", "bwrap: No permissions to create new namespace", {}, "seccomp=unconfined"},
    {"ClosedFolder",
     "bwrap: Can't find source path /root/x: Permission denied",
     {true, true, true},
     "chmod o+x"},
};
class Remedy : public testing::TestWithParam<RemedyCase> {};
TEST_P(Remedy, NamesTheCommand) {
  const std::string remedy = sandbox_remedy(GetParam().message, GetParam().host);
  EXPECT_NE(remedy.find(GetParam().part), std::string::npos) << remedy;
}
INSTANTIATE_TEST_SUITE_P(, Remedy, testing::ValuesIn(kRemedies),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
