// Commands about criteria files: list, lint.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/files.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/output.h"
#include "harness/cli/sheet.h"
#include "harness/plan/load_criteria.h"
#include "harness/plan/yaml_reader.h"

namespace grade {

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
