#include "harness/judge/bindings.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "harness/base/cursor.h"
#include "harness/base/decode_text.h"
#include "harness/base/pattern.h"
#include "harness/base/text.h"
#include "harness/judge/beyond_language.h"
#include "harness/judge/launch_trouble.h"
#include "harness/observe/escape_notes.h"
#include "harness/observe/observer.h"
#include "harness/plan/seen.h"
#include "harness/recording/ended.h"

namespace grade {
namespace {

constexpr std::size_t kMaxWriteupBytes = 64u << 10;
constexpr std::chrono::milliseconds kNoLoss{200};  // of CPU time: starting up costs some
const Events kNoEvents;

double cpu_share(const RunRecord& record) {
  if (record.disturbance.cpu_wait < kNoLoss) return 1;
  const auto had = static_cast<double>(record.usage.cpu().count());
  const double wanted = had + static_cast<double>(record.disturbance.cpu_wait.count());
  return had / wanted;
}

LaunchSeen launch_seen(const RunRecord& record) {
  const auto* exited = std::get_if<Exited>(&record.termination);
  return {.ended = to_string(record.termination),
          .exit_code = exited != nullptr ? exited->code : -1,
          .wall = record.usage.wall,
          .cpu = record.usage.cpu(),
          .system = record.usage.system,
          .peak_rss = record.usage.peak_rss,
          .major_faults = record.usage.major_faults,
          .cpu_share = cpu_share(record),
          .stall = record.disturbance.stall};
}

Value text_observed(const std::string& observer, std::string_view text, const SourceFacts& facts) {
  const Stream stream{std::string(text), text.size(), {}};
  return find_observer(observer)->observe({.texts = {&stream}, .facts = facts}).value();
}

Value attachment_value(const StepDef& step, const RunRecord& record, const SourceFacts& facts) {
  const auto found = record.attachments.find(step.step.as);
  static const Attachment kNone;
  const Attachment& attachment = found == record.attachments.end() ? kNone : found->second;
  NamedValues value =
      named_values(AttachmentSeen{.at = attachment.at, .bytes = attachment.bytes.size()});
  value.emplace_back(step.observer, text_observed(step.observer, attachment.bytes, facts));
  return Value(std::move(value));
}

// What there is of one launch to be observed.
struct LaunchBytes {
  const RunRecord& record;
  const Events& events = kNoEvents;
  std::span<const CompilerOutput> compiled = {};
  std::span<const CallOutput> calls = {};
};

Value launch_value(const LaunchDef& launch, const LaunchBytes& bytes, const SourceFacts& facts) {
  const RunRecord& record = bytes.record;
  NamedValues value = named_values(launch_seen(record));
  for (const std::string& name : launch.observers) {
    const Observer& observer = *find_observer(name);
    Captured captured = captured_of(observer, record, bytes.events, facts);
    captured.compiled = bytes.compiled;
    captured.calls = bytes.calls;
    value.emplace_back(name, observer.observe(captured).value());
  }
  for (const StepDef& step : launch.steps)
    if (!step.step.as.empty())
      value.emplace_back(step.step.as, attachment_value(step, record, facts));
  return Value(std::move(value));
}

class Observing {
 public:
  Observing(const TaskCriteria& task, const Roles& roles, const Plan& plan,
            const TaskRecording& recording)
      : task_(task),
        roles_(roles),
        plan_(plan),
        recording_(recording),
        facts_(recording.handin.facts) {}

  Observations observe() {
    for (const auto& [path, bytes] : recording_.handin.texts)
      if (path != "task.yaml") texts_.emplace(path, decode_text(bytes));
    seen_.remarks = recording_.handin.remarks;
    for (const LaunchDef& launch : task_.launches) observe_launch(launch);
    for (const EvidenceDef& evidence : task_.evidence)
      bind(evidence.name, evidence_value(evidence));
    bind_roles();
    bind("source", value_of(SourceSeen{facts_.functions, facts_.comments}));
    bind("writeup", value_of(writeup()));
    bind("go", value_of(go()));
    return std::move(seen_);
  }

 private:
  void bind(const std::string& name, Value value) {
    seen_.bindings.emplace_back(name, std::move(value));
  }
  void block(const std::string& name, Blocked why) { seen_.blocked.emplace(name, std::move(why)); }

  static Blocked role_is_missing(const Role& role) {
    const Outcome outcome = role.is_asked ? Outcome::review : Outcome::fail;
    return {outcome, role.missing, "", "lines for task.yaml, to be completed", role.lines};
  }

  void observe_launch(const LaunchDef& launch) {
    if (!launch.role.empty() && !roles_.at(launch.role).is_found())
      return block(launch.name, role_is_missing(roles_.at(launch.role)));
    if (launch.kind == LaunchKind::call) return observe_calls(launch);
    const auto names = plan_.records_of.find(launch.name);
    if (names == plan_.records_of.end() || names->second.empty())
      return block(launch.name, {Outcome::fail, "there is no Go package in the task folder"});
    if (launch.kind == LaunchKind::compile) return observe_compile(launch, names->second);
    Values values;
    for (const std::string& name : names->second) {
      const Result<RunRecord> run = recording_.whole(name);  // gone before the next one is read
      if (!run) return block(launch.name, not_recorded(run.error()));
      if (auto why = why_not_observed(name, *run)) return block(launch.name, std::move(*why));
      const Events events = read_events(run->events(), run->event_key);
      if (rests_on_events(launch) && !events.is_complete()) {
        if (!has_all_until_its_end(events, run->termination))
          return block(launch.name, events_are_missing(events));
        seen_.unproven.try_emplace(launch.name, ended_without_report(*run));
      }
      note(launch, *run);
      values.push_back(launch_value(launch, {*run, events}, facts_));
    }
    if (rests_on_events(launch))
      for (const std::string& name : names->second)
        if (auto why = why_reports_are_not_trusted(name))
          return block(launch.name, std::move(*why));
    bind(launch.name, launch.repeat > 0 ? Value(std::move(values)) : values.front());
  }

  std::optional<Blocked> why_not_observed(const std::string& name, const RunRecord& run) const {
    if (auto why = left_out(run)) return why;
    if (const auto* not_started = std::get_if<NotStarted>(&run.termination))
      return why_not_started(name, *not_started, plan_, recording_);
    return trouble_with_steps(run);
  }

  static bool rests_on_events(const LaunchDef& launch) {
    return std::ranges::any_of(launch.observers, [](const std::string& name) {
      return find_observer(name)->can_read(Reads::events);
    });
  }

  // By the code of the build that the launch used.
  std::optional<Blocked> why_reports_are_not_trusted(const std::string& name) const {
    const auto program = std::ranges::find(plan_.programs, name, &ProgramRequest::name);
    const Result<RunRecord> look = recording_.whole(reach_of(program->built));
    return look ? why_reports_prove_nothing(*look) : not_recorded(look.error());
  }

  void note(const LaunchDef& launch, const RunRecord& run) {
    if (!run.reused.empty())
      seen_.notes[launch.name].push_back(fmt::format(
          "launch {} is the same as that of {}, whose record is used", run.name, run.reused));
    if (!ended_well(run))
      seen_.notes[launch.name].push_back(
          fmt::format("launch {} {}", run.name, told_end(run.termination)));
  }

  static std::string told_end(const Termination& termination) {
    const std::string told = in_words(termination);
    return told == to_string(termination) ? "ended: " + told : told;
  }

  void observe_compile(const LaunchDef& launch, const std::vector<std::string>& names) {
    if (auto why = moved_notes(facts_)) return block(launch.name, std::move(*why));
    std::deque<RunRecord> builds;  // whose words are looked at together
    std::vector<CompilerOutput> compiled;
    const RunRecord* failed = nullptr;
    for (const std::string& name : names) {
      Result<RunRecord> whole = recording_.whole(name);
      if (!whole) return block(launch.name, not_recorded(whole.error()));
      const RunRecord* build = &builds.emplace_back(std::move(*whole));
      if (auto why = left_out(*build)) return block(launch.name, std::move(*why));
      if (const auto* not_started = std::get_if<NotStarted>(&build->termination))
        return block(launch.name, {Outcome::inconclusive, not_started->why});
      const auto request = std::ranges::find(plan_.builds, name, &BuildRequest::name);
      compiled.push_back({request->package, request->module_dir, request->tags,
                          request->test_package, ended_well(*build), build->err().bytes});
      if (ended_well(*build)) continue;
      failed = build;
      if (Blocked why = why_not_built(*build, recording_); why.outcome != Outcome::fail)
        return block(launch.name, std::move(why));
    }
    bool says_something = false;
    std::size_t notes = 0;
    for (const CompilerOutput& output : compiled) {
      const EscapeNotes parsed = parse_escape_notes(output.text);
      notes += parsed.notes.size();
      says_something |= output.succeeded || !parsed.notes.empty();
      if (parsed.is_cut || notes > kMaxNotes) return block(launch.name, says_too_much());
    }
    if (!says_something) return block(launch.name, why_not_built(*failed, recording_));
    RunRecord whole;
    whole.termination = failed != nullptr ? failed->termination : Termination(Exited{0});
    bind(launch.name, launch_value(launch, {whole, kNoEvents, compiled}, facts_));
  }

  void observe_calls(const LaunchDef& launch) {
    const auto found = plan_.records_of.find(launch.name);
    if (found == plan_.records_of.end() || found->second.empty())
      return block(launch.name, role_is_missing(roles_.at(launch.called.back())));
    std::deque<Called> called;
    std::vector<CallOutput> calls;
    for (const std::string& name : found->second) {
      Result<RunRecord> run = recording_.whole(name);
      if (!run) return block(launch.name, not_recorded(run.error()));
      Called& one = called.emplace_back(std::move(*run));
      CallOutput& call = calls.emplace_back(call_of(launch, name, one));
      if (auto why = why_not_called(name, one, call.trouble))
        return block(launch.name, std::move(*why));
      if (!call.trouble.empty()) continue;
      if (!one.events.is_complete())
        seen_.unproven.try_emplace(launch.name, ended_without_report(one.run));
      if (auto why = why_reports_are_not_trusted(name)) return block(launch.name, std::move(*why));
    }
    RunRecord whole;
    whole.termination = Exited{0};
    bind(launch.name, launch_value(launch, {whole, kNoEvents, {}, calls}, facts_));
  }

  struct Called {
    RunRecord run;
    Events events = {};
  };

  CallOutput call_of(const LaunchDef& launch, const std::string& name, Called& called) const {
    called.events = read_events(called.run.events(), called.run.event_key);
    const auto program = std::ranges::find(plan_.programs, name, &ProgramRequest::name);
    return {.function = function_at(program->called),
            .name = program->called.name,
            .roles = roles_played(launch, program->called),
            .trouble = "",
            .record = &called.run,
            .events = &called.events};
  }

  // What keeps the whole launch from being observed. A function that no file of ours can call is
  // the trouble of that function alone.
  std::optional<Blocked> why_not_called(const std::string& name, const Called& called,
                                        std::string& trouble) const {
    if (auto why = left_out(called.run)) return why;
    if (const auto* not_started = std::get_if<NotStarted>(&called.run.termination)) {
      Blocked why = why_not_started(name, *not_started, plan_, recording_);
      if (why.outcome != Outcome::fail) return why;
      trouble = not_compiled(why);
    } else if (!has_all_until_its_end(called.events, called.run.termination)) {
      return events_are_missing(called.events);
    }
    return std::nullopt;
  }

  // The package is built for the notes as well, which tells what is wrong with the student's code.
  static std::string not_compiled(const Blocked& why) {
    for (std::string_view line : split_lines(why.text))
      if (!line.starts_with('#')) return "a call of it does not compile: " + printable(line, 200);
    return why.why;
  }

  const SourceFunction* function_at(const FunctionPlace& place) const {
    const auto found = std::ranges::find_if(facts_.functions, [&](const SourceFunction& f) {
      return f.file == place.file && f.first_line == place.line;
    });
    return &*found;  // the plan was made of these facts
  }

  std::vector<std::string> roles_played(const LaunchDef& launch, const FunctionPlace& place) const {
    std::vector<std::string> played;
    for (const std::string& role : launch.called)
      if (std::ranges::find(roles_.at(role).functions, place) != roles_.at(role).functions.end())
        played.push_back(role);
    return played;
  }

  Value evidence_value(const EvidenceDef& evidence) const {
    std::vector<EvidenceFile> files;
    for (const auto& [path, text] : texts_)
      if (std::ranges::any_of(evidence.files,
                              [&](const std::string& g) { return matches_file(g, path); }))
        files.push_back({path, text});
    const Observer& observer = *find_observer(evidence.observer);
    if (observer.can_read(Reads::evidence))
      return observer.observe({.files = files, .facts = facts_}).value();
    Values values;
    for (const EvidenceFile& file : files)
      values.push_back(
          Record{{"file", file.name},
                 {evidence.observer, text_observed(evidence.observer, file.text, facts_)}});
    return Value(std::move(values));
  }

  void bind_roles() {
    NamedValues all;
    for (const RoleDef& def : task_.roles) {
      const Role& role = roles_.at(def.name);
      if (!role.is_found()) block("roles." + def.name, role_is_missing(role));
      RoleSeen seen{role.name, role.package, role.file, role.line, role.functions, {}};
      for (const auto& [name, value] : role.env) seen.env.push_back({name, value});
      all.emplace_back(def.name, value_of(std::move(seen)));
    }
    bind("roles", Value(std::move(all)));
  }

  GoSeen go() const {
    GoSeen seen{.version = recording_.go_version};
    Cursor in(seen.version);
    if (in.eat("go1.")) seen.minor = in.number<int>().value_or(0);
    return seen;
  }

  WriteupSeen writeup() const {
    WriteupSeen seen;
    for (const auto& [path, text] : texts_)
      if (is_writeup(path)) seen.text = text;
    seen.text.resize(std::min(seen.text.size(), kMaxWriteupBytes));
    for (std::string_view line : split_lines(seen.text)) seen.lines += trim(line).empty() ? 0 : 1;
    return seen;
  }

  const TaskCriteria& task_;
  const Roles& roles_;
  const Plan& plan_;
  const TaskRecording& recording_;
  const SourceFacts& facts_;
  std::map<std::string, std::string> texts_;  // what was handed in to be read, decoded, by path
  Observations seen_;
};

}  // namespace

Observations observe_task(const TaskCriteria& task, const Roles& roles, const Plan& plan,
                          const TaskRecording& recording) {
  return Observing(task, roles, plan, recording).observe();
}

}  // namespace grade
