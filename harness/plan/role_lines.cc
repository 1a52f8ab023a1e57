#include "harness/plan/role_lines.h"

#include <fmt/format.h>

namespace grade {

std::string where_found(const RoleDef& role) {
  switch (role.kind) {
    case RoleKind::program:
    case RoleKind::service:
      return fmt::format("func main in {}, or the only main package{}",
                         fmt::join(role.packages, ", "),
                         role.calls.empty() ? "" : " that calls " + role.calls);
    case RoleKind::command:
      return fmt::format("the first that can run of: {}", fmt::join(role.commands, ", "));
    case RoleKind::benchmark:
    case RoleKind::function:
      break;
  }
  const std::string name = role.exact.empty()
                               ? fmt::format("a {} named like {}", to_string(role.kind), role.like)
                               : fmt::format("the {} {}", to_string(role.kind), role.exact);
  if (role.kind == RoleKind::function) return name;
  return role.exact.empty() ? name + ", or the only benchmark" : name;
}

std::string task_file_line(const RoleDef& role) {
  const auto line = [&](std::string_view key, std::string_view value) {
    return fmt::format("{}: {{ {}: {} }}", role.name, key, value);
  };
  switch (role.kind) {
    case RoleKind::program:
    case RoleKind::service:
      return line("package", role.packages.empty() ? "./FOLDER" : role.packages.front());
    case RoleKind::benchmark:
      return line("bench", role.exact.empty() ? "BenchmarkNAME" : role.exact);
    case RoleKind::function:
      return line("function", role.exact.empty() ? "NAME" : role.exact);
    case RoleKind::command:
      return line("command", role.commands.empty() ? "COMMAND" : role.commands.front());
  }
  return "";
}

std::string task_file_keys(RoleKind kind) {
  switch (kind) {
    case RoleKind::program:
      return "args: [WORDS], env: { NAME: VALUE }, tags: [BUILD TAGS]";
    case RoleKind::service:
      return "path: /PATH, args: [WORDS], env: { NAME: VALUE }, tags: [BUILD TAGS]";
    case RoleKind::benchmark:
      return "package: ./FOLDER, args: [WORDS], env: { NAME: VALUE }, tags: [BUILD TAGS]; a "
             "sub-benchmark is BenchmarkNAME/CASE";
    case RoleKind::function:
      return "package: ./FOLDER, file: FILE.go";
    case RoleKind::command:
      return "env: { NAME: VALUE }";
  }
  return "";
}

std::string commented_task_file(const TaskCriteria& task) {
  std::string out =
      "# Which code plays which role. Only what is not found by itself must be named here: take\n"
      "# away the # in front of roles: and of that role.\n"
      "#\n"
      "#roles:\n";
  for (const RoleDef& role : task.roles)
    out += fmt::format("#\n# {}\n# found by itself: {}\n# may also have: {}\n#  {}\n", role.about,
                       where_found(role), task_file_keys(role.kind), task_file_line(role));
  return out;
}

}  // namespace grade
