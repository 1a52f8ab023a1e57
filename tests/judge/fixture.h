// A small task and recordings of it, made by hand.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "harness/judge/judge.h"
#include "harness/plan/load_criteria.h"

namespace grade::judge_fixture {

inline constexpr std::string_view kCriteria = R"(task: 7
title: Counting
roles:
  counter:
    about: the program that counts
    program: [./count]
  helper:
    about: the function that helps
    function: helper
launches:
  counting:
    about: the program
    run: counter
    observe: [text]
  thrice:
    about: the program again
    run: counter
    env: { AGAIN: "1" }
    observe: [text]
    repeat: 3
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
      seen: counting.text.lines
      wanted: seen + 1
    expect:
      - counting.exit_code == 0
      - that: seen >= 3 && wanted > seen
        else: it stops too early
        hint: count further
  - id: "7.2"
    text: It counts thrice.
    require:
      - that: thrice.all(r, r.wall > duration("1ms"))
        else: the clock stood still
    expect:
      - median(thrice.map(r, r.text.lines)) >= 3.0
  - id: "7.3"
    text: You can say why.
    expect:
      - roles.helper.line > 0
    review:
      show: writeup.text
      look_for: a reason
  - id: "7.4"
    text: Something escapes.
    expect:
      - size(notes.escape.notes) > 0
  - id: "7.5"
    text: You capture it.
    expect:
      - captured.exists(c, c.text.lines > 1)
)";

inline TaskCriteria criteria(std::string_view text = kCriteria) {
  const Checked<TaskCriteria> task = load_criteria(text, "task07.yaml");
  if (!task) ADD_FAILURE() << to_string(task.error());
  return task ? *task : TaskCriteria{};
}

// The same criteria but for one condition.
inline TaskCriteria criteria_with(std::string_view piece, std::string_view other) {
  std::string text(kCriteria);
  const std::size_t at = text.find(piece);
  if (at == std::string::npos) ADD_FAILURE() << "not in the criteria: " << piece;
  return criteria(at == std::string::npos ? text : text.replace(at, piece.size(), other));
}

// With a launch that rests on what the instrumented runtime reports.
inline TaskCriteria criteria_with_gc() {
  return criteria_with("    run: counter\n    observe: [text]\n  thrice:",
                       "    run: counter\n    observe: [text, gc]\n  thrice:");
}

inline RunRecord record(std::string name, std::string out, std::string err = "",
                        Termination ended = Exited{0}) {
  RunRecord run;
  run.name = std::move(name);
  run.termination = std::move(ended);
  run.usage.wall = std::chrono::milliseconds(20);
  run.usage.user = std::chrono::milliseconds(5);
  run.usage.peak_rss = 4 << 20;
  Stream& stream = run.streams[kStdout];
  stream.bytes = std::move(out);
  stream.total = stream.bytes.size();
  if (!stream.bytes.empty()) stream.chunks = {{stream.bytes.size(), std::chrono::milliseconds(1)}};
  run.streams[kStderr] = {err, err.size(), {}};
  return run;
}

// At what is compiled into the instrumented program.
inline constexpr const char* kLook = "reach-build-counter+instruments";

inline SourceFacts facts() {
  SourceFacts facts;
  SourcePackage package;
  package.dir = "count";
  package.module_dir = ".";
  package.name = "main";
  package.has_main = true;
  package.files = {"main.go"};
  SourceFunction helper;
  helper.name = "helper";
  helper.dir = "count";
  helper.file = "count/main.go";
  helper.first_line = 3;
  helper.last_line = 5;
  facts.packages = {package};
  facts.functions = {helper};
  return facts;
}

// Everything holds; 7.3 waits for a person.
inline TaskRecording good() {
  TaskRecording recording;
  recording.handin.texts = {{"WRITEUP.md", "It counts because I said so.\n"},
                            {"evidence/run.txt", "1\n2\n3\n"}};
  recording.handin.facts = facts();
  for (RunRecord& run :
       std::vector{record("build-counter", ""), record(kLook, R"({"places": []})"),
                   record("counting", "1\n2\n3\n"), record("thrice#1", "1\n2\n3\n"),
                   record("thrice#2", "1\n2\n3\n4\n"), record("thrice#3", "1\n2\n3\n"),
                   record("notes-0", "", "count/main.go:4:2: moved to heap: x\n")})
    recording.records.emplace(run.name, run);
  return recording;
}

inline TaskRecording with(RunRecord run) {
  TaskRecording recording = good();
  recording.records.insert_or_assign(run.name, std::move(run));
  return recording;
}

inline Verdict verdict_of(const std::vector<Verdict>& verdicts, std::string_view id) {
  const auto it = std::ranges::find(verdicts, id, &Verdict::id);
  if (it == verdicts.end()) ADD_FAILURE() << "no verdict " << id;
  return it == verdicts.end() ? Verdict{} : *it;
}

inline Verdict judged(const TaskRecording& recording, std::string_view id,
                      const TaskCriteria& task = criteria()) {
  return verdict_of(judge_task(task, "alice", recording, {}), id);
}

// "7.1 pass, 7.2 pass, …"
inline std::string outcomes(const std::vector<Verdict>& verdicts) {
  std::string out;
  for (const Verdict& v : verdicts)
    out += (out.empty() ? "" : ", ") + v.id + " " + to_string(v.outcome);
  return out;
}

}  // namespace grade::judge_fixture
