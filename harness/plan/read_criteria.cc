#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/plan/criteria_sections.h"

namespace grade {
namespace {

// What conditions can name.
class Names {
 public:
  // Tells which names stand for two things.
  explicit Names(CriteriaDraft& draft)
      : unread_(draft.unread_names), is_all_(draft.has_all_names && tell_clashes(draft)) {
    scope_ = scope_of(without_unread(draft.task));
    for (const std::string& name : unread_) scope_.emplace_back(name, Type());
    if (!draft.has_all_roles) unread_.insert("roles");
  }

  bool has(std::string_view name) const {
    return std::ranges::find(scope_, name, &Scope::value_type::first) != scope_.end();
  }
  void add(const std::string& name, Type type) { scope_.emplace_back(name, std::move(type)); }
  void add_unread(const std::string& name) {
    unread_.insert(name);
    scope_.emplace_back(name, Type());
  }

  // Any other name may be right.
  void give_up() { is_all_ = false; }

  static Error already_defined(const Pos& pos, std::string_view name) {
    return {pos, fmt::format("'{}' is already defined", name), {}, {}};
  }

  // None when the expression is wrong, which is told, or rests on what is wrong already.
  std::optional<Type> check(const Expr& expr, Errors& errors) const {
    if (!is_all_) return std::nullopt;
    for (const std::string& path : paths_used(expr))
      if (unread_.contains(path.substr(0, path.find('.')))) return std::nullopt;
    Result<Type> type = check_expr(expr, scope_);
    if (type) return std::move(*type);
    errors.push_back(std::move(type.error()));
    return std::nullopt;
  }

 private:
  // Whether there are none.
  static bool tell_clashes(CriteriaDraft& draft) {
    const std::size_t before = draft.errors.size();
    std::set<std::string> seen = {"go", "roles", "source", "writeup"};
    const auto check = [&](const auto& all) {
      for (const auto& one : all)
        if (!seen.insert(one.name).second)
          draft.errors.push_back(already_defined(one.pos, one.name));
    };
    check(draft.task.launches);
    check(draft.task.evidence);
    return draft.errors.size() == before;
  }

  TaskCriteria without_unread(TaskCriteria task) const {
    std::erase_if(task.launches, [&](const LaunchDef& l) { return unread_.contains(l.name); });
    std::erase_if(task.evidence, [&](const EvidenceDef& e) { return unread_.contains(e.name); });
    return task;
  }

  Scope scope_;
  std::set<std::string> unread_;
  bool is_all_;
};

bool is_text(const Type& type) {
  return type == string_type() || type == Type::list_of(string_type());
}

bool has_places(const Type& type) {
  if (type.kind() != Kind::list || type.element().kind() != Kind::record) return false;
  const Type* file = type.element().field("file");
  const Type* line = type.element().field("line");
  return file != nullptr && *file == string_type() && line != nullptr && *line == int_type();
}

// Expressions, and conditions made of them. What they use is remembered.
class ConditionReader {
 public:
  ConditionReader(const Names& names, Errors& errors) : names_(names), errors_(errors) {}

  std::optional<Expr> expr(const YamlNode& node, std::string_view what) {
    if (node.kind == YamlNode::Kind::list || node.kind == YamlNode::Kind::map) {
      tell(node.pos, fmt::format("{} must be an expression", what),
           "put an expression that starts with [ or { in quotes");
      return std::nullopt;
    }
    const std::string source = text_of(node, what, errors_);
    if (source.empty()) return std::nullopt;
    Result<Expr> expr = parse_expr(source, node.pos);
    if (expr) return std::move(*expr);
    errors_.push_back(std::move(expr.error()));
    return std::nullopt;
  }

  // What is shown as seen; lines for a person.
  std::optional<Expr> shown(const YamlNode& node, std::string_view key) {
    std::optional<Expr> read = expr(node, key);
    const std::optional<Type> type = read ? names_.check(*read, errors_) : std::nullopt;
    if (type && !is_text(*type) && !has_places(*type))
      tell(read->pos, fmt::format("{} must be a string, a list of strings, or of records with file "
                                  "and line, found {}",
                                  key, to_string(*type)));
    return read;
  }

  // What is wrong with one does not hide the others.
  std::vector<Condition> conditions(const YamlNode& list, std::string_view what) {
    std::vector<Condition> all;
    if (list.kind != YamlNode::Kind::list || list.items.empty())
      tell(list.pos, fmt::format("{} must be a list with at least one condition", what));
    for (const YamlNode& item : list.items)
      if (std::optional<Condition> one = condition(item, what == "require"))
        all.push_back(std::move(*one));
    return all;
  }

  void tell(const Pos& pos, std::string what, std::string hint = {}) {
    errors_.push_back({pos, std::move(what), std::move(hint), {}});
  }

 private:
  std::optional<Condition> condition(const YamlNode& item, bool is_required) {
    Condition condition;
    const YamlNode* that = &item;
    if (item.kind == YamlNode::Kind::map) {
      MapReader map(item, "a condition", {"that", "asked", "else", "seen", "hint", "about"},
                    errors_);
      condition.about = about(map, is_required);
      that = map.need("that");
      condition.asked = map.text_if("asked");
      if (const YamlNode* seen = map.find("seen")) condition.seen = shown(*seen, "seen");
      condition.otherwise = map.text_if("else");
      condition.hint = map.text_if("hint");
    }
    std::optional<Expr> read = that == nullptr ? std::nullopt : expr(*that, "a condition");
    if (!read) return std::nullopt;
    const std::optional<Type> type = names_.check(*read, errors_);
    if (type && type->kind() != Kind::boolean)
      tell(read->pos, fmt::format("a condition must be a bool, found {}", to_string(*type)));
    condition.expr = std::move(*read);
    return condition;
  }

  Condition::About about(MapReader& map, bool is_required) {
    const std::string text = map.text_if("about");
    if (!text.empty() && !is_required) tell(map.find("about")->pos, "about belongs to require");
    if (text == "machine") return Condition::About::machine;
    if (text == "hand-in") return Condition::About::hand_in;
    if (!text.empty()) tell(map.find("about")->pos, "about must be machine or hand-in");
    return Condition::About::unsaid;
  }

  const Names& names_;
  Errors& errors_;
};

// Of `let` and of `define`: names for expressions, each of which may use those before it.
class BindingsReader {
 public:
  BindingsReader(Names& names, Errors& errors) : names_(names), errors_(errors) {}

  std::vector<Binding> read(MapReader& map, std::string_view key) {
    const auto entries = map.entries_if(key, "names and expressions");
    if (!entries) names_.give_up();
    std::vector<Binding> all;
    for (const auto& [name, value] : entries.value_or(std::span<const YamlEntry>{})) {
      if (!is_new(name)) {
        names_.give_up();
        continue;
      }
      std::optional<Expr> expr = ConditionReader(names_, errors_).expr(value, name.text);
      const std::optional<Type> type = expr ? names_.check(*expr, errors_) : std::nullopt;
      if (type)
        names_.add(name.text, *type);
      else
        names_.add_unread(name.text);
      if (expr) all.push_back({name.text, std::move(*expr)});
    }
    return all;
  }

 private:
  bool is_new(const YamlNode& key) const {
    if (!is_name(key, errors_)) return false;
    if (!names_.has(key.text)) return true;
    errors_.push_back(Names::already_defined(key.pos, key.text));
    return false;
  }

  Names& names_;
  Errors& errors_;
};

class CriterionReader {
 public:
  CriterionReader(const YamlNode& node, Names names, CriteriaDraft& draft)
      : task_(draft.task),
        errors_(draft.errors),
        names_(std::move(names)),
        map_(node, "a criterion",
             {"id", "text", "points", "note", "let", "require", "expect", "seen", "review"},
             errors_) {
    criterion_.pos = node.pos;
  }

  Criterion read() {
    read_id();
    criterion_.text = map_.text("text");
    criterion_.points = map_.int_if("points", 0, 1000).value_or(1);
    criterion_.note = map_.text_if("note");
    for (Binding& let : BindingsReader(names_, errors_).read(map_, "let")) {
      note_sources(let.expr);
      criterion_.lets.push_back(std::move(let));
    }
    criterion_.require = read_conditions("require");
    criterion_.expect = read_conditions("expect");
    if (const YamlNode* seen = map_.find("seen")) read_seen(*seen);
    if (const YamlNode* review = map_.find("review")) read_review(*review);
    const bool has_check = map_.has("expect") || map_.has("review") ||
                           map_.may_be_misspelt("expect") || map_.may_be_misspelt("review");
    if (!has_check) map_.error(map_.node().pos, "a criterion needs expect or review");
    require_of_launches();
    return std::move(criterion_);
  }

 private:
  void read_id() {
    criterion_.id = map_.text("id");
    const YamlNode* id = map_.find("id");
    if (id != nullptr && id->kind == YamlNode::Kind::scalar && !id->is_quoted)
      map_.error(id->pos, "an id must be in quotes",
                 fmt::format("write id: \"{}\"; without quotes 90.10 is the number 90.1",
                             printable(id->text, 20)));
  }

  // "roles.before.name" rests on roles.before; "traced.gctrace.cycles" on traced; a name that the
  // file defines on what stands behind it.
  void note_sources(const Expr& expr) {
    for (const std::string& path : paths_used(expr)) {
      const std::size_t dot = path.find('.');
      std::string source = path.substr(0, dot);
      if (source == "roles" && dot != std::string::npos)
        source = path.substr(0, path.find('.', dot + 1));
      const auto has_name = [&](const Binding& binding) { return binding.name == source; };
      if (std::ranges::any_of(criterion_.lets, has_name)) continue;
      const auto defined = std::ranges::find_if(task_.defines, has_name);
      if (defined != task_.defines.end()) {
        note_sources(defined->expr);
        criterion_.lets.push_back(*defined);
      } else if (std::ranges::find(criterion_.sources, source) == criterion_.sources.end()) {
        criterion_.sources.push_back(source);
      }
    }
  }

  std::vector<Condition> read_conditions(std::string_view key) {
    const YamlNode* list = map_.find(key);
    if (list == nullptr) return {};
    std::vector<Condition> all = ConditionReader(names_, errors_).conditions(*list, key);
    for (const Condition& condition : all) {
      note_sources(condition.expr);
      if (condition.seen) note_sources(*condition.seen);
    }
    return all;
  }

  void read_seen(const YamlNode& node) {
    criterion_.seen = ConditionReader(names_, errors_).shown(node, "seen");
    if (criterion_.seen) note_sources(*criterion_.seen);
  }

  void read_review(const YamlNode& node) {
    MapReader map(node, "review", {"show", "look_for"}, errors_);
    criterion_.review.emplace().look_for = map.text("look_for");
    const YamlNode* show = map.need("show");
    if (show == nullptr) return;
    std::optional<Expr> expr = ConditionReader(names_, errors_).expr(*show, "show");
    if (!expr) return;
    note_sources(*expr);
    const std::optional<Type> type = names_.check(*expr, errors_);
    if (type && !is_text(*type))
      map.error(expr->pos, fmt::format("show must be a string or a list of strings, found {}",
                                       to_string(*type)));
    criterion_.review->show = std::move(*expr);
  }

  void require_of_launches() {
    std::vector<Condition> all;
    for (const std::string& source : criterion_.sources)
      if (const LaunchDef* launch = task_.launch(source))
        all.insert(all.end(), launch->require.begin(), launch->require.end());
    criterion_.require.insert(criterion_.require.begin(), all.begin(), all.end());
  }

  const TaskCriteria& task_;
  Errors& errors_;
  Names names_;
  MapReader map_;
  Criterion criterion_;
};

// Criteria that use the launch rest on nothing else by it.
void read_requires(const Names& names, CriteriaDraft& draft) {
  for (LaunchDef& launch : draft.task.launches) {
    const auto list = draft.requires_of.find(launch.name);
    if (list == draft.requires_of.end()) continue;
    ConditionReader reader(names, draft.errors);
    launch.require = reader.conditions(*list->second, "require");
    for (const Condition& condition : launch.require)
      for (const std::string& path : paths_used(condition.expr))
        if (path.substr(0, path.find('.')) != launch.name)
          reader.tell(condition.expr.pos,
                      fmt::format("require of launch '{0}' can only use '{0}', found '{1}'",
                                  launch.name, path));
  }
}

}  // namespace

void read_criteria(MapReader& file, CriteriaDraft& draft) {
  Names names(draft);
  read_requires(names, draft);
  draft.task.defines = BindingsReader(names, draft.errors).read(file, "define");
  const YamlNode* list = file.need("criteria");
  if (list == nullptr) return;
  std::set<std::string> ids;
  for (const YamlNode& item : file.items(*list, "criteria")) {
    Criterion criterion = CriterionReader(item, names, draft).read();
    const std::string& id = criterion.id;
    if (!id.empty() && !ids.insert(id).second)
      file.error(criterion.pos, fmt::format("duplicate id '{}'", printable(id, 60)));
    if (!id.empty() && draft.task.task > 0 && !id.starts_with(fmt::format("{}.", draft.task.task)))
      file.error(criterion.pos, fmt::format("an id of task {0} starts with '{0}.', found '{1}'",
                                            draft.task.task, printable(id, 60)));
    draft.task.criteria.push_back(std::move(criterion));
  }
}

}  // namespace grade
