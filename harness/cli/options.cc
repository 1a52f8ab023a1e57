#include "harness/cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <sstream>

#include "harness/cli/exit_codes.h"
#include "harness/pipeline/home.h"
#include "harness/plan/yaml_reader.h"

namespace grade {
namespace {

// An option that takes one of some words.
template <class T>
CLI::Option* add_choice(CLI::App& app, const std::string& flag, T& into,
                        const std::map<std::string, T>& choices, const std::string& about) {
  const auto choose = [&into, choices, flag](const std::string& word) {
    const auto found = choices.find(word);
    if (found == choices.end()) {
      std::vector<std::string> known;
      for (const auto& [name, value] : choices) known.push_back(name);
      throw CLI::ValidationError(flag, to_string(unknown_name({}, "value", word, known)));
    }
    into = found->second;
  };
  return app.add_option_function<std::string>(flag, choose, about);
}

void add_report_options(CLI::App& app, ReportOptions& report) {
  add_choice<Format>(
      app, "--format", report.format,
      {{"console", Format::console}, {"json", Format::json}, {"junit", Format::junit}},
      "console, json or junit")
      ->option_text("FORMAT");
  app.add_option("-o,--output", report.output, "write the report to this file")
      ->option_text("FILE");
  add_choice<ExitPolicy>(
      app, "--exit-policy", report.exit_policy,
      {{"verdicts", ExitPolicy::verdicts}, {"ran", ExitPolicy::ran}},
      "verdicts: 1 when some fail (default); ran: 0 whenever a grade was produced")
      ->option_text("POLICY");
  app.add_flag("--full", report.is_full, "console: show all findings, also of what passed");
}

void add_launch_options(CLI::App& app, LaunchOptions& launch) {
  app.add_option("--go", launch.go,
                 "the go command or its GOROOT to grade with, or a release that is installed: 1.25")
      ->option_text("PATH");
  add_choice<Isolation>(
      app, "--sandbox", launch.isolation,
      {{"bwrap", Isolation::sandbox}, {"none", Isolation::none}},
      "bwrap (default), or none: student code runs as you, for code that you trust")
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
  // One value each, or they would take the paths behind them.
  app.add_option("-t,--task", run.tasks, "only this task; may be given again")
      ->allow_extra_args(false)
      ->option_text("N");
  app.add_option("-c,--criterion", run.ids, "only this criterion, such as 2.3; may be given again")
      ->allow_extra_args(false)
      ->option_text("ID");
  add_launch_options(app, run.launch);
  app.add_option("--record", run.record, "keep the recording in this new folder")
      ->option_text("DIR");
  app.add_option("--reuse", run.reuse, "use the records of unchanged launches from this recording")
      ->option_text("DIR");
  app.add_option("--resume", run.resume, "finish the run of this recording")
      ->option_text("DIR")
      ->excludes("path", "--task", "--criterion", "--record");
  app.add_option("--sign", run.sign, "sign the recording with this private Ed25519 key (PEM)")
      ->option_text("KEYFILE");
  app.add_flag("--again", run.is_again,
               "run what failed or is undecided in the last run, of these paths if there are some")
      ->excludes("--task", "--criterion", "--reuse", "--resume");
  app.add_flag("--keep", run.keep, "keep the workspace with everything that was built");
  add_report_options(app, run.report);
}

void add_observe(CLI::App& app, ObserveOptions& observe) {
  app.add_option("observer", observe.observer, "such as gctrace")->required();
  app.add_option("file", observe.files, "- is stdin")->required();
  add_choice<Format>(app, "--format", observe.format,
                     {{"console", Format::console}, {"json", Format::json}},
                     "console, or json: one object per line")
      ->option_text("FORMAT");
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
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
  judge_cmd
      ->add_option("recording", judge.recording,
                   "the folder of a recording, or latest: the last run")
      ->required();
  judge_cmd
      ->add_option(
          "--verify", judge.verify,
          "refuse the recording unless it is signed and unchanged by this public key (PEM)")
      ->option_text("PUBKEYFILE");
  judge_cmd->add_option("submission", judge.submissions, "report only these (default: all)");
  add_report_options(*judge_cmd, judge.report);
  app.add_subcommand("list", "list the tasks and their criteria");
  CLI::App* explain_cmd = app.add_subcommand("explain", "show how a criterion is checked");
  explain_cmd->add_option("id", explain.id, "such as 2.3")->required();
  explain_cmd->add_option("submission", explain.submission,
                          "with --last: whose verdict, where several were graded");
  explain_cmd->add_flag("--last", explain.is_last, "explain the verdict of the last run");
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
  selftest_cmd->add_option("-t,--task", selftest.tasks, "only this task; may be given again")
      ->allow_extra_args(false)
      ->option_text("N");
  add_launch_options(*selftest_cmd, selftest.launch);
  selftest_cmd->add_option("--record", selftest.record, "keep the recording in this new folder")
      ->option_text("DIR");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (const std::vector<std::string> rest = app.remaining();
        app.get_subcommands().empty() && !rest.empty() && !rest.front().starts_with('-'))
      return EndedEarly{
          to_string(unknown_name({}, "command", rest.front(), commands_of(app))) + "\n",
          kExitUsage};
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
