// A small criteria file that loads and lints clean, and ways to spoil it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "harness/plan/load_criteria.h"
#include "harness/plan/submission.h"

namespace grade::plan_fixture {

inline constexpr std::string_view kCriteria = R"(task: 7
title: Counting
text: Write a program that counts.
roles:
  counter:
    about: the program that counts
    program: [./count, ./cmd/count]
  slow:
    about: the slow benchmark
    benchmark: BenchmarkSlow
  fast:
    about: the fast benchmark
    benchmark: { like: "(?i)fast|quick", other_than: [slow] }
  helper:
    about: the function that helps
    function: { like: "^help" }
launches:
  counting:
    about: the program
    run: counter
    env: { GOGC: "50", GODEBUG: gctrace=1 }
    observe: [gctrace, text]
    repeat: 3
    needs: waiting
    wall: 1500ms
    memory: 512MiB
  slow_runs:
    about: the slow benchmark
    bench: slow
    observe: [gobench]
    benchtime: 100x
    count: 5
  fast_runs:
    about: the fast benchmark
    bench: fast
    observe: [gobench]
    benchtime: 1s
  notes:
    about: every package
    compile: all
    observe: [escape]
evidence:
  captured:
    about: what was captured
    files: ["evidence/*"]
    observe: text
criteria:
  - id: "7.1"
    text: It counts.
    points: 2
    note: Counting is what counts.
    let:
      lines: counting.map(c, c.text.lines)
    require:
      - size(counting) == 3
    expect:
      - that: lines.all(n, n > 3)
        else: it stops too early
        hint: count further
      - captured.exists(c, c.text.lines > 3)
  - id: "7.2"
    text: You can say why.
    expect:
      - roles.helper.name in source.functions.map(f, f.name)
      - size(slow_runs.gobench.results) > size(fast_runs.gobench.results)
      - size(notes.escape.notes) > 0
    review:
      show: writeup.text
      look_for: a reason
)";

// The criteria with one piece of them put differently.
inline std::string with(std::string_view piece, std::string_view other) {
  std::string text(kCriteria);
  const std::size_t at = text.find(piece);
  if (at == std::string::npos) {
    ADD_FAILURE() << "not in the criteria: " << piece;
    return text;
  }
  return text.replace(at, piece.size(), other);
}

inline TaskCriteria criteria(const std::string& text = std::string(kCriteria)) {
  const Checked<TaskCriteria> task = load_criteria(text, "task07.yaml");
  if (!task) ADD_FAILURE() << to_string(task.error());
  return task ? *task : TaskCriteria{};
}

// What the submission's source is, for these criteria.
inline SourceFunction function_in(std::string dir, std::string name, int line,
                                  bool in_test = false) {
  SourceFunction function;
  function.name = std::move(name);
  function.file = (dir == "." ? "" : dir + "/") + (in_test ? "x_test.go" : "x.go");
  function.dir = std::move(dir);
  function.first_line = line;
  function.last_line = line + 5;
  function.in_test = in_test;
  return function;
}

inline SourcePackage main_package(std::string dir, std::string module_dir = ".") {
  SourcePackage package;
  package.dir = std::move(dir);
  package.module_dir = std::move(module_dir);
  package.name = "main";
  package.has_main = true;
  package.files = {"main.go"};
  return package;
}

inline SourceFacts facts() {
  SourceFacts facts;
  facts.packages = {main_package("count"), main_package(".")};
  facts.packages[1].has_main = false;
  facts.packages[1].name = "lib";
  facts.packages[1].test_files = {"x_test.go"};
  facts.functions = {function_in("count", "main", 3), function_in(".", "helper", 9),
                     function_in(".", "BenchmarkSlow", 5, true),
                     function_in(".", "BenchmarkQuick", 20, true)};
  return facts;
}

inline Roles roles_of(const TaskCriteria& task, std::string_view task_file = "",
                      const SourceFacts& of = facts()) {
  const Checked<TaskFile> choices = load_task_file(task_file, task);
  if (!choices) ADD_FAILURE() << to_string(choices.error());
  return resolve_roles(task, choices ? *choices : TaskFile{}, of, {});
}

}  // namespace grade::plan_fixture
