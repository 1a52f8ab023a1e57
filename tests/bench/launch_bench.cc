// What the sandbox adds to the launch of a program that ends at once: compare Sandboxed, Supervised
// (the keeper without a sandbox) and Plain.
#include <benchmark/benchmark.h>
#include <spawn.h>
#include <sys/wait.h>

#include "harness/launch/launcher.h"

namespace grade {
namespace {

constexpr const char* kProgram = GRADE_BINARY_DIR "/tests/launch/behave";

void launch(benchmark::State& state, Isolation isolation) {
  LauncherOptions options;
  options.isolation = isolation;
  options.keeper = GRADE_BINARY_DIR "/harness/launch/keeper/grade-keeper";
  const auto launcher = make_launcher(options);
  Job job;
  const bool is_sandboxed = isolation == Isolation::sandbox;
  job.spec.argv = {is_sandboxed ? "/behave" : kProgram, "exit", "0"};
  job.spec.mounts = {{kProgram, "/behave", false}};
  for (auto _ : state) {
    const auto records = launcher->run({job}, {});
    if (!records) return state.SkipWithError(to_string(records.error()).c_str());
    if (records->at(0).termination != Termination(Exited{0}))
      return state.SkipWithError(to_string(records->at(0).termination).c_str());
  }
}

void Sandboxed(benchmark::State& state) { launch(state, Isolation::sandbox); }
void Landlocked(benchmark::State& state) { launch(state, Isolation::landlock); }
void Supervised(benchmark::State& state) { launch(state, Isolation::none); }

void Plain(benchmark::State& state) {
  const char* argv[] = {kProgram, "exit", "0", nullptr};
  char* env[] = {nullptr};
  for (auto _ : state) {
    pid_t pid = 0;
    if (::posix_spawn(&pid, kProgram, nullptr, nullptr, const_cast<char**>(argv), env) != 0)
      return state.SkipWithError("cannot spawn");
    ::waitpid(pid, nullptr, 0);
  }
}

BENCHMARK(Plain)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(Supervised)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(Landlocked)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(Sandboxed)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace grade
