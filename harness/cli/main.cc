#include <fmt/format.h>

#include <exception>

#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"

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

}  // namespace
}  // namespace grade

int main(int argc, char** argv) {
  try {
    const auto parsed = grade::parse_options(argc, argv);
    if (const auto* ended = std::get_if<grade::EndedEarly>(&parsed)) {
      fmt::print(ended->code == 0 ? stdout : stderr, "{}", ended->text);
      return ended->code;
    }
    return grade::dispatch(std::get<grade::Options>(parsed));
  } catch (const std::exception& e) {
    fmt::print(stderr, "grade: internal error: {}\n", e.what());
    return grade::kExitTrouble;
  }
}
