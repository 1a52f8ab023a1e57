#include "harness/plan/submission.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/source_text.h"
#include "harness/base/text.h"
#include "harness/plan/find_benchmark.h"
#include "harness/plan/find_function.h"
#include "harness/plan/find_program.h"
#include "harness/plan/missing_role.h"
#include "harness/plan/yaml_reader.h"

namespace grade {
namespace {

// ---- task.yaml

std::string path_if(MapReader& map, std::string_view key) {
  const std::string text = map.text_if(key);
  const std::optional<std::string> path = clean_dir(text);
  if (text.empty() || path) return text.empty() ? "" : *path;
  map.error(map.find(key)->pos, fmt::format("{} must be inside the task folder", key));
  return "";
}

bool is_tag(std::string_view text) {
  return std::ranges::all_of(
      text, [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '.'; });
}

bool is_flag_of_testing(std::string_view arg) {
  const std::size_t name = arg.find_first_not_of('-');
  return name != 0 && name != std::string_view::npos && arg.substr(name).starts_with("test.");
}

MapReader choice_reader(const YamlNode& node, RoleKind kind, Errors& errors) {
  switch (kind) {
    case RoleKind::program:
      return {node, "a program's role", {"package", "args", "env", "tags"}, errors};
    case RoleKind::service:
      return {node, "a service's role", {"package", "path", "args", "env", "tags"}, errors};
    case RoleKind::command:
      return {node, "a command's role", {"command", "env"}, errors};
    case RoleKind::benchmark:
      return {node, "a benchmark's role", {"package", "bench", "args", "env", "tags"}, errors};
    case RoleKind::function:
      break;
  }
  return {node, "a function's role", {"package", "function", "file"}, errors};
}

RoleChoice read_choice(const YamlEntry& entry, const RoleDef& role, Errors& errors) {
  MapReader map = choice_reader(entry.value, role.kind, errors);
  RoleChoice choice{.pos = entry.key.pos};
  choice.package = path_if(map, "package");
  choice.file = path_if(map, "file");
  choice.bench = map.text_if("bench");
  choice.function = map.text_if("function");
  choice.path = map.text_if("path");
  if (!choice.path.empty() && !choice.path.starts_with('/'))
    map.error(map.find("path")->pos, "path must start with /");
  choice.command = map.text_if("command");
  choice.args = map.texts_if("args");
  for (const std::string& arg : choice.args)
    if (role.kind == RoleKind::benchmark && is_flag_of_testing(arg))
      map.error(
          map.find("args")->pos,
          fmt::format("'{}' is a flag of go test, which the criteria set", printable(arg, 60)),
          "args are for the program's own flags");
  choice.env = map.env_if("env");
  choice.tags = map.texts_if("tags");
  for (const std::string& tag : choice.tags)
    if (!is_tag(tag))
      map.error(map.find("tags")->pos, fmt::format("invalid build tag '{}'", printable(tag, 60)));
  return choice;
}

TaskFile read_task_file(const YamlNode& root, const TaskCriteria& task, Errors& errors) {
  TaskFile file;
  MapReader map(root, "task.yaml", {"roles"}, errors);
  std::vector<std::string> known;
  for (const RoleDef& role : task.roles) known.push_back(role.name);
  const auto roles = map.entries_if("roles", "role names");
  for (const YamlEntry& entry : roles.value_or(std::span<const YamlEntry>{})) {
    if (const RoleDef* role = task.role(entry.key.text))
      file.emplace(role->name, read_choice(entry, *role, errors));
    else
      errors.push_back(unknown_name(entry.key.pos, "role", entry.key.text, known));
  }
  return file;
}

// ---- roles

class Resolver {
 public:
  Resolver(const TaskCriteria& task, const TaskFile& choices, const SourceFacts& facts,
           const std::set<std::string>& files)
      : task_(task), choices_(choices), facts_(facts), files_(files) {
    for (const RoleDef& def : task.roles) roles_[def.name] = resolve(def);
  }
  Roles take() { return std::move(roles_); }

 private:
  Role resolve(const RoleDef& def) {
    const auto it = choices_.find(def.name);
    const RoleChoice choice = it == choices_.end() ? RoleChoice{} : it->second;
    Role role = find(def, choice);
    role.args.insert(role.args.end(), choice.args.begin(), choice.args.end());
    role.env = choice.env;
    role.tags = choice.tags;
    if (role.is_found()) {
      const SourcePackage* package = package_at(role.package);
      role.module_dir = package != nullptr ? package->module_dir : "";
    }
    return role;
  }

  Role find(const RoleDef& def, const RoleChoice& choice) const {
    switch (def.kind) {
      case RoleKind::program:
        return find_program(def, choice, task_, facts_);
      case RoleKind::service: {
        Role role = find_program(def, choice, task_, facts_);
        role.path = choice.path.empty() ? def.path : choice.path;
        return role;
      }
      case RoleKind::command:
        return command(def, choice);
      case RoleKind::benchmark:
        return find_benchmark(def, choice, facts_, roles_);
      case RoleKind::function:
        break;
    }
    return find_function(def, choice, facts_, roles_);
  }

  // Whether what the command starts with may be there; the shell finds out for sure.
  bool may_run(std::string_view command) const {
    const std::string first(command.substr(0, command.find(' ')));
    if (first.starts_with("./")) return files_.contains(first.substr(2));
    return first != "make" || files_.contains("Makefile") || files_.contains("makefile");
  }

  Role command(const RoleDef& def, const RoleChoice& choice) const {
    Role role;
    role.package = ".";
    role.command = choice.command;
    for (const std::string& command : def.commands)
      if (role.command.empty() && may_run(command)) role.command = command;
    if (!role.command.empty()) return role;
    return missing_role(def, fmt::format("cannot run {}", fmt::join(def.commands, ", ")),
                        "{ command: COMMAND }");
  }

  const SourcePackage* package_at(const std::string& dir) const {
    const auto found =
        std::ranges::find_if(facts_.packages, [&](const SourcePackage& p) { return p.dir == dir; });
    return found == facts_.packages.end() ? nullptr : &*found;
  }

  const TaskCriteria& task_;
  const TaskFile& choices_;
  const SourceFacts& facts_;
  const std::set<std::string>& files_;  // beside Go files
  Roles roles_;
};

}  // namespace

std::optional<std::string> clean_dir(std::string_view dir) {
  if (dir.starts_with('/') || dir.find('\0') != std::string_view::npos) return std::nullopt;
  std::string clean;
  while (!dir.empty()) {
    const std::size_t slash = dir.find('/');
    const std::string_view part = dir.substr(0, slash);
    if (part == "..") return std::nullopt;
    if (!part.empty() && part != ".") clean += (clean.empty() ? "" : "/") + std::string(part);
    if (slash == std::string_view::npos) break;
    dir.remove_prefix(slash + 1);
  }
  return clean.empty() ? "." : clean;
}

Checked<TaskFile> load_task_file(std::string_view text, const TaskCriteria& task) {
  ParsedYaml yaml = parse_yaml(text, "task.yaml", kSubmissionLimits);
  TaskFile file;
  if (yaml.root && yaml.root->kind != YamlNode::Kind::null)
    file = read_task_file(*yaml.root, task, yaml.errors);
  if (yaml.errors.empty()) return file;
  return std::unexpected(in_order(std::move(yaml.errors), text));
}

Roles resolve_roles(const TaskCriteria& task, const TaskFile& choices, const SourceFacts& facts,
                    const std::set<std::string>& files) {
  return Resolver(task, choices, facts, files).take();
}

}  // namespace grade
