#include "harness/launch/termination.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>

namespace grade {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

keeper::Report ended(int status, std::int64_t cpu_ns = 0) {
  keeper::Report report;
  report.kind = keeper::ReportKind::ended;
  report.status = status;
  report.main_cpu_ns = cpu_ns;
  return report;
}

Ending ran(int status, std::int64_t cpu_ns = 0) {
  Ending ending;
  ending.started = keeper::Report{};
  ending.ended = ended(status, cpu_ns);
  return ending;
}

Ending killed(const char* limit) {
  Ending ending = ran(SIGKILL);
  ending.by_us = Stopped{limit};
  return ending;
}

Ending with_tasks(Ending ending, std::size_t tasks) {
  ending.most_tasks = tasks;
  return ending;
}

Ending without_report(bool is_started, const char* messages) {
  Ending ending;
  if (is_started) ending.started = keeper::Report{};
  ending.keeper_status = 1 << 8;
  ending.messages = messages;
  return ending;
}

Ending failed(keeper::Stage stage, int error) {
  Ending ending;
  ending.failed = keeper::Report{};
  ending.failed->stage = stage;
  ending.failed->error = error;
  return ending;
}

Ending exceeded(keeper::Excess excess) {
  Ending ending = ran(SIGKILL);
  ending.ended->excess = excess;
  return ending;
}

Ending with_memory(Ending ending, MemoryEnd memory) {
  ending.memory = memory;
  return ending;
}

Ending with_output(Ending ending, std::uint64_t bytes) {
  ending.err_total = bytes;
  return ending;
}

struct Case {
  const char* name;
  Ending ending;
  const char* words;
};
const Case kCases[] = {
    {"Exit", ran(3 << 8), "exit 3"},
    {"ExitAsIfSignalled", ran(137 << 8), "exit 137"},
    {"Signal", ran(SIGSEGV), "signal 11 (SIGSEGV)"},
    {"SignalWithCore", ran(SIGQUIT | 0x80), "signal 3 (SIGQUIT)"},
    {"KilledByItself", ran(SIGKILL), "signal 9 (SIGKILL)"},
    {"CpuBySoftLimit", ran(SIGXCPU), "stopped by us: cpu 1m0s"},
    {"CpuByHardLimit", ran(SIGKILL, 61 * kSecond), "stopped by us: cpu 1m0s"},
    {"MuchCpuAndExit", ran(0, 61 * kSecond), "exit 0"},
    {"OutputSeenAfterTheEnd", with_output(ran(0), (16u << 20) + 1), "stopped by us: output 16MiB"},
    {"OutputAtTheLimit", with_output(ran(0), 16u << 20), "exit 0"},
    {"Wall", killed("wall 20s"), "stopped by us: wall 20s"},
    {"ForkBombUntilWall", with_tasks(killed("wall 20s"), 399), "stopped by us: processes 400"},
    {"NoThreadsLeft", with_tasks(ran(2 << 8), 398), "stopped by us: processes 400"},
    {"ManyThreadsAndFine", with_tasks(ran(0), 399), "exit 0"},
    {"Interrupted", with_tasks(killed("interrupted"), 399), "stopped by us: interrupted"},
    {"WallByTheSupervisor", exceeded(keeper::Excess::wall), "stopped by us: wall 20s"},
    {"Files", exceeded(keeper::Excess::files), "stopped by us: files 50000"},
    {"Processes", exceeded(keeper::Excess::processes), "stopped by us: processes 400"},
    {"OutOfItsMemory", with_memory(ran(SIGKILL), MemoryEnd::of_the_group),
     "stopped by us: memory 4096MiB"},
    {"HostOutOfMemory", with_memory(ran(SIGKILL), MemoryEnd::of_the_host),
     "not started: the host ran out of memory"},
    {"InterruptedOutOfMemory", with_memory(killed("interrupted"), MemoryEnd::of_the_host),
     "stopped by us: interrupted"},
    {"NoProgram", failed(keeper::Stage::exec, ENOENT),
     "not started: starting /out/x: No such file or directory"},
    {"CopyFull", failed(keeper::Stage::copy, ENOSPC),
     "not started: copying /host/src: No space left on device"},
    {"SandboxRefused", without_report(false, "bwrap: No permissions\n"),
     "not started: bwrap: No permissions"},
    {"SandboxSilent", without_report(false, ""), "not started: the sandbox ended with exit 1"},
    {"SupervisorLost", without_report(true, ""),
     "not started: the supervisor of the program was lost (exit 1)"},
};

class TerminationOf : public testing::TestWithParam<Case> {};
TEST_P(TerminationOf, Says) {
  RunSpec spec;
  spec.argv = {"/out/x"};
  spec.copy_in.host = "/host/src";
  EXPECT_EQ(to_string(termination_of(GetParam().ending, spec)), GetParam().words);
}
INSTANTIATE_TEST_SUITE_P(, TerminationOf, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
