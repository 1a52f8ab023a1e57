#include <fmt/format.h>

#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/output.h"
#include "harness/pipeline/home.h"

namespace grade {

int init_command(const Options&, const InitOptions& init) {
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
  print(
      fmt::format("{}: write the code and WRITEUP.md, keep your output in evidence/, then run\n  "
                  "grade run {}\n",
                  to.string(), to.string()));
  return 0;
}

}  // namespace grade
