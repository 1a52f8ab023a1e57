#include "harness/cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "harness/cli/exit_codes.h"
#include "harness/pipeline/home.h"

namespace grade {
namespace {

void add_report_options(CLI::App& app, ReportOptions& report) {
  const std::map<std::string, Format> formats = {
      {"console", Format::console}, {"json", Format::json}, {"junit", Format::junit}};
  const std::map<std::string, ExitPolicy> policies = {{"verdicts", ExitPolicy::verdicts},
                                                      {"ran", ExitPolicy::ran}};
  app.add_option("--format", report.format, "console, json or junit")
      ->transform(CLI::CheckedTransformer(formats))
      ->option_text("FORMAT");
  app.add_option("-o,--output", report.output, "write the report to this file")
      ->option_text("FILE");
  app.add_option("--exit-policy", report.exit_policy,
                 "verdicts: 1 when some fail (default); ran: 0 whenever a grade was produced")
      ->transform(CLI::CheckedTransformer(policies))
      ->option_text("POLICY");
  app.add_flag("--full", report.is_full, "console: show all findings, also of what passed");
}

void add_launch_options(CLI::App& app, LaunchOptions& launch) {
  const std::map<std::string, Isolation> kinds = {{"bwrap", Isolation::sandbox},
                                                  {"none", Isolation::none}};
  app.add_option("--go", launch.go, "the go command or its GOROOT to grade with")
      ->option_text("PATH");
  app.add_option("--sandbox", launch.isolation,
                 "bwrap (default), or none: student code runs as you, for code that you trust")
      ->transform(CLI::CheckedTransformer(kinds))
      ->option_text("KIND");
  app.add_flag(
      "--allow-degraded", launch.allow_degraded,
      "if the sandbox does not work, confine programs with landlock and report what stays open");
  app.add_option("-j,--jobs", launch.jobs,
                 "launches that compute at the same time (default: one per core)")
      ->check(CLI::Range(1, 256))
      ->option_text("N");
}

void add_run(CLI::App& app, RunOptions& run) {
  app.add_option("path", run.paths, "task folders, submissions, or folders of submissions");
  app.add_option("-t,--task", run.tasks, "only these tasks")->option_text("N");
  app.add_option("-c,--criterion", run.ids, "only these criteria, such as 2.3")->option_text("ID");
  add_launch_options(app, run.launch);
  app.add_option("--record", run.record, "keep the recording in this new folder")
      ->option_text("DIR");
  app.add_option("--reuse", run.reuse, "use the records of unchanged launches from this recording")
      ->option_text("DIR");
  app.add_option("--resume", run.resume, "finish the run of this recording")
      ->option_text("DIR")
      ->excludes("path", "--task", "--criterion", "--record");
  app.add_flag("--keep", run.keep, "keep the workspace with everything that was built");
  add_report_options(app, run.report);
}

void add_observe(CLI::App& app, ObserveOptions& observe) {
  const std::map<std::string, Format> formats = {{"console", Format::console},
                                                 {"json", Format::json}};
  app.add_option("observer", observe.observer, "such as gctrace")->required();
  app.add_option("file", observe.files, "- is stdin")->required();
  app.add_option("--format", observe.format, "console, or json: one object per line")
      ->transform(CLI::CheckedTransformer(formats))
      ->option_text("FORMAT");
}

}  // namespace

std::variant<Options, EndedEarly> parse_options(int argc, const char* const* argv) {
  CLI::App app("Grades what a program does at run time.", "grade");
  app.require_subcommand(1);
  app.set_version_flag("--version", fmt::format("grade {}", kVersion));
  app.fallthrough();
  Options options{.criteria = criteria_dir(), .command = ListOptions{}};
  app.add_option("--criteria", options.criteria, "the folder of the criteria files")
      ->option_text("DIR");

  RunOptions run;
  JudgeOptions judge;
  ExplainOptions explain;
  InitOptions init;
  MutantOptions mutant;
  LintOptions lint;
  ObserveOptions observe;
  DoctorOptions doctor;
  SelftestOptions selftest;
  CLI::App* run_cmd = app.add_subcommand("run", "launch submissions and grade them");
  add_run(*run_cmd, run);
  CLI::App* judge_cmd = app.add_subcommand("judge", "judge a recording again, without Go");
  judge_cmd->add_option("recording", judge.recording, "the folder of a recording")->required();
  add_report_options(*judge_cmd, judge.report);
  app.add_subcommand("list", "list the tasks and their criteria");
  CLI::App* explain_cmd = app.add_subcommand("explain", "show how a criterion is checked");
  explain_cmd->add_option("id", explain.id, "such as 2.3")->required();
  explain_cmd->add_flag("--full", explain.is_full, "with the conditions of the criteria file");
  CLI::App* init_cmd = app.add_subcommand("init", "create the folder of a task");
  init_cmd->add_option("task", init.task, "its number")->required();
  init_cmd->add_option("dir", init.where, "where to create it (default: here)");
  CLI::App* mutant_cmd = app.add_subcommand("mutant", "create a wrong submission, or list them");
  mutant_cmd->add_option("name", mutant.name, "such as task03-new-int (default: list them)");
  mutant_cmd->add_option("dir", mutant.where, "where to create it (default: here)");
  CLI::App* lint_cmd = app.add_subcommand("lint", "check criteria files");
  lint_cmd->add_option("file", lint.files, "default: all of the criteria folder");
  CLI::App* observe_cmd = app.add_subcommand("observe", "show what an observer reads from files");
  add_observe(*observe_cmd, observe);
  CLI::App* doctor_cmd =
      app.add_subcommand("doctor", "show what this machine can enforce and measure");
  doctor_cmd->add_option("--go", doctor.go, "the go command or its GOROOT to check");
  CLI::App* selftest_cmd =
      app.add_subcommand("selftest", "grade the submissions whose verdicts are known");
  selftest_cmd->add_option("name", selftest.names,
                           "only these submissions, such as task03-new-int or reference");
  selftest_cmd->add_option("-t,--task", selftest.tasks, "only these tasks")->option_text("N");
  add_launch_options(*selftest_cmd, selftest.launch);
  selftest_cmd->add_option("--record", selftest.record, "keep the recording in this new folder")
      ->option_text("DIR");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    std::ostringstream out, err;
    const bool is_help = app.exit(e, out, err) == 0;
    return EndedEarly{out.str() + err.str(), is_help ? 0 : kExitUsage};
  }
  if (run_cmd->parsed()) options.command = run;
  if (judge_cmd->parsed()) options.command = judge;
  if (explain_cmd->parsed()) options.command = explain;
  if (init_cmd->parsed()) options.command = init;
  if (mutant_cmd->parsed()) options.command = mutant;
  if (lint_cmd->parsed()) options.command = lint;
  if (observe_cmd->parsed()) options.command = observe;
  if (doctor_cmd->parsed()) options.command = doctor;
  if (selftest_cmd->parsed()) options.command = selftest;
  return options;
}

}  // namespace grade
