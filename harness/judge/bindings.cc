#include "harness/judge/bindings.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/observe/observer.h"
#include "harness/plan/pattern.h"

namespace grade {
namespace {

constexpr std::size_t kMaxWriteupBytes = 64u << 10;

Value observed(const Observer& observer, const RunRecord& record,
               std::span<const CompilerOutput> compiled, const SourceFacts& facts) {
  Captured captured = captured_of(observer, record, facts);
  captured.compiled = compiled;
  return observer.observe(captured).value();
}

Value launch_value(const LaunchDef& launch, const RunRecord& record,
                   std::span<const CompilerOutput> compiled, const SourceFacts& facts) {
  const auto* exited = std::get_if<Exited>(&record.termination);
  NamedValues value = {{"ended", to_string(record.termination)},
                       {"exit_code", exited != nullptr ? exited->code : -1},
                       {"wall", record.wall},
                       {"cpu", record.cpu},
                       {"peak_rss", static_cast<std::int64_t>(record.peak_rss)}};
  for (const std::string& name : launch.observers)
    value.emplace_back(name, observed(*find_observer(name), record, compiled, facts));
  return Value(std::move(value));
}

constexpr const char* kCompilerSaid = "what the compiler said";

// By the person at the terminal, not by a limit: nothing is shown by it.
bool is_interrupted(const RunRecord& record) {
  return record.termination == Termination(Stopped{kInterrupted});
}
Blocked interrupted() { return {Outcome::inconclusive, "the run was interrupted"}; }

bool ended_well(const RunRecord& record) { return record.termination == Termination(Exited{0}); }

class Observing {
 public:
  Observing(const TaskCriteria& task, const Roles& roles, const Plan& plan,
            const TaskRecording& recording)
      : task_(task), roles_(roles), plan_(plan), recording_(recording) {}

  Observations observe() {
    seen_.remarks = recording_.remarks;
    for (const LaunchDef& launch : task_.launches) observe_launch(launch);
    for (const EvidenceDef& evidence : task_.evidence)
      bind(evidence.name, evidence_value(evidence));
    bind_roles();
    bind_source();
    bind_writeup();
    return std::move(seen_);
  }

 private:
  void bind(const std::string& name, Value value) {
    seen_.bindings.emplace_back(name, std::move(value));
  }
  void block(const std::string& name, Blocked why) { seen_.blocked.emplace(name, std::move(why)); }

  const RunRecord* record(const std::string& name) const {
    const auto it = recording_.records.find(name);
    return it == recording_.records.end() ? nullptr : &it->second;
  }

  void observe_launch(const LaunchDef& launch) {
    if (!launch.role.empty() && !roles_.at(launch.role).is_found())
      return block(launch.name, {Outcome::fail, roles_.at(launch.role).missing});
    const auto names = plan_.records_of.find(launch.name);
    if (names == plan_.records_of.end() || names->second.empty())
      return block(launch.name, {Outcome::fail, "there is no Go package in the task folder"});
    if (launch.kind == LaunchKind::compile) return observe_compile(launch, names->second);
    Values values;
    for (const std::string& name : names->second) {
      const RunRecord* run = record(name);
      if (run == nullptr)
        return block(launch.name,
                     {Outcome::error, fmt::format("the recording has no launch '{}'", name)});
      if (const auto* not_started = std::get_if<NotStarted>(&run->termination))
        return block(launch.name, why_not_started(name, *not_started));
      if (is_interrupted(*run)) return block(launch.name, interrupted());
      note_ending(launch, *run);
      values.push_back(launch_value(launch, *run, {}, recording_.facts));
    }
    if (rests_on_events(launch) && !recording_.facts.reaches.empty())
      return block(launch.name, reaches_past_the_language());
    bind(launch.name, launch.repeat > 0 ? Value(std::move(values)) : std::move(values.front()));
  }

  static bool rests_on_events(const LaunchDef& launch) {
    return std::ranges::any_of(launch.observers, [](const std::string& name) {
      return find_observer(name)->can_read(Reads::events);
    });
  }

  // Who can write in the runtime's place can be believed nothing that the runtime reports.
  Blocked reaches_past_the_language() const {
    std::string places;
    for (const SourceReach& reach : recording_.facts.reaches)
      places += fmt::format("{} in {}:{}\n", reach.what, reach.file, reach.line);
    return {Outcome::inconclusive,
            "the code reaches past the language, so what the runtime reports cannot be told from "
            "what the program writes",
            "do without what is named there; write through os.Stdout and os.Stderr",
            "where the code reaches past the language", std::move(places)};
  }

  void note_ending(const LaunchDef& launch, const RunRecord& run) {
    if (ended_well(run)) return;
    std::string& text = seen_.odd_endings[launch.name];
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", run.name, to_string(run.termination));
  }

  // A launch waits for its build: the build's own end says whose trouble it is.
  Blocked why_not_started(const std::string& name, const NotStarted& not_started) const {
    const auto program = std::ranges::find(plan_.programs, name, &ProgramRequest::name);
    const RunRecord* build = program == plan_.programs.end() ? nullptr : record(program->built);
    if (build == nullptr || ended_well(*build) ||
        std::holds_alternative<NotStarted>(build->termination))
      return {Outcome::inconclusive, not_started.why};
    if (is_interrupted(*build)) return interrupted();
    return why_not_built(*build);
  }

  static const char* why_no_files(std::string_view words) {
    const bool is_empty = words.find("constraints exclude all Go files") != std::string_view::npos;
    return is_empty ? "the code is built for Linux without cgo: import \"C\" is not allowed" : "";
  }

  static Blocked why_not_built(const RunRecord& build) {
    const std::string_view words = build.err.bytes;
    if (words.find("GOTOOLCHAIN=local)") != std::string_view::npos)
      return {Outcome::inconclusive, "the code asks for a newer Go than the one that grades it", "",
              kCompilerSaid, std::string(words)};
    if (const auto* exited = std::get_if<Exited>(&build.termination); exited != nullptr)
      return {Outcome::fail, "the code does not compile", why_no_files(words), kCompilerSaid,
              std::string(words)};
    return {Outcome::fail, fmt::format("the build did not end: {}", to_string(build.termination)),
            "", kCompilerSaid, std::string(words)};
  }

  void observe_compile(const LaunchDef& launch, const std::vector<std::string>& names) {
    const auto& errors = recording_.facts.errors;
    if (const auto it = std::ranges::find(errors, kLineDirective, &SourceError::what);
        it != errors.end())
      return block(
          launch.name,
          {Outcome::fail,
           fmt::format("a line directive in {}:{} moves the compiler's notes to other places",
                       printable(it->file), it->line),
           "take the comment out"});
    RunRecord merged{.termination = Exited{0}};
    std::vector<CompilerOutput> compiled;
    bool any = false;
    for (const std::string& name : names) {
      const RunRecord* build = record(name);
      if (build == nullptr)
        return block(launch.name,
                     {Outcome::error, fmt::format("the recording has no launch '{}'", name)});
      if (const auto* not_started = std::get_if<NotStarted>(&build->termination))
        return block(launch.name, {Outcome::inconclusive, not_started->why});
      if (is_interrupted(*build)) return block(launch.name, interrupted());
      const auto request = std::ranges::find(plan_.builds, name, &BuildRequest::name);
      compiled.push_back({request->package, request->module_dir, request->tags,
                          request->test_package, ended_well(*build), build->err.bytes});
      merged.err.bytes += build->err.bytes;
      any |= ended_well(*build);
      if (!ended_well(*build)) merged.termination = build->termination;
    }
    merged.err.total = merged.err.bytes.size();
    if (!any && merged.err.bytes.find("escape") == std::string::npos &&
        merged.err.bytes.find("moved to heap") == std::string::npos)
      return block(launch.name, why_not_built(merged));
    bind(launch.name, launch_value(launch, merged, compiled, recording_.facts));
  }

  Value evidence_value(const EvidenceDef& evidence) const {
    std::vector<EvidenceFile> files;
    for (const auto& [path, text] : recording_.texts)
      if (std::ranges::any_of(evidence.files,
                              [&](const std::string& g) { return matches_file(g, path); }))
        files.push_back({path, text});
    const Observer& observer = *find_observer(evidence.observer);
    if (observer.can_read(Reads::evidence))
      return observer.observe({.files = files, .facts = recording_.facts}).value();
    Values values;
    for (const EvidenceFile& file : files) {
      const Stream text{std::string(file.text), file.text.size(), {}};
      const Observation seen = observer.observe({.texts = {&text}, .facts = recording_.facts});
      values.push_back(Record{{"file", file.name}, {evidence.observer, seen.value()}});
    }
    return Value(std::move(values));
  }

  void bind_roles() {
    NamedValues all;
    for (const RoleDef& def : task_.roles) {
      const Role& role = roles_.at(def.name);
      if (!role.is_found()) block("roles." + def.name, {Outcome::fail, role.missing});
      all.emplace_back(def.name, Record{{"name", role.name},
                                        {"package", role.package},
                                        {"file", role.file},
                                        {"line", role.line}});
    }
    bind("roles", Value(std::move(all)));
  }

  void bind_source() {
    Values functions;
    for (const SourceFunction& f : recording_.facts.functions)
      functions.push_back(Record{{"name", f.name},
                                 {"dir", f.dir},
                                 {"file", f.file},
                                 {"calls", Values(f.calls.begin(), f.calls.end())}});
    bind("source", Record{{"functions", std::move(functions)}});
  }

  void bind_writeup() {
    std::string text;
    for (const auto& [path, bytes] : recording_.texts)
      if (path == "WRITEUP.md" || path == "writeup.md" || path == "WRITEUP.txt") text = bytes;
    text.resize(std::min(text.size(), kMaxWriteupBytes));
    int lines = 0;
    for (std::string_view line : split_lines(text)) lines += trim(line).empty() ? 0 : 1;
    bind("writeup", Record{{"text", std::move(text)}, {"lines", lines}});
  }

  const TaskCriteria& task_;
  const Roles& roles_;
  const Plan& plan_;
  const TaskRecording& recording_;
  Observations seen_;
};

}  // namespace

Observations observe_task(const TaskCriteria& task, const Roles& roles, const Plan& plan,
                          const TaskRecording& recording) {
  return Observing(task, roles, plan, recording).observe();
}

}  // namespace grade
