// How a criterion is checked, in words first.
#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain_last.h"
#include "harness/cli/output.h"
#include "harness/cli/sheet.h"
#include "harness/pipeline/home.h"
#include "harness/pipeline/mutant.h"
#include "harness/plan/load_criteria.h"
#include "harness/plan/reproduce.h"
#include "harness/plan/role_lines.h"
#include "harness/plan/yaml_reader.h"

namespace grade {
namespace {

// The roles that a criterion launches or names.
std::vector<const RoleDef*> roles_of(const TaskCriteria& task, const Criterion& criterion) {
  std::vector<const RoleDef*> roles;
  for (const RoleDef& role : task.roles)
    if (std::ranges::any_of(criterion.sources, [&](const std::string& source) {
          const LaunchDef* launch = task.launch(source);
          return source == "roles." + role.name ||
                 (launch != nullptr &&
                  (launch->role == role.name ||
                   std::ranges::find(launch->called, role.name) != launch->called.end()));
        }))
      roles.push_back(&role);
  return roles;
}

void tell_what_is_done(const TaskCriteria& task, const Criterion& criterion, Sheet& sheet) {
  for (const std::string& source : criterion.sources) {
    if (const LaunchDef* launch = task.launch(source))
      sheet.add("we do", launch->repeat > 1
                             ? fmt::format("{} ({} times)", launch->about, launch->repeat)
                             : launch->about);
  }
  for (const std::string& source : criterion.sources) {
    if (const EvidenceDef* evidence = task.evidence_named(source))
      sheet.add("we read",
                fmt::format("{}: {}", fmt::join(evidence->files, ", "), evidence->about));
    if (source == "writeup") sheet.add("we read", "WRITEUP.md");
  }
}

void tell_passes(const Criterion& criterion, Sheet& sheet) {
  for (const Condition& condition : criterion.expect)
    if (!condition.asked.empty()) sheet.add("passes", "· " + condition.asked);
  if (criterion.review)
    sheet.add("passes", "· a person has read it, looking for " + criterion.review->look_for);
}

// In the words that a verdict uses; a condition without words stands for itself.
void tell_reasons(std::string_view label, const std::vector<Condition>& conditions, Sheet& sheet) {
  for (const Condition& condition : conditions)
    sheet.add(label,
              "· " + (condition.otherwise.empty() ? fmt::format("not {}", condition.expr.source)
                                                  : condition.otherwise));
}

void tell_roles(const TaskCriteria& task, const Criterion& criterion, Sheet& sheet) {
  const std::vector<const RoleDef*> roles = roles_of(task, criterion);
  for (const RoleDef* role : roles)
    sheet.add("found as", fmt::format("{}: {}: {}", role->name, role->about, where_found(*role)));
  if (roles.empty()) return;
  sheet.add("or, in", "the file task.yaml of the task folder:");
  sheet.add_command("task.yaml", "  roles:");
  for (const RoleDef* role : roles) {
    sheet.add_command("task.yaml", "    " + task_file_line(*role));
    sheet.add("task.yaml", fmt::format("    # with it: {}", task_file_keys(role->kind)));
  }
}

void tell_commands(const TaskCriteria& task, const Criterion& criterion, Sheet& sheet) {
  std::vector<std::string> told;  // launches of one program have the same commands
  for (const std::string& source : criterion.sources) {
    const LaunchDef* launch = task.launch(source);
    if (launch == nullptr) continue;
    const Role role{.package = "PACKAGE",
                    .module_dir = ".",
                    .name = launch->kind == LaunchKind::bench ? "BENCHMARK" : ""};
    const std::vector<std::string> commands = reproduce_commands(*launch, role);
    if (commands == told) continue;
    for (const std::string& command : commands) sheet.add_command("by hand", command);
    told = commands;
  }
}

// A wrong submission that must fail this criterion, if possible no other.
void tell_mutant(const Criterion& criterion, Sheet& sheet) {
  const auto mutants = find_mutants(submissions_dir() / "wrong");
  if (!mutants) return;
  const Mutant* example = nullptr;
  for (const Mutant& mutant : *mutants) {
    const auto expected = std::ranges::find(mutant.expected, criterion.id, &Expectation::id);
    if (expected == mutant.expected.end() || expected->outcome != Outcome::fail) continue;
    if (example == nullptr || mutant.expected.size() < example->expected.size()) example = &mutant;
  }
  if (example != nullptr)
    sheet.add("does not", fmt::format("(grade mutant {} lays one out)", example->name));
}

std::string conditions(std::string_view title, const std::vector<Condition>& all) {
  if (all.empty()) return "";
  std::string out = fmt::format("\n{}\n", title);
  for (const Condition& condition : all) {
    out += wrapped(condition.expr.source, console_width(), "  ");
    if (!condition.otherwise.empty())
      out += wrapped("else: " + condition.otherwise, console_width(), "      ");
  }
  return out;
}

// As in the criteria file.
std::string expressions(const TaskCriteria& task, const Criterion& criterion) {
  std::string out = "\nobserved by\n";
  for (const std::string& source : criterion.sources) {
    if (const LaunchDef* launch = task.launch(source))
      out += fmt::format("  {}: {}\n", source, fmt::join(launch->observers, ", "));
    if (const EvidenceDef* evidence = task.evidence_named(source))
      out += fmt::format("  {}: {}\n", source, evidence->observer);
  }
  if (!criterion.lets.empty()) out += "\nwhere\n";
  for (const Binding& let : criterion.lets)
    out += wrapped(fmt::format("{} = {}", let.name, let.expr.source), console_width(), "  ");
  return out + conditions("inconclusive unless", criterion.require) +
         conditions("passes when", criterion.expect);
}

std::string explanation(const TaskCriteria& task, const Criterion& criterion, bool is_full) {
  Sheet sheet;
  tell_what_is_done(task, criterion, sheet);
  tell_passes(criterion, sheet);
  tell_reasons("does not", criterion.expect, sheet);
  tell_mutant(criterion, sheet);
  tell_reasons("undecided", criterion.require, sheet);
  if (!criterion.note.empty()) sheet.add("note", criterion.note);
  tell_roles(task, criterion, sheet);
  tell_commands(task, criterion, sheet);
  return wrapped(fmt::format("{}  {}", criterion.id, criterion.text), console_width(), "") + "\n" +
         sheet.take() + (is_full ? expressions(task, criterion) : "");
}

}  // namespace

int explain_command(const Options& options, const ExplainOptions& explain) {
  const auto criteria = load_criteria_folder(options.criteria);
  if (!criteria) return complain(criteria.error(), kExitUsage);
  std::vector<std::string> ids;
  for (const TaskCriteria& task : *criteria) {
    for (const Criterion& criterion : task.criteria) {
      ids.push_back(criterion.id);
      if (criterion.id != explain.id) continue;
      if (explain.is_last) return explain_last(*criteria, task, criterion, explain);
      print(explanation(task, criterion, explain.is_full));
      return 0;
    }
  }
  return complain(unknown_name({}, "criterion", explain.id, ids), kExitUsage);
}

}  // namespace grade
