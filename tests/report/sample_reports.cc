#include "tests/report/sample_reports.h"

#include <fmt/format.h>

#include <string>

namespace grade::samples {
namespace {

// Each of the things that must not come out as it is.
constexpr const char* kHostile =
    "\x1b[31mred\x1b[0m \xe2\x80\xaetxt.exe\xe2\x80\xac ]]> <img src=x onerror=alert(1)> &amp; "
    "\xff\xfe \xc2\x9b"
    "2J \x07\x08\x7f\r\n::error::pwned\n##[error]pwned\n   ::add-mask::x ##vso[task.complete]";

Verdict gctrace_lines() {
  return {.submission = "alice",
          .task = 2,
          .id = "2.1",
          .text = "You capture at least 5 GC-trace lines from stderr.",
          .points = 1,
          .outcome = Outcome::pass,
          .summary = "28 well-formed lines from a fresh launch",
          .hint = "",
          .note = "Lines of the go command itself do not count.",
          .evidence = {{"size(default.gctrace.cycles) >= 5",
                        "holds",
                        {{"size(default.gctrace.cycles)", "28"}},
                        ""}},
          .observers = {"gctrace", "exit status"},
          .reproduce = {"GODEBUG=gctrace=1 ./task02"},
          .seen = {{.text = "28 lines, all from the runtime"}},
          .roles = {{"program", "./task02", "task02"}},
          .launches = {{"default", "exit 0", 2.25}},
          .again = "grade run task02 -c 2.1",
          .why = "grade explain 2.1 --last"};
}

Verdict follows_gogc() {
  return {.submission = "alice",
          .task = 2,
          .id = "2.3",
          .text =
              "You change GOGC (e.g., to 50 and 200) and observe that the cycle count and heap "
              "goals change accordingly.",
          .points = 1,
          .outcome = Outcome::pass,
          .summary = "63 cycles at GOGC=50, 13 at GOGC=200; goals follow",
          .hint = "",
          .note = "",
          .evidence = {},
          .observers = {"gctrace"},
          .reproduce = {}};
}

Verdict ignores_gogc() {
  Verdict verdict = follows_gogc();
  verdict.outcome = Outcome::fail;
  verdict.summary = "the number of cycles does not follow GOGC";
  verdict.hint =
      "debug.SetGCPercent in the program overrides GOGC from the environment; remove the call, or "
      "set the percentage from os.Getenv";
  verdict.note = "Goals are compared with the live heap of the cycle before, not as medians.";
  verdict.evidence = {
      {"median(gogc50.cycle_count) > median(gogc200.cycle_count) * 1.3",
       "does not hold",
       {{"median(gogc50.cycle_count)", "26"},
        {"median(gogc200.cycle_count)", "26"},
        {"median(gogc200.cycle_count) * 1.3", "33.8"}},
       ""},
      {"gogc50.cycles.all(c, c.heap_goal <= c.heap_live * 2)",
       "holds",
       {{"c.heap_goal where c = gc 12 @0.311s", "8 MiB"}},
       ""},
      {"slope(gogc200.heap_goal) > 0.0", "cannot be computed: slope of 1 value", {}, ""}};
  verdict.asked = "at least 1.3 times as many cycles at GOGC=50 as at GOGC=200";
  verdict.seen = {{.text = "26 cycles at GOGC=50, 26 at GOGC=200"},
                  {.text = "the percentage is set here",
                   .file = "main.go",
                   .line = 17,
                   .col = 2,
                   .code = "\tdebug.SetGCPercent(100)"}};
  verdict.roles = {{"program", "./task02", "task02"}, {"gate", "make ci", ""}};
  verdict.launches = {{"gogc50#1", "exit 0", 4.0},
                      {"gogc200#1", "does not end by itself; stopped after 20s", 20.0}};
  verdict.again = "grade run task02 -c 2.3";
  verdict.why = "grade explain 2.3 --last";
  verdict.reproduce = {"GOGC=50 GODEBUG=gctrace=1 ./task02 2>&1 | grep -c '^gc '",
                       "GOGC=200 GODEBUG=gctrace=1 ./task02 2>&1 | grep -c '^gc '"};
  return verdict;
}

Verdict no_write_up() {
  return {.submission = "alice",
          .task = 3,
          .id = "3.3",
          .text = "You rewrite one of them so it stops escaping and confirm the message goes away.",
          .points = 2,
          .outcome = Outcome::fail,
          .summary = "not handed in: no function of the package keeps x on the stack",
          .hint = "add to task.yaml: roles: {rewritten: returnsIntByValue}",
          .note = "",
          .evidence = {},
          .observers = {"escape notes"},
          .reproduce = {"go build -gcflags=-m ."},
          .seen = {{.text = "new(int) escapes to heap",
                    .file = "internal/deep/folder/rewritten.go",
                    .line = 12,
                    .col = 7,
                    .code = "\tp := new(int)"},
                   {.text = "moved to heap: x", .file = "main.go", .line = 6}},
          .roles = {{"rewritten", "returnsIntNew", "internal/deep/folder/rewritten.go:11"}},
          .launches = {{"notes-0", "exit 0", 0.6}},
          .again = "grade run -c 3.3",
          .why = "grade explain 3.3 --last"};
}

Verdict in_own_words() {
  return {.submission = "alice",
          .task = 8,
          .id = "8.3",
          .text = "You annotate the result with the trade-off in your own words.",
          .points = 1,
          .outcome = Outcome::review,
          .summary = "a person must read it; the rubric found 2 of 3 ideas",
          .hint = "",
          .note = "",
          .evidence = {{"",
                        "WRITEUP.md, lines 3 to 5",
                        {},
                        "With the limit the collector runs far more often, so memory is bought\n"
                        "with CPU time.\n\n\tGCCPUFraction went from 0.02 to 0.31 — "
                        "内存换取处理器时间，这就是代价。\n"},
                       {"mentions(writeup, \"death spiral\")", "does not hold", {}, ""}},
          .observers = {"writeup"},
          .reproduce = {}};
}

Verdict disturbed_host() {
  return {.submission = "alice",
          .task = 8,
          .id = "8.1",
          .text =
              "Without GOMEMLIMIT, the program reaches steady-state RSS around 200 MiB (one "
              "live + headroom).",
          .points = 1,
          .outcome = Outcome::inconclusive,
          .summary = "the RSS never became steady in 20 s: the host was busy (load 7.9 on 2 CPUs)",
          .hint = "",
          .note = "",
          .evidence = {{"steady(free.rss) in range",
                        "cannot be computed: no steady state",
                        {{"size(free.rss)", "40"}},
                        ""}},
          .observers = {"kernel"},
          .reproduce = {"grade run --only 8.1 --quiet-host"}};
}

Verdict wrong_criterion() {
  return {.submission = "alice",
          .task = 9,
          .id = "9.1",
          .text = "You demonstrate (with runtime.GC()) that the finalizer runs once.",
          .points = 1,
          .outcome = Outcome::error,
          .summary = "criteria/task09.yaml:31:20: index 0 of an empty list",
          .hint = "",
          .note = "",
          .evidence = {},
          .observers = {},
          .reproduce = {}};
}

Verdict hostile_verdict(Outcome outcome) {
  const std::string bad = kHostile;
  return {.submission = "bob" + bad,
          .task = 1,
          .id = "1.1" + bad,
          .text = bad,
          .points = 1,
          .outcome = outcome,
          .summary = "::error::" + bad,
          .hint = "::" + bad,
          .note = std::string(300, 'n') + "\n" + bad,
          .evidence = {{bad, bad, {{bad, "::" + bad}}, bad},
                       {"", bad, {}, "::error::first\n  ::error::second\n" + bad}},
          .observers = {bad, ""},
          .reproduce = {bad},
          .asked = bad,
          .seen = {{.text = bad}, {.text = bad, .file = bad, .line = 3, .col = 9, .code = bad}},
          .roles = {{bad, bad, bad}},
          .launches = {{bad, bad, 1.0}},
          .again = bad,
          .why = bad};
}

std::string long_name() {
  std::string name;
  while (name.size() < 4096) name += "::error::many\nlines ";
  return name;
}

}  // namespace

RunInfo run_info() {
  RunInfo info;
  info.grade_version = "0.1.0";
  info.go_version = "go1.26.8";
  info.isolation = "sandbox";
  info.proven = {"a launch ends at its wall limit", "no network but its own loopback"};
  info.started_at = "2026-11-24T06:22:50Z";
  info.kernel = "Linux 6.1.0";
  info.cpu_model = "Example CPU 3.00GHz";
  info.cpus = 2;
  info.recording = "/var/cache/grade/recordings/20261124T062250Z-1";
  return info;
}

Report all_pass() { return {run_info(), {gctrace_lines(), follows_gogc()}}; }
Report two_fail() { return {run_info(), {gctrace_lines(), ignores_gogc(), no_write_up()}}; }
Report review() { return {run_info(), {in_own_words()}}; }

Report inconclusive() {
  Report report{run_info(), {disturbed_host()}};
  report.info.isolation = "none";
  report.info.proven.clear();
  return report;
}

Report error() {
  Report report{run_info(), {gctrace_lines(), wrong_criterion()}};
  report.info.isolation = "landlock";
  report.info.proven.pop_back();
  report.info.degraded = {"no network but its own loopback"};
  return report;
}

Report hostile() {
  Report report{run_info(), {}};
  report.info.go_version = kHostile;
  report.info.degraded = {kHostile};
  for (Outcome outcome :
       {Outcome::pass, Outcome::fail, Outcome::review, Outcome::inconclusive, Outcome::error})
    report.verdicts.push_back(hostile_verdict(outcome));
  Verdict named = gctrace_lines();
  named.submission = long_name();
  report.verdicts.push_back(named);
  return report;
}

Report course() {
  Report report{run_info(), {}};
  const std::vector<Verdict> graded = {gctrace_lines(),  ignores_gogc(), no_write_up(),
                                       disturbed_host(), in_own_words(), wrong_criterion()};
  for (const char* who : {"alice", "bob", "王小明", "a-name-that-is-far-too-long-for-a-table"}) {
    for (Verdict verdict : graded) {
      verdict.submission = who;
      if (verdict.submission == "bob" && verdict.task == 8) continue;
      if (verdict.submission == "bob") verdict.outcome = Outcome::pass;
      report.verdicts.push_back(verdict);
    }
  }
  return report;
}

Report empty() { return {run_info(), {}}; }

std::vector<Named> all() {
  return {{"all_pass", all_pass()}, {"two_fail", two_fail()},
          {"review", review()},     {"inconclusive", inconclusive()},
          {"error", error()},       {"hostile", hostile()},
          {"course", course()},     {"empty", empty()}};
}

}  // namespace grade::samples
