#include "harness/plan/reproduce.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <signal.h>

namespace grade {
namespace {

struct Case {
  const char* name;
  LaunchDef launch;
  Role role;
  std::string_view command;
};

LaunchDef run(std::map<std::string, std::string> env = {}) {
  return {.kind = LaunchKind::run, .role = "r", .env = std::move(env)};
}
LaunchDef bench() {
  return {.kind = LaunchKind::bench, .role = "r", .bench_time = "100x", .bench_count = 5};
}

const Case kCases[] = {
    {"Compile", {.kind = LaunchKind::compile}, {}, "go build -gcflags=-m ./..."},
    {"Root",
     run(),
     {.package = ".", .module_dir = "."},
     "go build -o /tmp/program . && /tmp/program"},
    {"Service",
     {.kind = LaunchKind::serve,
      .role = "r",
      .steps = {{.step = {.action = Step::Do::wait}},
                {.step = {.action = Step::Do::load, .requests = 20, .at_once = 2}},
                {.step = {.action = Step::Do::fetch, .path = "/heap?gc=1", .as = "heap"}},
                {.step = {.action = Step::Do::signal, .signal = SIGQUIT}}}},
     {.package = ".", .module_dir = ".", .path = "/work"},
     "go build -o /tmp/program . && /tmp/program &\n"
     "hey -n 20 -c 2 http://localhost:PORT/work\n"
     "curl -o heap 'http://localhost:PORT/heap?gc=1'\n"
     "kill -QUIT PID"},
    {"Command", {.kind = LaunchKind::command, .role = "r"}, {.command = "make ci"}, "make ci"},
    {"Package",
     run(),
     {.package = "cmd/x", .module_dir = "."},
     "go build -o /tmp/program ./cmd/x && /tmp/program"},
    {"ProgramOfTests",
     run({{"GOGC", "50"}}),
     {.package = "load", .is_test = true, .module_dir = "."},
     "go test -c -o /tmp/program ./load && GOGC=50 /tmp/program"},
    {"EnvironmentOfTheLaunchWins",
     run({{"GOGC", "50"}}),
     {.package = ".", .module_dir = ".", .env = {{"A", "b c"}, {"GOGC", "off"}}},
     "go build -o /tmp/program . && A='b c' GOGC=50 /tmp/program"},
    {"WithoutAModule",
     run(),
     {.package = "x"},
     "GO111MODULE=off go build -o /tmp/program ./x && /tmp/program"},
    {"ArgumentsAndTags",
     run(),
     {.package = ".", .module_dir = ".", .args = {"-n", "", "it's"}, .tags = {"a", "b"}},
     "go build -o /tmp/program -tags a,b . && /tmp/program -n '' 'it'\\''s'"},
    {"HostileArgument",
     run(),
     {.package = ".", .module_dir = ".", .args = {"$(rm -rf /)\x1b[2J\n"}},
     "go build -o /tmp/program . && /tmp/program '$(rm -rf /)\\x1b[2J\\n'"},
    {"HostilePackage",
     run(),
     {.package = "a b;c", .module_dir = "."},
     "go build -o /tmp/program './a b;c' && /tmp/program"},
    {"Benchmark",
     bench(),
     {.package = "x", .module_dir = ".", .name = "BenchmarkX"},
     "go test -run '^$' -bench '^BenchmarkX$' -benchmem -benchtime=100x -count=5 ./x"},
    {"SubBenchmark",
     bench(),
     {.package = ".", .module_dir = ".", .name = "BenchmarkX/n=1"},
     "go test -run '^$' -bench '^BenchmarkX$/^n=1$' -benchmem -benchtime=100x -count=5 ."},
    {"BenchmarkWithArguments",
     bench(),
     {.package = ".", .module_dir = ".", .name = "BenchmarkX", .args = {"-v"}},
     "go test -run '^$' -bench '^BenchmarkX$' -benchmem -benchtime=100x -count=5 . -args -v"},
};
class Reproduce : public testing::TestWithParam<Case> {};
TEST_P(Reproduce, IsACommandForAShell) {
  EXPECT_EQ(
      fmt::format("{}", fmt::join(reproduce_commands(GetParam().launch, GetParam().role), "\n")),
      GetParam().command);
}
INSTANTIATE_TEST_SUITE_P(, Reproduce, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
