#include <fmt/format.h>

#include <algorithm>

#include "harness/base/files.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/output.h"
#include "harness/pipeline/home.h"
#include "harness/plan/load_criteria.h"
#include "harness/plan/role_lines.h"

namespace grade {

namespace {

// The template's own stays; without criteria there are no roles to name.
Result<void> add_task_file(const std::filesystem::path& dir, const Options& options, int number) {
  const std::filesystem::path file = dir / "task.yaml";
  std::error_code ec;
  const auto criteria = load_criteria_folder(options.criteria);
  if (!criteria || std::filesystem::exists(file, ec)) return {};
  const auto task = std::ranges::find(*criteria, number, &TaskCriteria::task);
  return task == criteria->end() ? Result<void>{} : write_file(file, commented_task_file(*task));
}

}  // namespace

int init_command(const Options& options, const InitOptions& init) {
  namespace fs = std::filesystem;
  const std::string name = fmt::format("task{:02}", init.task);
  const fs::path from = submissions_dir() / "template" / name;
  const fs::path to = init.where / name;
  std::error_code ec;
  if (!fs::is_directory(from, ec))
    return complain(
        {{}, fmt::format("there is no task {}", init.task), "grade list shows the tasks", ""},
        kExitUsage);
  if (fs::exists(to, ec))
    return complain({{to.string(), 0, 0}, "already exists, nothing was changed", "", ""},
                    kExitUsage);
  fs::create_directories(init.where, ec);
  fs::copy(from, to, fs::copy_options::recursive, ec);
  if (ec)
    return complain({{to.string(), 0, 0}, fmt::format("cannot create: {}", ec.message()), "", ""},
                    kExitTrouble);
  if (const auto added = add_task_file(to, options, init.task); !added)
    return complain(added.error(), kExitTrouble);
  print(
      fmt::format("{}: write the code and WRITEUP.md, keep your output in evidence/, then run\n  "
                  "grade run {}\n"
                  "task.yaml there says what can be named where the code is laid out otherwise\n",
                  to.string(), to.string()));
  return 0;
}

}  // namespace grade
