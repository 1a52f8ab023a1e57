// Commands about criteria files: list, explain, lint.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/base/utf8.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/output.h"
#include "harness/pipeline/home.h"
#include "harness/pipeline/mutant.h"
#include "harness/plan/load_criteria.h"
#include "harness/plan/reproduce.h"
#include "harness/plan/yaml_reader.h"

namespace grade {
namespace {

std::string wrapped(std::string_view text, std::size_t width, const std::string& indent) {
  std::string out;
  std::size_t used = 0;
  for (std::string_view rest = trim(text); !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest = trim(rest.substr(end));
    const auto cells = static_cast<std::size_t>(display_width(word));
    if (used > 0 && used + 1 + cells > width - indent.size()) {
      out += "\n";
      used = 0;
    }
    out += used == 0 ? indent : " ";
    out += word;
    used += (used == 0 ? 0 : 1) + cells;
  }
  return out + "\n";
}

std::size_t console_width() { return static_cast<std::size_t>(terminal_width(1)); }

// "passes    first line" with the next lines below it.
class Sheet {
 public:
  void add(std::string_view label, std::string_view text) {
    const std::string body = wrapped(text, console_width(), std::string(kIndent, ' '));
    const bool is_new = label != label_;
    label_ = label;
    out_ += fmt::format("{:<{}}{}", is_new ? label : "", kIndent, body.substr(kIndent));
  }
  // Never wrapped, so that it can be copied.
  void add_command(std::string_view label, std::string_view command) {
    const bool is_new = label != label_;
    label_ = label;
    out_ += fmt::format("{:<{}}{}\n", is_new ? label : "", kIndent, command);
  }
  std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t kIndent = 11;
  std::string out_;
  std::string label_;
};

std::string where_found(const RoleDef& role) {
  const std::string packages = fmt::format("{}", fmt::join(role.packages, ", "));
  switch (role.kind) {
    case RoleKind::program:
    case RoleKind::service:
      return fmt::format("func main in {}, or the only main package", packages);
    case RoleKind::command:
      return fmt::format("{}", fmt::join(role.commands, ", "));
    case RoleKind::benchmark:
    case RoleKind::function:
      break;
  }
  return role.exact.empty() ? fmt::format("a {} named like {}", to_string(role.kind), role.like)
                            : role.exact;
}

const char* task_file_key(RoleKind kind) {
  switch (kind) {
    case RoleKind::program:
    case RoleKind::service:
      return "package: ./FOLDER";
    case RoleKind::benchmark:
      return "bench: NAME";
    case RoleKind::function:
      return "function: NAME";
    case RoleKind::command:
      return "command: COMMAND";
  }
  return "";
}

// The roles that a criterion launches or names.
std::vector<const RoleDef*> roles_of(const TaskCriteria& task, const Criterion& criterion) {
  std::vector<const RoleDef*> roles;
  for (const RoleDef& role : task.roles)
    if (std::ranges::any_of(criterion.sources, [&](const std::string& source) {
          const LaunchDef* launch = task.launch(source);
          return source == "roles." + role.name || (launch != nullptr && launch->role == role.name);
        }))
      roles.push_back(&role);
  return roles;
}

void tell_what_is_done(const TaskCriteria& task, const Criterion& criterion, Sheet& sheet) {
  for (const std::string& source : criterion.sources) {
    if (const LaunchDef* launch = task.launch(source))
      sheet.add("we launch", launch->repeat > 1
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

// In the words that a verdict uses; a condition without words stands for itself.
void tell_reasons(std::string_view label, const std::vector<Condition>& conditions, Sheet& sheet) {
  for (const Condition& condition : conditions)
    sheet.add(label,
              "· " + (condition.otherwise.empty() ? fmt::format("not {}", condition.expr.source)
                                                  : condition.otherwise));
}

void tell_roles(const TaskCriteria& task, const Criterion& criterion, Sheet& sheet) {
  for (const RoleDef* role : roles_of(task, criterion)) {
    sheet.add("found as", fmt::format("{}: {}; or, in task.yaml,", role->name, where_found(*role)));
    sheet.add_command("found as", fmt::format("  roles: {{ {}: {{ {} }} }}", role->name,
                                              task_file_key(role->kind)));
  }
}

void tell_commands(const TaskCriteria& task, const Criterion& criterion, Sheet& sheet) {
  std::vector<std::string> told;  // launches of one program have the same commands
  for (const std::string& source : criterion.sources) {
    const LaunchDef* launch = task.launch(source);
    if (launch == nullptr) continue;
    const Role role{.package = "PACKAGE",
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
    sheet.add_command("example",
                      fmt::format("grade mutant {} creates one that fails", example->name));
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
  if (!criterion.note.empty()) sheet.add("note", criterion.note);
  tell_what_is_done(task, criterion, sheet);
  tell_reasons("fails if", criterion.expect, sheet);
  tell_reasons("undecided", criterion.require, sheet);
  if (criterion.review)
    sheet.add("to review", "a person reads it, looking for " + criterion.review->look_for);
  tell_roles(task, criterion, sheet);
  tell_commands(task, criterion, sheet);
  tell_mutant(criterion, sheet);
  return wrapped(fmt::format("{}  {}", criterion.id, criterion.text), console_width(), "") + "\n" +
         sheet.take() + (is_full ? expressions(task, criterion) : "");
}

}  // namespace

int list_command(const Options& options) {
  const auto criteria = load_criteria_folder(options.criteria);
  if (!criteria) return complain(criteria.error(), kExitUsage);
  std::string out;
  for (const TaskCriteria& task : *criteria) {
    out += fmt::format("{}task {}: {}\n", out.empty() ? "" : "\n", task.task, task.title);
    for (const Criterion& criterion : task.criteria) {
      const std::string text = wrapped(criterion.text, console_width(), "       ");
      out += fmt::format("  {:<5}{}", criterion.id, text.substr(7));
    }
  }
  print(out);
  return 0;
}

int explain_command(const Options& options, const ExplainOptions& explain) {
  const auto criteria = load_criteria_folder(options.criteria);
  if (!criteria) return complain(criteria.error(), kExitUsage);
  std::vector<std::string> ids;
  for (const TaskCriteria& task : *criteria) {
    for (const Criterion& criterion : task.criteria) {
      ids.push_back(criterion.id);
      if (criterion.id != explain.id) continue;
      print(explanation(task, criterion, explain.is_full));
      return 0;
    }
  }
  return complain(unknown_name({}, "criterion", explain.id, ids), kExitUsage);
}

int lint_command(const Options& options, const LintOptions& lint_options) {
  std::vector<std::filesystem::path> files = lint_options.files;
  if (files.empty()) {
    const auto all = load_criteria_folder(options.criteria);
    if (!all) return complain(all.error(), kExitUsage);
    for (const TaskCriteria& task : *all) files.emplace_back(task.file);
  }
  int code = 0;
  std::size_t criteria = 0;
  for (const auto& file : files) {
    const auto text = read_file(file, kCriteriaLimits.bytes);
    const auto task =
        text ? load_criteria(*text, file.string()) : std::unexpected(Errors{text.error()});
    if (!task) {
      code = complain(task.error(), kExitUsage);
      continue;
    }
    criteria += task->criteria.size();
    if (const Errors found = lint(*task, *text); !found.empty()) code = complain(found, kExitUsage);
  }
  if (code == 0)
    print(fmt::format("{} criteria in {} files: no problems\n", criteria, files.size()));
  return code;
}

}  // namespace grade
