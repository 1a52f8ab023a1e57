// One function a command; each returns the exit code.
#pragma once

#include "harness/cli/options.h"

namespace grade {

int run_command(const Options& options, const RunOptions& run);
int judge_command(const Options& options, const JudgeOptions& judge);
int list_command(const Options& options);
int explain_command(const Options& options, const ExplainOptions& explain);
int init_command(const Options& options, const InitOptions& init);
int mutant_command(const MutantOptions& mutant);
int lint_command(const Options& options, const LintOptions& lint);
int observe_command(const ObserveOptions& observe);
int doctor_command(const DoctorOptions& doctor);
int selftest_command(const Options& options, const SelftestOptions& selftest);

}  // namespace grade
