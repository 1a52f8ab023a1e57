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
    std::set<std::string> seen = {"roles", "source", "writeup"};
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

class CriterionReader {
 public:
  CriterionReader(const YamlNode& node, Names names, Errors& errors)
      : errors_(errors),
        names_(std::move(names)),
        map_(node, "a criterion",
             {"id", "text", "points", "note", "let", "require", "expect", "review"}, errors) {
    criterion_.pos = node.pos;
  }

  Criterion read() {
    read_id();
    criterion_.text = map_.text("text");
    criterion_.points = map_.int_if("points", 0, 1000).value_or(1);
    criterion_.note = map_.text_if("note");
    read_lets();
    criterion_.require = read_conditions("require");
    criterion_.expect = read_conditions("expect");
    if (const YamlNode* review = map_.find("review")) read_review(*review);
    const bool has_check = map_.has("expect") || map_.has("review") ||
                           map_.may_be_misspelt("expect") || map_.may_be_misspelt("review");
    if (!has_check) map_.error(map_.node().pos, "a criterion needs expect or review");
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

  std::optional<Expr> read_expr(const YamlNode& node, std::string_view what) {
    const std::string source = text_of(node, what, errors_);
    if (source.empty()) return std::nullopt;
    Result<Expr> expr = parse_expr(source, node.pos);
    if (!expr) {
      errors_.push_back(std::move(expr.error()));
      return std::nullopt;
    }
    for (const std::string& path : paths_used(*expr)) note_source(path);
    return std::move(*expr);
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

  void read_lets() {
    const auto lets = map_.entries_if("let", "names and expressions");
    if (!lets) names_.give_up();
    for (const auto& [key, value] : lets.value_or(std::span<const YamlEntry>{})) {
      if (!is_new_name(key)) {
        names_.give_up();
        continue;
      }
      const std::optional<Expr> expr = read_expr(value, key.text);
      const std::optional<Type> type = expr ? names_.check(*expr, errors_) : std::nullopt;
      if (type)
        names_.add(key.text, *type);
      else
        names_.add_unread(key.text);
      criterion_.lets.push_back({key.text, expr.value_or(Expr{})});
    }
  }

  bool is_new_name(const YamlNode& key) {
    if (!is_name(key, errors_)) return false;
    if (!names_.has(key.text)) return true;
    errors_.push_back(Names::already_defined(key.pos, key.text));
    return false;
  }

  std::vector<Condition> read_conditions(std::string_view key) {
    std::vector<Condition> conditions;
    if (const YamlNode* list = map_.find(key))
      for (const YamlNode& item : map_.items(*list, key))
        conditions.push_back(read_condition(item));
    return conditions;
  }

  Condition read_condition(const YamlNode& item) {
    Condition condition;
    const YamlNode* that = &item;
    if (item.kind == YamlNode::Kind::map) {
      MapReader map(item, "a condition", {"that", "else", "hint"}, errors_);
      that = map.need("that");
      condition.otherwise = map.text_if("else");
      condition.hint = map.text_if("hint");
      if (that == nullptr) return condition;
    }
    if (std::optional<Expr> expr = read_expr(*that, "a condition")) {
      const std::optional<Type> type = names_.check(*expr, errors_);
      if (type && type->kind() != Kind::boolean)
        map_.error(expr->pos,
                   fmt::format("a condition must be a bool, found {}", to_string(*type)));
      condition.expr = std::move(*expr);
    }
    return condition;
  }

  void read_review(const YamlNode& node) {
    MapReader map(node, "review", {"show", "look_for"}, errors_);
    criterion_.review.emplace().look_for = map.text("look_for");
    const YamlNode* show = map.need("show");
    std::optional<Expr> expr = show == nullptr ? std::nullopt : read_expr(*show, "show");
    if (!expr) return;
    const std::optional<Type> type = names_.check(*expr, errors_);
    if (type && *type != string_type() && *type != Type::list_of(string_type()))
      map.error(expr->pos, fmt::format("show must be a string or a list of strings, found {}",
                                       to_string(*type)));
    criterion_.review->show = std::move(*expr);
  }

  Errors& errors_;
  Names names_;
  MapReader map_;
  Criterion criterion_;
};

}  // namespace

void read_criteria(MapReader& file, CriteriaDraft& draft) {
  const Names names(draft);
  const YamlNode* list = file.need("criteria");
  if (list == nullptr) return;
  std::set<std::string> ids;
  for (const YamlNode& item : file.items(*list, "criteria")) {
    Criterion criterion = CriterionReader(item, names, draft.errors).read();
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
