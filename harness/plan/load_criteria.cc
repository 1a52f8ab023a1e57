#include "harness/plan/load_criteria.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/base/files.h"
#include "harness/base/source_text.h"
#include "harness/base/text.h"
#include "harness/observe/observer.h"
#include "harness/plan/pattern.h"
#include "harness/plan/plan.h"
#include "harness/plan/quantity.h"
#include "harness/plan/yaml_reader.h"

namespace grade {
namespace {

bool is_identifier(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

Result<void> check_name(const YamlNode& key) {
  if (!is_identifier(key.text))
    return fail_at(key.pos, fmt::format("'{}' is no name: letters, digits and _, no digit first",
                                        printable(key.text, 60)));
  return {};
}

// ---- roles

// `benchmark: BenchmarkX`, or `benchmark: { like: PATTERN, other_than: [ROLE] }`.
Result<void> read_finder(RoleDef& role, const YamlNode& node) {
  if (node.kind == YamlNode::Kind::scalar) {
    GRADE_TRY(role.exact, text_of(node, "the name"));
    return {};
  }
  GRADE_TRY_VOID(check_keys(node, "a way to find it", {"like", "other_than"}));
  GRADE_TRY(const YamlNode* like, required(node, "like"));
  GRADE_TRY(role.like, text_of(*like, "like"));
  GRADE_TRY_VOID(check_pattern(role.like, like->pos));
  if (const YamlNode* others = node.get("other_than")) {
    GRADE_TRY(role.other_than, texts_of(*others, "other_than"));
  }
  return {};
}

Result<RoleDef> read_role(const YamlNode& key, const YamlNode& node) {
  GRADE_TRY_VOID(check_name(key));
  GRADE_TRY_VOID(check_keys(node, "a role", {"about", "program", "benchmark", "function"}));
  RoleDef role{.name = key.text, .pos = key.pos};
  GRADE_TRY(const YamlNode* about, required(node, "about"));
  GRADE_TRY(role.about, text_of(*about, "about"));
  if (node.entries.size() != 2)
    return fail_at(key.pos, "a role is one of program, benchmark or function");
  if (const YamlNode* packages = node.get("program")) {
    role.kind = RoleKind::program;
    GRADE_TRY(role.packages, texts_of(*packages, "program"));
    return role;
  }
  const YamlNode* benchmark = node.get("benchmark");
  role.kind = benchmark != nullptr ? RoleKind::benchmark : RoleKind::function;
  GRADE_TRY_VOID(read_finder(role, benchmark != nullptr ? *benchmark : *node.get("function")));
  return role;
}

// ---- launches

Result<void> read_action(LaunchDef& launch, const YamlNode& node, const TaskCriteria& task) {
  const std::pair<const char*, LaunchKind> kActions[] = {
      {"run", LaunchKind::run}, {"bench", LaunchKind::bench}, {"compile", LaunchKind::compile}};
  int found = 0;
  for (const auto& [key, kind] : kActions) {
    const YamlNode* value = node.get(key);
    if (value == nullptr) continue;
    ++found;
    launch.kind = kind;
    GRADE_TRY(launch.role, text_of(*value, key));
    if (kind == LaunchKind::compile) {
      if (launch.role != "all") return fail_at(value->pos, "compile takes 'all'");
      launch.role.clear();
      continue;
    }
    const RoleDef* role = task.role(launch.role);
    std::vector<std::string> names;
    for (const RoleDef& known : task.roles) names.push_back(known.name);
    if (role == nullptr) return unknown_name(value->pos, "role", launch.role, names);
    const RoleKind wanted = kind == LaunchKind::run ? RoleKind::program : RoleKind::benchmark;
    if (role->kind != wanted)
      return fail_at(value->pos,
                     fmt::format("role '{}' cannot be launched by '{}'", role->name, key));
  }
  if (found != 1) return fail_at(launch.pos, "a launch is one of run, bench or compile");
  return {};
}

Result<void> read_limits(LaunchDef& launch, const YamlNode& node) {
  if (const YamlNode* wall = node.get("wall")) {
    const auto ms = parse_milliseconds(wall->text);
    if (!ms) return fail_at(wall->pos, "must be a time such as 500ms, 20s or 2m");
    launch.limits.wall = *ms;
  }
  if (const YamlNode* memory = node.get("memory")) {
    const auto bytes = parse_bytes(memory->text);
    if (!bytes) return fail_at(memory->pos, "must be a size such as 512MiB or 2GiB");
    launch.limits.memory_bytes = *bytes;
  }
  if (const YamlNode* needs = node.get("needs")) {
    const std::map<std::string, Needs> kNeeds = {
        {"waiting", Needs::waiting}, {"cpu", Needs::cpu}, {"alone", Needs::alone}};
    const auto it = kNeeds.find(needs->text);
    if (it == kNeeds.end())
      return unknown_name(needs->pos, "need", needs->text, {"waiting", "cpu", "alone"});
    launch.needs = it->second;
  }
  return {};
}

// Those that see something of what is observed.
std::vector<std::string> names_of_observers(bool is_evidence) {
  std::vector<std::string> names;
  for (const Observer& known : observers())
    if (is_evidence || !known.can_read(Reads::evidence)) names.push_back(known.name);
  return names;
}

Result<void> read_observers(LaunchDef& launch, const YamlNode& node) {
  GRADE_TRY(const YamlNode* observe, required(node, "observe"));
  GRADE_TRY(launch.observers, texts_of(*observe, "observe"));
  for (std::size_t i = 0; i < launch.observers.size(); ++i) {
    const std::vector<std::string> names = names_of_observers(false);
    if (std::ranges::find(names, launch.observers[i]) != names.end()) continue;
    return unknown_name(observe->items[i].pos, "observer", launch.observers[i], names);
  }
  const YamlNode* instruments = node.get("instruments");
  if (instruments == nullptr) return {};
  GRADE_TRY(launch.instruments, texts_of(*instruments, "instruments"));
  for (std::size_t i = 0; i < launch.instruments.size(); ++i) {
    if (auto known = parse_instrument(launch.instruments[i]); !known)
      return fail_at(instruments->items[i].pos, known.error().what, known.error().hint);
  }
  return {};
}

Result<void> read_bench(LaunchDef& launch, const YamlNode& node) {
  const YamlNode* time = node.get("benchtime");
  const YamlNode* count = node.get("count");
  if (launch.kind != LaunchKind::bench) {
    if (const YamlNode* odd = time != nullptr ? time : count)
      return fail_at(odd->pos, "only a bench launch has benchtime and count");
    return {};
  }
  GRADE_TRY(const YamlNode* needed, required(node, "benchtime"));
  GRADE_TRY(launch.bench_time, text_of(*needed, "benchtime"));
  const std::string_view digits =
      std::string_view(launch.bench_time).substr(0, launch.bench_time.size() - 1);
  const bool is_count = launch.bench_time.ends_with('x') && !digits.empty() &&
                        std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_count && !parse_milliseconds(launch.bench_time))
    return fail_at(needed->pos,
                   "must be a number of iterations such as 100x, or a time such as 1s");
  if (count != nullptr) {
    GRADE_TRY(launch.bench_count, int_of(*count, 1, 100));
  }
  return {};
}

Result<LaunchDef> read_launch(const YamlNode& key, const YamlNode& node, const TaskCriteria& task) {
  GRADE_TRY_VOID(check_name(key));
  GRADE_TRY_VOID(check_keys(node, "a launch",
                            {"about", "run", "bench", "compile", "env", "instruments", "observe",
                             "repeat", "benchtime", "count", "needs", "wall", "memory"}));
  LaunchDef launch{.name = key.text, .pos = key.pos};
  GRADE_TRY(const YamlNode* about, required(node, "about"));
  GRADE_TRY(launch.about, text_of(*about, "about"));
  GRADE_TRY_VOID(read_action(launch, node, task));
  if (const YamlNode* env = node.get("env")) {
    GRADE_TRY(launch.env, env_of(*env));
  }
  GRADE_TRY_VOID(read_observers(launch, node));
  GRADE_TRY_VOID(read_limits(launch, node));
  GRADE_TRY_VOID(read_bench(launch, node));
  if (const YamlNode* repeat = node.get("repeat")) {
    if (launch.kind == LaunchKind::compile)
      return fail_at(repeat->pos, "compiling again gives the same; leave repeat out");
    GRADE_TRY(launch.repeat, int_of(*repeat, 1, 50));
  }
  return launch;
}

// ---- evidence

Result<EvidenceDef> read_evidence(const YamlNode& key, const YamlNode& node) {
  GRADE_TRY_VOID(check_name(key));
  GRADE_TRY_VOID(check_keys(node, "evidence", {"about", "files", "observe"}));
  EvidenceDef evidence{.name = key.text, .pos = key.pos};
  GRADE_TRY(const YamlNode* about, required(node, "about"));
  GRADE_TRY(evidence.about, text_of(*about, "about"));
  GRADE_TRY(const YamlNode* files, required(node, "files"));
  GRADE_TRY(evidence.files, texts_of(*files, "files"));
  GRADE_TRY(const YamlNode* observe, required(node, "observe"));
  GRADE_TRY(evidence.observer, text_of(*observe, "observe"));
  if (find_observer(evidence.observer) != nullptr) return evidence;
  const std::vector<std::string> names = names_of_observers(true);
  return unknown_name(observe->pos, "observer", evidence.observer, names);
}

// ---- criteria

class CriterionReader {
 public:
  explicit CriterionReader(const TaskCriteria& task) : scope_(scope_of(task)) {}

  Result<Criterion> read(const YamlNode& node) {
    GRADE_TRY_VOID(
        check_keys(node, "a criterion",
                   {"id", "text", "points", "note", "let", "require", "expect", "review"}));
    criterion_.pos = node.pos;
    GRADE_TRY(const YamlNode* id, required(node, "id"));
    GRADE_TRY(criterion_.id, text_of(*id, "id"));
    GRADE_TRY(const YamlNode* text, required(node, "text"));
    GRADE_TRY(criterion_.text, text_of(*text, "text"));
    GRADE_TRY(criterion_.note, text_or(node, "note", ""));
    GRADE_TRY_VOID(read_points(node));
    GRADE_TRY_VOID(read_lets(node));
    GRADE_TRY(criterion_.require, read_conditions(node, "require"));
    GRADE_TRY(criterion_.expect, read_conditions(node, "expect"));
    GRADE_TRY_VOID(read_review(node));
    if (criterion_.expect.empty() && !criterion_.review)
      return fail_at(node.pos, "a criterion needs expect or review");
    return std::move(criterion_);
  }

 private:
  Result<Expr> read_expr(const YamlNode& node, std::string_view what) {
    GRADE_TRY(std::string source, text_of(node, what));
    GRADE_TRY(Expr expr, parse_expr(source, node.pos));
    for (const std::string& path : paths_used(expr)) note_source(path);
    return expr;
  }

  // "roles.before.name" rests on roles.before; "traced.gctrace.cycles" on traced.
  void note_source(const std::string& path) {
    const std::size_t dot = path.find('.');
    std::string source = path.substr(0, dot);
    if (source == "roles" && dot != std::string::npos)
      source = path.substr(0, path.find('.', dot + 1));
    const bool is_let = std::ranges::any_of(criterion_.lets,
                                            [&](const Binding& let) { return let.name == source; });
    if (!is_let && std::ranges::find(criterion_.sources, source) == criterion_.sources.end())
      criterion_.sources.push_back(source);
  }

  Result<void> read_points(const YamlNode& node) {
    const YamlNode* points = node.get("points");
    if (points == nullptr) return {};
    GRADE_TRY(const int whole, int_of(*points, 0, 1000));
    criterion_.points = whole;
    return {};
  }

  Result<void> read_lets(const YamlNode& node) {
    const YamlNode* lets = node.get("let");
    if (lets == nullptr) return {};
    if (lets->kind != YamlNode::Kind::map)
      return fail_at(lets->pos, "let must be a map of names and expressions");
    for (const auto& [key, value] : lets->entries) {
      GRADE_TRY_VOID(check_name(key));
      if (std::ranges::any_of(scope_, [&](const auto& known) { return known.first == key.text; }))
        return fail_at(key.pos, fmt::format("'{}' means something already", key.text));
      GRADE_TRY(Expr expr, read_expr(value, key.text));
      GRADE_TRY(Type type, check_expr(expr, scope_));
      scope_.emplace_back(key.text, type);
      criterion_.lets.push_back({key.text, expr});
    }
    return {};
  }

  Result<std::vector<Condition>> read_conditions(const YamlNode& node, std::string_view key) {
    std::vector<Condition> conditions;
    const YamlNode* list = node.get(key);
    if (list == nullptr) return conditions;
    if (list->kind != YamlNode::Kind::list || list->items.empty())
      return fail_at(list->pos, fmt::format("{} must be a list of conditions", key));
    for (const YamlNode& item : list->items) {
      GRADE_TRY(Condition condition, read_condition(item));
      conditions.push_back(std::move(condition));
    }
    return conditions;
  }

  Result<Condition> read_condition(const YamlNode& item) {
    Condition condition;
    const YamlNode* that = &item;
    if (item.kind == YamlNode::Kind::map) {
      GRADE_TRY_VOID(check_keys(item, "a condition", {"that", "else", "hint"}));
      GRADE_TRY(that, required(item, "that"));
      GRADE_TRY(condition.otherwise, text_or(item, "else", ""));
      GRADE_TRY(condition.hint, text_or(item, "hint", ""));
    }
    GRADE_TRY(condition.expr, read_expr(*that, "a condition"));
    GRADE_TRY(const Type type, check_expr(condition.expr, scope_));
    if (type.kind() != Kind::boolean)
      return fail_at(condition.expr.pos,
                     fmt::format("a condition must be true or false, this is {}", to_string(type)));
    return condition;
  }

  Result<void> read_review(const YamlNode& node) {
    const YamlNode* review = node.get("review");
    if (review == nullptr) return {};
    GRADE_TRY_VOID(check_keys(*review, "review", {"show", "look_for"}));
    GRADE_TRY(const YamlNode* show, required(*review, "show"));
    GRADE_TRY(Expr expr, read_expr(*show, "show"));
    GRADE_TRY(const Type type, check_expr(expr, scope_));
    if (!(type == string_type()) && !(type == Type::list_of(string_type())))
      return fail_at(expr.pos, fmt::format("show must be text, this is {}", to_string(type)));
    GRADE_TRY(const YamlNode* look_for, required(*review, "look_for"));
    GRADE_TRY(std::string words, text_of(*look_for, "look_for"));
    criterion_.review = ReviewDef{std::move(expr), std::move(words)};
    return {};
  }

  Scope scope_;
  Criterion criterion_;
};

// ---- the file

template <class T, class Read>
Result<std::vector<T>> read_named(const YamlNode& root, std::string_view key, Read read) {
  std::vector<T> all;
  const YamlNode* node = root.get(key);
  if (node == nullptr) return all;
  if (node->kind != YamlNode::Kind::map)
    return fail_at(node->pos, fmt::format("{} must be a map of names", key));
  for (const auto& [name, value] : node->entries) {
    GRADE_TRY(T one, read(name, value));
    all.push_back(std::move(one));
  }
  return all;
}

Result<void> check_roles(const TaskCriteria& task) {
  std::vector<std::string> names;
  for (const RoleDef& role : task.roles) {
    for (const std::string& other : role.other_than)
      if (std::ranges::find(names, other) == names.end())
        return fail_at(role.pos, fmt::format("other_than names '{}', which is no role before it",
                                             printable(other, 60)));
    names.push_back(role.name);
  }
  return {};
}

Result<void> check_distinct(const TaskCriteria& task) {
  std::set<std::string> names = {"roles", "source", "writeup"};
  for (const LaunchDef& launch : task.launches)
    if (!names.insert(launch.name).second)
      return fail_at(launch.pos, fmt::format("'{}' means something already", launch.name));
  for (const EvidenceDef& evidence : task.evidence)
    if (!names.insert(evidence.name).second)
      return fail_at(evidence.pos, fmt::format("'{}' means something already", evidence.name));
  return {};
}

Result<void> read_criteria(TaskCriteria& task, const YamlNode& root) {
  GRADE_TRY(const YamlNode* list, required(root, "criteria"));
  if (list->kind != YamlNode::Kind::list || list->items.empty())
    return fail_at(list->pos, "criteria must be a list");
  std::set<std::string> ids;
  for (const YamlNode& item : list->items) {
    GRADE_TRY(Criterion criterion, CriterionReader(task).read(item));
    if (!ids.insert(criterion.id).second)
      return fail_at(criterion.pos,
                     fmt::format("id '{}' stands twice", printable(criterion.id, 60)));
    if (!criterion.id.starts_with(fmt::format("{}.", task.task)))
      return fail_at(criterion.pos,
                     fmt::format("an id of task {} starts with '{}.'", task.task, task.task));
    task.criteria.push_back(std::move(criterion));
  }
  return {};
}

Result<TaskCriteria> read_task(const YamlNode& root, const std::string& file) {
  GRADE_TRY_VOID(
      check_keys(root, "a criteria file",
                 {"task", "title", "text", "roles", "launches", "evidence", "criteria"}));
  TaskCriteria task{.file = file};
  GRADE_TRY(const YamlNode* number, required(root, "task"));
  GRADE_TRY(task.task, int_of(*number, 1, 999));
  GRADE_TRY(const YamlNode* title, required(root, "title"));
  GRADE_TRY(task.title, text_of(*title, "title"));
  GRADE_TRY(task.text, text_or(root, "text", ""));
  GRADE_TRY(task.roles, read_named<RoleDef>(root, "roles", read_role));
  GRADE_TRY_VOID(check_roles(task));
  GRADE_TRY(task.launches,
            read_named<LaunchDef>(root, "launches", [&](const YamlNode& key, const YamlNode& node) {
              return read_launch(key, node, task);
            }));
  GRADE_TRY(task.evidence, read_named<EvidenceDef>(root, "evidence", read_evidence));
  GRADE_TRY_VOID(check_distinct(task));
  GRADE_TRY_VOID(read_criteria(task, root));
  return task;
}

}  // namespace

Result<TaskCriteria> load_criteria(std::string_view text, const std::string& file) {
  GRADE_TRY(const YamlNode root, parse_yaml(text, file, kCriteriaLimits));
  if (root.kind == YamlNode::Kind::null) return fail_at({file, 0, 0}, "the file is empty");
  Result<TaskCriteria> task = read_task(root, file);
  if (!task && task.error().snippet.empty()) {
    task.error().pos = unfolded(task.error().pos, text);
    return std::unexpected(with_snippet(std::move(task).error(), text));
  }
  return task;
}

Result<std::vector<TaskCriteria>> load_criteria_folder(const std::filesystem::path& dir) {
  std::error_code ec;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir, ec)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("task") && name.ends_with(".yaml")) files.push_back(entry.path());
  }
  if (ec) return fail_at({dir.string(), 0, 0}, fmt::format("cannot read: {}", ec.message()));
  if (files.empty()) return fail_at({dir.string(), 0, 0}, "no criteria files task*.yaml");
  std::vector<TaskCriteria> tasks;
  for (const auto& file : files) {
    GRADE_TRY(const std::string text, read_file(file, kCriteriaLimits.bytes));
    GRADE_TRY(TaskCriteria task, load_criteria(text, file.string()));
    tasks.push_back(std::move(task));
  }
  std::ranges::sort(tasks, {}, [](const TaskCriteria& t) { return std::pair(t.task, t.file); });
  for (std::size_t i = 1; i < tasks.size(); ++i)
    if (tasks[i].task == tasks[i - 1].task)
      return fail_at({tasks[i].file, 0, 0},
                     fmt::format("task {} stands in {} already", tasks[i].task, tasks[i - 1].file));
  return tasks;
}

}  // namespace grade
