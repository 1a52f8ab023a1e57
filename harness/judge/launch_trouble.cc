#include "harness/judge/launch_trouble.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/observe/build_failure.h"
#include "harness/observe/escape_notes.h"

namespace grade {
namespace {

constexpr std::size_t kMaxLastWords = 2000;
constexpr int kExitsOfHelpers = 125;  // from here on: of a program that starts another
constexpr int kExitOfACrash = 2;      // of panics and of what Go calls fatal errors
constexpr const char* kCompilerSaid = "what the compiler said";

std::string last_words(std::string_view text) {
  text = trim(text);
  if (text.size() > kMaxLastWords) text.remove_prefix(text.size() - kMaxLastWords);
  return std::string(text);
}

Blocked machine_trouble(std::string why, std::string words) {
  return {Outcome::error, std::move(why), "this is not about the student's code; grade it again",
          kCompilerSaid, std::move(words)};
}

// A limit of ours ended it, and code that is known to be good took a tenth of the time at most:
// it is the code that is too much for the limit. How far that is a fault is for a person.
bool is_too_large_to_build(const RunRecord& build, const TaskRecording& recording) {
  if (!std::holds_alternative<Stopped>(build.termination)) return false;
  const Result<RunRecord> canary = recording.whole(canary_of(build.name));
  return canary && ended_well(*canary) && canary->usage.wall * 10 < build.usage.wall;
}
Blocked too_large_to_build(const RunRecord& build) {
  return {Outcome::review,
          fmt::format("the code is more than a build may take ({}), but other code is built here",
                      to_string(build.termination)),
          "hand in less code, or code that is simpler to compile", kCompilerSaid,
          last_words(build.err().bytes)};
}

std::optional<Blocked> misleading_file(const SourceFacts& facts) {
  for (const SourcePackage& package : facts.packages)
    for (const auto* files : {&package.files, &package.test_files})
      for (const std::string& file : *files)
        if (is_misleading_name(file))
          return Blocked{Outcome::fail,
                         fmt::format("the compiler's notes on {} could be read as those on "
                                     "another file",
                                     printable(file)),
                         "give the file a name of letters, digits and _"};
  return std::nullopt;
}

std::optional<Blocked> moved_by_line_directive(const SourceFacts& facts) {
  const auto it = std::ranges::find(facts.errors, kLineDirective, &SourceError::what);
  if (it == facts.errors.end()) return std::nullopt;
  return Blocked{Outcome::fail,
                 fmt::format("a line directive in {}:{} moves the compiler's notes to other places",
                             printable(it->file), it->line),
                 "remove the comment"};
}

}  // namespace

bool ended_well(const RunRecord& record) { return record.termination == Termination(Exited{0}); }

Blocked not_recorded(const Error& error) { return {Outcome::error, error.what}; }

std::optional<Blocked> left_out(const RunRecord& run) {
  if (is_interrupted(run.termination))
    return Blocked{Outcome::inconclusive, "the run was interrupted"};
  if (run.termination == Termination(Stopped{kBudget}))
    return Blocked{Outcome::review,
                   fmt::format("the launches of this task folder print so much that launch {} was "
                               "left out",
                               run.name),
                   "let the program print less"};
  return std::nullopt;
}

std::optional<Blocked> trouble_with_steps(const RunRecord& record) {
  for (const StepRecord& step : record.steps) {
    const bool is_open = step.ended.count() == 0;
    if (step.trouble.empty() && !is_open) continue;
    return Blocked{Outcome::fail,
                   fmt::format("step '{}': {}", printable(step.what),
                               is_open ? to_string(record.termination) : printable(step.trouble)),
                   "", "the end of its stderr", last_words(record.err().bytes)};
  }
  return std::nullopt;
}

Blocked why_not_started(const std::string& name, const NotStarted& not_started, const Plan& plan,
                        const TaskRecording& recording) {
  const auto program = std::ranges::find(plan.programs, name, &ProgramRequest::name);
  if (program == plan.programs.end()) return {Outcome::inconclusive, not_started.why};
  const Result<RunRecord> build = recording.whole(program->built);
  if (!build || ended_well(*build)) return {Outcome::inconclusive, not_started.why};
  if (const auto* why = std::get_if<NotStarted>(&build->termination); why && !left_out(*build))
    return {Outcome::inconclusive, why->why};
  return why_not_built(*build, recording);
}

Blocked why_not_built(const RunRecord& build, const TaskRecording& recording) {
  if (auto why = left_out(build)) return *why;
  const std::string& words = build.err().bytes;
  const auto* exited = std::get_if<Exited>(&build.termination);
  const auto* stopped = std::get_if<Stopped>(&build.termination);
  if (stopped != nullptr && stopped->limit.starts_with("output")) return says_too_much();
  if (is_too_large_to_build(build, recording)) return too_large_to_build(build);
  if (exited == nullptr || exited->code >= kExitsOfHelpers)
    return machine_trouble(
        fmt::format("the build did not finish: {}", to_string(build.termination)), words);
  const Result<RunRecord> canary = recording.whole(canary_of(build.name));
  if (!canary) return not_recorded(canary.error());
  if (auto why = left_out(*canary)) return *why;
  if (!ended_well(*canary))
    return machine_trouble(fmt::format("code that is known to be good cannot be built here: {}",
                                       to_string(canary->termination)),
                           canary->err().bytes);
  switch (why_build_failed(words)) {
    case BuildFailure::machine:
      return machine_trouble("the machine had not what the build needs", words);
    case BuildFailure::newer_go:
      return {Outcome::inconclusive, "the code asks for a newer Go than the one that grades it", "",
              kCompilerSaid, words};
    case BuildFailure::no_module:
      return {Outcome::fail, "the code needs a module that is not in the task folder",
              "run `go mod vendor` and hand in the folder vendor/: nothing is downloaded here",
              kCompilerSaid, words};
    case BuildFailure::no_files:
      return {Outcome::fail, "the code does not compile",
              "the code is built for Linux without cgo: import \"C\" is not allowed", kCompilerSaid,
              words};
    case BuildFailure::other:
      break;
  }
  return {Outcome::fail, "the code does not compile", "", kCompilerSaid, words};
}

Blocked says_too_much() {
  return {Outcome::review, "the compiler says more about the code than is read",
          "hand in only the code of the task"};
}

std::optional<Blocked> moved_notes(const SourceFacts& facts) {
  auto why = moved_by_line_directive(facts);
  return why ? why : misleading_file(facts);
}

bool has_all_until_its_end(const Events& events, const Termination& termination) {
  const auto* exited = std::get_if<Exited>(&termination);
  const bool must_report = exited != nullptr && exited->code != kExitOfACrash;
  return events.has_begun && events.lost == 0 && (events.reached_end || !must_report);
}

Blocked ended_without_report(const RunRecord& run) {
  return {Outcome::inconclusive,
          fmt::format("a process of launch {} ended without the runtime's last report; the "
                      "launch ended: {}",
                      run.name, to_string(run.termination)),
          "let each process of the program end with os.Exit or by returning from main"};
}

Blocked events_are_missing(const Events& events) {
  return {Outcome::inconclusive,
          events.has_begun ? "some of what the runtime reported is missing"
                           : "the runtime of the program reported nothing",
          "close only descriptors that the program opened, and end it with os.Exit or by returning "
          "from main"};
}

}  // namespace grade
