#include "harness/judge/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/judge/bindings.h"
#include "harness/judge/sightings.h"
#include "harness/observe/observer.h"
#include "harness/plan/reproduce.h"
#include "harness/recording/ended.h"

namespace grade {
namespace {

Verdict blank(const Criterion& criterion, const TaskCriteria& task, const std::string& submission) {
  Verdict verdict;
  verdict.submission = submission;
  verdict.task = task.task;
  verdict.id = criterion.id;
  verdict.text = criterion.text;
  verdict.points = criterion.points;
  verdict.note = criterion.note;
  verdict.summary = "not judged";
  return verdict;
}

template <class T>
void add_unique(std::vector<T>& all, const T& one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

// "main.go:11" of a function, the folder of a program.
std::string place_of(const RoleDef& def, const Role& role) {
  switch (def.kind) {
    case RoleKind::benchmark:
    case RoleKind::function:
      return fmt::format("{}:{}", role.file, role.line);
    case RoleKind::program:
    case RoleKind::service:
      return role.package;
    case RoleKind::command:
      break;
  }
  return "";
}

Player player_of(const RoleDef& def, const Role& role) {
  Player player{.role = def.name, .as = role.name, .where = place_of(def, role)};
  if (def.kind == RoleKind::command) player.as = role.command;
  if (player.as.empty()) player.as = role.package == "." ? "." : "./" + role.package;
  return player;
}

bool has_instruments(const LaunchDef& launch) {
  return std::ranges::any_of(launch.observers, [](const std::string& name) {
    return !find_observer(name)->needs.instruments.empty();
  });
}

// What all criteria of a task folder are judged by.
struct Material {
  const TaskCriteria& task;
  const TaskPlan& planned;
  const Observations& seen;
  const TaskRecording& recording;
};

class Judging {
 public:
  Judging(const Criterion& criterion, const Material& material, Verdict verdict)
      : criterion_(criterion),
        task_(material.task),
        roles_(material.planned.roles),
        plan_(material.planned.plan),
        recording_(material.recording),
        seen_(material.seen),
        bindings_(seen_.bindings),
        verdict_(std::move(verdict)) {}

  Verdict judge() {
    name_sources();
    if (is_blocked()) return std::move(verdict_);
    for (const Condition& condition : criterion_.require)
      if (!holds(condition)) return not_measured(condition);
    for (const Condition& condition : criterion_.expect)
      if (!holds(condition)) return not_met(condition);
    if (const Blocked* why = not_proven()) return end(why->outcome, why->why, why->hint);
    return criterion_.review ? for_review(*criterion_.review) : passed();
  }

 private:
  void name_sources() {
    for (const std::string& source : criterion_.sources) {
      if (const LaunchDef* launch = task_.launch(source)) {
        for (const std::string& observer : launch->observers)
          add_unique(verdict_.observers, observer);
        for (const StepDef& step : launch->steps)
          if (!step.observer.empty()) add_unique(verdict_.observers, step.observer);
        add_unique<std::string>(verdict_.observers, "process");
        name_launch(*launch);
      } else if (const EvidenceDef* evidence = task_.evidence_named(source)) {
        add_unique<std::string>(verdict_.observers, "evidence:" + evidence->observer);
      } else if (source == "writeup") {
        add_unique<std::string>(verdict_.observers, "writeup");
      } else if (source != "go") {
        add_unique<std::string>(verdict_.observers, "source");
        if (constexpr std::string_view kRoles = "roles."; source.starts_with(kRoles))
          name_role(source.substr(kRoles.size()));
      }
    }
  }

  void name_launch(const LaunchDef& launch) {
    if (!launch.role.empty()) name_role(launch.role);
    const bool is_found = launch.role.empty() || roles_.at(launch.role).is_found();
    if (is_found && !has_instruments(launch))
      for (const std::string& command :
           reproduce_commands(launch, launch.role.empty() ? Role{} : roles_.at(launch.role)))
        add_unique(verdict_.reproduce, command);
    const auto names = plan_.records_of.find(launch.name);
    if (names == plan_.records_of.end()) return;
    for (const std::string& name : names->second) {
      const auto record = recording_.records.find(name);
      if (record == recording_.records.end()) continue;
      const auto seconds = std::chrono::duration<double>(record->second.usage.wall).count();
      add_unique<LaunchTold>(verdict_.launches,
                             {name, in_words(record->second.termination), seconds});
    }
  }

  void name_role(std::string_view name) {
    const RoleDef* def = task_.role(name);
    if (def == nullptr) return;
    const Role& role = roles_.at(def->name);
    if (role.is_found()) add_unique(verdict_.roles, player_of(*def, role));
  }

  bool is_blocked() {
    for (const std::string& source : criterion_.sources) {
      const auto it = seen_.blocked.find(source);
      if (it == seen_.blocked.end()) continue;
      verdict_.outcome = it->second.outcome;
      verdict_.summary = it->second.why;
      verdict_.hint = it->second.hint;
      if (!it->second.text.empty())
        verdict_.evidence.push_back({"", it->second.about, {}, it->second.text});
      add_remarks();
      return true;
    }
    return false;
  }

  const Blocked* not_proven() const {
    for (const std::string& source : criterion_.sources)
      if (const auto it = seen_.unproven.find(source); it != seen_.unproven.end())
        return &it->second;
    return nullptr;
  }

  bool was_tried(std::string_view name) const {
    const auto has_name = [&](const auto& one) { return one.first == name; };
    return std::ranges::any_of(bindings_, has_name) || std::ranges::any_of(unknowns_, has_name);
  }

  // Computes the lets that an expression needs, once each. One that cannot be computed matters only
  // where its value is asked for.
  void bind_lets_of(const Expr& expr) {
    for (const std::string& path : paths_used(expr)) {
      const std::string name = path.substr(0, path.find('.'));
      const auto let = std::ranges::find(criterion_.lets, name, &Binding::name);
      if (let == criterion_.lets.end() || was_tried(name)) continue;
      bind_lets_of(let->expr);
      Evaluation evaluation = eval_expr(let->expr, bindings_, unknowns_);
      if (!evaluation.value) {
        unknowns_.emplace_back(name, fmt::format("{} = {}: {}", name, let->expr.source,
                                                 evaluation.value.error().what));
        continue;
      }
      let_parts_.emplace(name, EvidencePart{fmt::format("{} = {}", name, let->expr.source),
                                            to_string(*evaluation.value)});
      bindings_.emplace_back(name, std::move(*evaluation.value));
    }
  }

  // The lets that an expression rests on, the deepest first, then its own parts.
  std::vector<EvidencePart> parts_of(const Expr& expr, const Evaluation& evaluation) const {
    std::vector<EvidencePart> parts;
    add_lets(expr, parts);
    for (const Part& part : evaluation.parts)
      if (!let_parts_.contains(part.text)) parts.push_back({part.text, part.value});
    return parts;
  }
  void add_lets(const Expr& expr, std::vector<EvidencePart>& parts) const {
    for (const std::string& path : paths_used(expr)) {
      const auto part = let_parts_.find(path.substr(0, path.find('.')));
      if (part == let_parts_.end() || std::ranges::find(parts, part->second) != parts.end())
        continue;
      add_lets(std::ranges::find(criterion_.lets, part->first, &Binding::name)->expr, parts);
      parts.push_back(part->second);
    }
  }

  Evaluation evaluate(const Expr& expr) {
    bind_lets_of(expr);
    return eval_expr(expr, bindings_, unknowns_);
  }

  bool holds(const Condition& condition) {
    const Evaluation evaluation = evaluate(condition.expr);
    is_computed_ = evaluation.value.has_value();
    const bool is_true = is_computed_ && evaluation.value->as_bool();
    if (is_computed_ && !is_true) show(condition, evaluation);
    verdict_.evidence.push_back(
        {condition.expr.source,
         !is_computed_ ? fmt::format("cannot be computed: {}", evaluation.value.error().what)
         : is_true     ? "holds"
                       : "does not hold",
         parts_of(condition.expr, evaluation), ""});
    return is_true;
  }

  // Of a condition that does not hold.
  void show(const Condition& condition, const Evaluation& evaluation) {
    verdict_.asked = condition.asked;
    if (condition.seen && show(*condition.seen)) return;
    if (criterion_.seen && show(*criterion_.seen)) return;
    verdict_.seen = sightings_of(short_parts_of(condition.expr, evaluation));
  }

  // What cannot be computed is not shown; it decides nothing.
  bool show(const Expr& expr) {
    const Evaluation evaluation = evaluate(expr);
    if (!evaluation.value) return false;
    verdict_.seen = sightings_of(*evaluation.value, recording_.handin);
    return !verdict_.seen.empty();
  }

  // As parts_of, but lets are told by their names alone.
  std::vector<EvidencePart> short_parts_of(const Expr& expr, const Evaluation& evaluation) const {
    std::vector<EvidencePart> parts = parts_of(expr, evaluation);
    for (EvidencePart& part : parts)
      for (const auto& [name, let] : let_parts_)
        if (part == let) part.text = name;
    return parts;
  }

  void add_notes() {
    for (const std::string& source : criterion_.sources)
      if (const auto it = seen_.notes.find(source); it != seen_.notes.end())
        for (const std::string& note : it->second) verdict_.evidence.push_back({"", note, {}, ""});
  }

  // A file that was not taken may be the very one that is missed.
  void add_remarks() {
    std::string text;
    for (const std::string& remark : seen_.remarks) text += remark + "\n";
    if (!text.empty())
      verdict_.evidence.push_back({"", "what was not read in the task folder", {}, text});
  }

  Verdict end(Outcome outcome, std::string summary, std::string hint) {
    verdict_.outcome = outcome;
    verdict_.summary = std::move(summary);
    verdict_.hint = std::move(hint);
    add_notes();
    if (outcome == Outcome::fail) add_remarks();
    return std::move(verdict_);
  }

  std::string what_is_wrong(const Condition& condition) const {
    return condition.otherwise.empty() ? fmt::format("does not hold: {}", condition.expr.source)
                                       : condition.otherwise;
  }

  Verdict not_measured(const Condition& condition) {
    if (!is_computed_) return not_computed(condition);
    const bool is_of_hand_in = condition.about == Condition::About::hand_in;
    return end(is_of_hand_in ? Outcome::review : Outcome::inconclusive, what_is_wrong(condition),
               condition.hint);
  }
  Verdict not_met(const Condition& condition) {
    if (!is_computed_) return not_computed(condition);
    return end(Outcome::fail, what_is_wrong(condition), condition.hint);
  }
  Verdict not_computed(const Condition& condition) {
    return end(Outcome::error, fmt::format("cannot be computed: {}", condition.expr.source), "");
  }

  Verdict for_review(const ReviewDef& review) {
    const Evaluation evaluation = evaluate(review.show);
    if (!evaluation.value)
      return end(Outcome::error, fmt::format("cannot be shown: {}", evaluation.value.error().what),
                 "");
    std::string text;
    if (evaluation.value->kind() == Kind::string) {
      text = evaluation.value->as_string();
    } else {
      for (const Value& line : evaluation.value->as_list()) text += line.as_string() + "\n";
    }
    verdict_.evidence.push_back({"", "for a person to read", {}, std::move(text)});
    return end(Outcome::review, review.look_for, "");
  }

  Verdict passed() {
    if (criterion_.seen) show(*criterion_.seen);
    return end(
        Outcome::pass,
        fmt::format("{} of {} conditions hold", criterion_.expect.size(), criterion_.expect.size()),
        "");
  }

  const Criterion& criterion_;
  const TaskCriteria& task_;
  const Roles& roles_;
  const Plan& plan_;
  const TaskRecording& recording_;
  const Observations& seen_;
  Bindings bindings_;
  Unknowns unknowns_;                              // lets that cannot be computed
  std::map<std::string, EvidencePart> let_parts_;  // of those that were computed
  Verdict verdict_;
  bool is_computed_ = false;
};

bool is_asked(const std::set<std::string>& ids, const Criterion& criterion) {
  return ids.empty() || ids.contains(criterion.id);
}

std::vector<Verdict> all_with(const TaskCriteria& task, const std::string& submission,
                              const std::set<std::string>& ids, Outcome outcome,
                              const std::string& summary) {
  std::vector<Verdict> verdicts;
  for (const Criterion& criterion : task.criteria) {
    if (!is_asked(ids, criterion)) continue;
    Verdict verdict = blank(criterion, task, submission);
    verdict.outcome = outcome;
    verdict.summary = summary;
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace

std::vector<Verdict> judge_task(const TaskCriteria& task, const std::string& submission,
                                const TaskRecording& recording, const std::set<std::string>& ids) {
  const Checked<TaskPlan> planned = plan_task(task, recording.handin, ids);
  if (!planned) return all_with(task, submission, ids, Outcome::fail, to_string(planned.error()));
  const Observations seen = observe_task(task, planned->roles, planned->plan, recording);
  const Material material{task, *planned, seen, recording};
  std::vector<Verdict> verdicts;
  for (const Criterion& criterion : task.criteria)
    if (is_asked(ids, criterion))
      verdicts.push_back(Judging(criterion, material, blank(criterion, task, submission)).judge());
  return verdicts;
}

std::vector<Verdict> unjudged(const TaskCriteria& task, const std::string& submission,
                              const Unjudged& how, const std::set<std::string>& ids) {
  return all_with(task, submission, ids, how.outcome, how.why);
}

}  // namespace grade
