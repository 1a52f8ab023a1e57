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

std::string describe(const LaunchDef& launch) {
  const std::string times = launch.repeat > 1 ? fmt::format(", {} times", launch.repeat) : "";
  std::string out = fmt::format("  {}{}\n", launch.name, times);
  out += wrapped(launch.about, console_width(), "    ");
  out += fmt::format("    observed by: {}\n", fmt::join(launch.observers, ", "));
  Role as_default{.package = "PACKAGE",
                  .name = launch.kind == LaunchKind::bench ? "BENCHMARK" : ""};
  const char* label = "by hand:";
  for (const std::string& command : reproduce_commands(launch, as_default)) {
    out += fmt::format("    {:<8} {}\n", label, command);
    label = "";
  }
  return out;
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

std::string explanation(const TaskCriteria& task, const Criterion& criterion) {
  std::string out =
      wrapped(fmt::format("{}  {}", criterion.id, criterion.text), console_width(), "");
  if (!criterion.note.empty())
    out += "\n" + wrapped("note: " + criterion.note, console_width(), "");
  std::string launches;
  for (const std::string& source : criterion.sources) {
    if (const LaunchDef* launch = task.launch(source)) launches += describe(*launch);
    if (const EvidenceDef* evidence = task.evidence_named(source))
      launches += fmt::format("  {}: {} in {}\n", evidence->name, evidence->about,
                              fmt::join(evidence->files, ", "));
    if (source == "writeup") launches += "  writeup: WRITEUP.md\n";
  }
  out += "\nlooked at\n" + launches;
  if (!criterion.lets.empty()) out += "\nwhere\n";
  for (const Binding& let : criterion.lets)
    out += wrapped(fmt::format("{} = {}", let.name, let.expr.source), console_width(), "  ");
  out += conditions("inconclusive unless", criterion.require);
  out += conditions("passes when", criterion.expect);
  if (criterion.review)
    out += "\nthen a person reads it, looking for\n" +
           wrapped(criterion.review->look_for, console_width(), "  ");
  return out;
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
      print(explanation(task, criterion));
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
