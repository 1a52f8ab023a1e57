#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>

#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/output.h"

namespace grade {
namespace {

int dispatch(const Options& options) {
  struct Visitor {
    const Options& options;
    int operator()(const RunOptions& run) const { return run_command(options, run); }
    int operator()(const JudgeOptions& judge) const { return judge_command(options, judge); }
    int operator()(const ListOptions&) const { return list_command(options); }
    int operator()(const ExplainOptions& explain) const {
      return explain_command(options, explain);
    }
    int operator()(const InitOptions& init) const { return init_command(options, init); }
    int operator()(const MutantOptions& mutant) const { return mutant_command(mutant); }
    int operator()(const LintOptions& lint) const { return lint_command(options, lint); }
    int operator()(const ObserveOptions& observe) const { return observe_command(observe); }
    int operator()(const DoctorOptions& doctor) const { return doctor_command(doctor); }
    int operator()(const SelftestOptions& selftest) const {
      return selftest_command(options, selftest);
    }
  };
  return std::visit(Visitor{options}, options.command);
}

// A file that is opened later must not take the place of a standard stream that was closed.
void fill_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(fd, F_GETFD) == -1 && errno == EBADF)
      ::open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR);  // a report is not lost in it
}

// A report that nobody got is no report.
int flushed(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  return complain({{}, "cannot write to standard output", "", ""}, kExitTrouble);
}

}  // namespace
}  // namespace grade

int main(int argc, char** argv) {
  grade::fill_standard_streams();
  ::signal(SIGXFSZ, SIG_IGN);  // ulimit -f is an error when a file is written, no end
  try {
    const auto parsed = grade::parse_options(argc, argv);
    if (const auto* ended = std::get_if<grade::EndedEarly>(&parsed)) {
      fmt::print(ended->code == 0 ? stdout : stderr, "{}", ended->text);
      return grade::flushed(ended->code);
    }
    return grade::flushed(grade::dispatch(std::get<grade::Options>(parsed)));
  } catch (const std::exception& e) {
    fmt::print(stderr, "grade: internal error: {}\n", e.what());
    return grade::kExitTrouble;
  }
}
