#include "harness/plan/submission.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/source_text.h"
#include "harness/base/text.h"
#include "harness/plan/pattern.h"
#include "harness/plan/yaml_reader.h"

namespace grade {
namespace {

// "./cmd/x/" -> "cmd/x", "" and "./" -> "."; nullopt for what leaves the task folder.
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

// ---- task.yaml

Result<void> read_choice_names(RoleChoice& choice, const YamlNode& node) {
  if (const YamlNode* package = node.get("package")) {
    GRADE_TRY(const std::string text, text_of(*package, "package"));
    const auto dir = clean_dir(text);
    if (!dir) return fail_at(package->pos, "package must be a folder inside the task folder");
    choice.package = *dir;
  }
  if (const YamlNode* file = node.get("file")) {
    GRADE_TRY(const std::string text, text_of(*file, "file"));
    const auto path = clean_dir(text);
    if (!path) return fail_at(file->pos, "file must lie inside the task folder");
    choice.file = *path;
  }
  GRADE_TRY(choice.bench, text_or(node, "bench", ""));
  GRADE_TRY(choice.function, text_or(node, "function", ""));
  return {};
}

Result<void> read_choice_run(RoleChoice& choice, const YamlNode& node) {
  if (const YamlNode* args = node.get("args")) {
    GRADE_TRY(choice.args, texts_of(*args, "args"));
  }
  if (const YamlNode* env = node.get("env")) {
    GRADE_TRY(choice.env, env_of(*env));
  }
  const YamlNode* tags = node.get("tags");
  if (tags == nullptr) return {};
  GRADE_TRY(choice.tags, texts_of(*tags, "tags"));
  for (const std::string& tag : choice.tags)
    if (!std::ranges::all_of(
            tag, [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '.'; }))
      return fail_at(tags->pos, fmt::format("'{}' is no build tag", printable(tag, 60)));
  return {};
}

Result<RoleChoice> read_choice(const YamlNode& key, const YamlNode& node, const RoleDef& role) {
  switch (role.kind) {
    case RoleKind::program:
      GRADE_TRY_VOID(check_keys(node, "a program's role", {"package", "args", "env", "tags"}));
      break;
    case RoleKind::benchmark:
      GRADE_TRY_VOID(
          check_keys(node, "a benchmark's role", {"package", "bench", "args", "env", "tags"}));
      break;
    case RoleKind::function:
      GRADE_TRY_VOID(check_keys(node, "a function's role", {"package", "function", "file"}));
      break;
  }
  RoleChoice choice{.pos = key.pos};
  GRADE_TRY_VOID(read_choice_names(choice, node));
  GRADE_TRY_VOID(read_choice_run(choice, node));
  return choice;
}

Result<TaskFile> read_task_file(const YamlNode& root, const TaskCriteria& task) {
  TaskFile file;
  GRADE_TRY_VOID(check_keys(root, "task.yaml", {"roles"}));
  const YamlNode* roles = root.get("roles");
  if (roles == nullptr) return file;
  if (roles->kind != YamlNode::Kind::map)
    return fail_at(roles->pos, "roles must be a map of role names");
  std::vector<std::string> known;
  for (const RoleDef& role : task.roles) known.push_back(role.name);
  for (const auto& [key, value] : roles->entries) {
    const RoleDef* role = task.role(key.text);
    if (role == nullptr) return unknown_name(key.pos, "role", key.text, known);
    GRADE_TRY(RoleChoice choice, read_choice(key, value, *role));
    file.emplace(key.text, std::move(choice));
  }
  return file;
}

// ---- roles

class Resolver {
 public:
  Resolver(const TaskCriteria& task, const TaskFile& choices, const SourceFacts& facts)
      : choices_(choices), facts_(facts) {
    for (const RoleDef& def : task.roles) roles_[def.name] = resolve(def);
  }
  Roles take() { return std::move(roles_); }

 private:
  Role resolve(const RoleDef& def) {
    const auto it = choices_.find(def.name);
    const RoleChoice choice = it == choices_.end() ? RoleChoice{} : it->second;
    Role role = def.kind == RoleKind::program ? program(def, choice) : function(def, choice);
    role.args = choice.args;
    role.env = choice.env;
    role.tags = choice.tags;
    if (role.is_found()) {
      const SourcePackage* package = package_at(role.package);
      role.module_dir = package != nullptr ? package->module_dir : "";
    }
    return role;
  }

  const SourcePackage* package_at(const std::string& dir) const {
    const auto found =
        std::ranges::find_if(facts_.packages, [&](const SourcePackage& p) { return p.dir == dir; });
    return found == facts_.packages.end() ? nullptr : &*found;
  }

  Role missing(const RoleDef& def, std::string_view why, std::string_view lines) const {
    Role role;
    role.missing = fmt::format("{}: {}; name it in task.yaml:\n  roles:\n    {}: {}", def.about,
                               why, def.name, lines);
    return role;
  }

  Role program(const RoleDef& def, const RoleChoice& choice) const {
    const auto has_main = [&](const std::string& dir) {
      return std::ranges::any_of(
          facts_.packages, [&](const SourcePackage& p) { return p.dir == dir && p.has_main; });
    };
    Role role;
    std::vector<std::string> tried;
    for (const std::string& folder :
         choice.package.empty() ? def.packages : std::vector{choice.package}) {
      role.package = clean_dir(folder).value_or(".");
      if (has_main(role.package)) return role;
      tried.push_back(role.package);
    }
    std::vector<std::string> mains;
    for (const SourcePackage& p : facts_.packages)
      if (p.has_main && std::ranges::find(mains, p.dir) == mains.end()) mains.push_back(p.dir);
    if (choice.package.empty() && mains.size() == 1) {
      role.package = mains.front();
      return role;
    }
    return missing(
        def,
        fmt::format("no package with func main in {}",
                    printable(fmt::format("{}", fmt::join(tried, ", ")))),
        fmt::format("{{ package: {} }}", mains.empty() ? "FOLDER" : printable(mains.front())));
  }

  bool is_candidate(const RoleDef& def, const RoleChoice& choice, const SourceFunction& f) const {
    if (!f.receiver.empty()) return false;
    if (def.kind == RoleKind::benchmark && !(f.in_test && f.name.starts_with("Benchmark")))
      return false;
    if (!choice.package.empty() && f.dir != choice.package) return false;
    if (!choice.file.empty() && f.file != choice.file) return false;
    if (!choice.bench.empty() || !choice.function.empty()) return true;
    return std::ranges::none_of(def.other_than, [&](const std::string& other) {
      const Role& role = roles_.at(other);
      return role.is_found() && role.file == f.file && role.line == f.first_line;
    });
  }

  Role function(const RoleDef& def, const RoleChoice& choice) const {
    const std::string asked = def.kind == RoleKind::benchmark ? choice.bench : choice.function;
    const std::string name = !asked.empty() ? asked : def.exact;
    std::vector<const SourceFunction*> candidates;
    for (const SourceFunction& f : facts_.functions)
      if (is_candidate(def, choice, f)) candidates.push_back(&f);
    std::vector<const SourceFunction*> found = candidates;
    if (!name.empty()) {
      const std::string plain = name.substr(0, name.find('/'));
      std::erase_if(found, [&](const SourceFunction* f) { return f->name != plain; });
    } else if (def.kind != RoleKind::benchmark || found.size() != 1) {
      std::erase_if(found, [&](const SourceFunction* f) { return !matches(def.like, f->name); });
    }
    // Of several benchmarks that fit, none is chosen for the student; of several functions the
    // first, since conditions can look at the others by name.
    const bool is_ambiguous = def.kind == RoleKind::benchmark && name.empty() && found.size() > 1;
    if (found.empty() || is_ambiguous)
      return missing_function(def, name, found.empty() ? candidates : found);
    Role role{.name = name.empty() ? found.front()->name : name,
              .file = found.front()->file,
              .line = found.front()->first_line};
    role.package = found.front()->dir;
    return role;
  }

  Role missing_function(const RoleDef& def, const std::string& name,
                        const std::vector<const SourceFunction*>& candidates) const {
    const char* kind = def.kind == RoleKind::benchmark ? "bench" : "function";
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(candidates.size(), 6); ++i)
      names += (i == 0 ? "" : ", ") + printable(candidates[i]->name, 60);
    std::string why = name.empty() ? "cannot tell which function it is"
                                   : fmt::format("no function '{}'", printable(name, 60));
    if (!names.empty()) why += fmt::format(" (there are: {})", names);
    return missing(def, why, fmt::format("{{ {}: NAME }}", kind));
  }

  const TaskFile& choices_;
  const SourceFacts& facts_;
  Roles roles_;
};

}  // namespace

Result<TaskFile> load_task_file(std::string_view text, const TaskCriteria& task) {
  GRADE_TRY(const YamlNode root, parse_yaml(text, "task.yaml", kSubmissionLimits));
  if (root.kind == YamlNode::Kind::null) return TaskFile{};
  Result<TaskFile> file = read_task_file(root, task);
  if (!file) return std::unexpected(with_snippet(std::move(file).error(), text));
  return file;
}

Roles resolve_roles(const TaskCriteria& task, const TaskFile& choices, const SourceFacts& facts) {
  return Resolver(task, choices, facts).take();
}

}  // namespace grade
