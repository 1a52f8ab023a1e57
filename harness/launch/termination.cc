#include "harness/launch/termination.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstring>

#include "harness/base/text.h"

namespace grade {
namespace {

Termination from_status(int status) {
  if (WIFSIGNALED(status)) return Signalled{WTERMSIG(status)};
  return Exited{WEXITSTATUS(status)};
}

std::string failed_step(const keeper::Report& report, const RunSpec& spec) {
  switch (report.stage) {
    case keeper::Stage::spec:
      return "reading the launch";
    case keeper::Stage::copy:
      return "copying " + spec.copy_in.host.string();
    case keeper::Stage::fork:
      return "starting a process";
    case keeper::Stage::setrlimit:
      return "setting limits";
    case keeper::Stage::chdir:
      return "entering " + spec.cwd;
    case keeper::Stage::descriptors:
      return "opening the streams";
    case keeper::Stage::confine:
      return "confining it";
    case keeper::Stage::exec:
      return "starting " + spec.argv.front();
  }
  return "an unknown step";
}

std::string without_program(const Ending& ending) {
  const std::string messages = printable(trim(ending.messages));
  const std::string end = to_string(from_status(ending.keeper_status));
  if (ending.started)
    return fmt::format("the supervisor of the program was lost ({}){}", end,
                       messages.empty() ? "" : ": " + messages);
  return messages.empty() ? "the sandbox ended with " + end : messages;
}

bool used_up_cpu(const keeper::Report& ended, const Limits& limits) {
  if (!WIFSIGNALED(ended.status)) return false;
  if (WTERMSIG(ended.status) == SIGXCPU) return true;
  const std::int64_t limit_ns = std::chrono::nanoseconds(limits.cpu).count();
  return WTERMSIG(ended.status) == SIGKILL && ended.main_cpu_ns >= limit_ns;
}

}  // namespace

Stopped stopped_by(keeper::Excess excess, const Limits& limits) {
  switch (excess) {
    case keeper::Excess::none:
      break;
    case keeper::Excess::wall:
      return {"wall " + duration_text(limits.wall)};
    case keeper::Excess::files:
      return {fmt::format("files {}", limits.files)};
    case keeper::Excess::processes:
      return {fmt::format("processes {}", limits.processes)};
    case keeper::Excess::memory:
      return {"memory " + size_text(limits.memory_bytes)};
    case keeper::Excess::output:
      return {"output " + size_text(limits.output_bytes)};
    case keeper::Excess::events:
      return {"events " + size_text(kMaxEventTotal)};
    case keeper::Excess::cpu:
      return {"cpu " + duration_text(limits.cpu)};
  }
  return {"an unknown limit"};
}

// Two less than the limit: the supervisor counts, and a sample may come just before the last fork.
bool is_crowded(const Ending& ending, const Limits& limits) {
  return ending.most_tasks + 2 >= static_cast<std::size_t>(std::max(limits.processes, 2));
}

Termination termination_of(const Ending& ending, const RunSpec& spec) {
  const Limits& limits = spec.limits;
  if (ending.failed)
    return NotStarted{fmt::format("{}: {}", failed_step(*ending.failed, spec),
                                  std::strerror(ending.failed->error))};
  const Termination itself = ending.ended ? from_status(ending.ended->status)
                                          : Termination(NotStarted{without_program(ending)});
  const bool is_clean = !ending.by_us && itself == Termination(Exited{0});
  const bool is_interrupted = ending.by_us == Termination(Stopped{kInterrupted});
  if (ending.started && !is_clean && !is_interrupted && is_crowded(ending, limits))
    return stopped_by(keeper::Excess::processes, limits);
  if (ending.memory == MemoryEnd::of_the_host && !is_interrupted)
    return NotStarted{"the host ran out of memory"};
  if (ending.memory == MemoryEnd::of_the_group && !is_interrupted)
    return stopped_by(keeper::Excess::memory, limits);
  if (ending.by_us) return *ending.by_us;
  if (!ending.ended) return itself;
  if (ending.ended->excess != keeper::Excess::none) return stopped_by(ending.ended->excess, limits);
  if (std::max(ending.out_total, ending.err_total) > limits.output_bytes)
    return stopped_by(keeper::Excess::output, limits);
  if (used_up_cpu(*ending.ended, limits)) return stopped_by(keeper::Excess::cpu, limits);
  return itself;
}

}  // namespace grade
