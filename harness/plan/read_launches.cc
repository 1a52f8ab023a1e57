#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/quantity.h"
#include "harness/observe/observer.h"
#include "harness/plan/criteria_sections.h"
#include "harness/plan/plan.h"

namespace grade {
namespace {

struct Action {
  const char* key;
  LaunchKind kind;
  RoleKind role;  // that it launches; of no meaning for compile
};
constexpr std::array<Action, 6> kActions = {{{"run", LaunchKind::run, RoleKind::program},
                                             {"serve", LaunchKind::serve, RoleKind::service},
                                             {"bench", LaunchKind::bench, RoleKind::benchmark},
                                             {"command", LaunchKind::command, RoleKind::command},
                                             {"compile", LaunchKind::compile, {}},
                                             {"call", LaunchKind::call, RoleKind::function}}};

class LaunchReader {
 public:
  LaunchReader(const YamlEntry& entry, CriteriaDraft& draft)
      : draft_(draft),
        launch_{.name = entry.key.text, .pos = entry.key.pos},
        map_(entry.value, "a launch",
             {"about", "run", "serve", "bench", "command", "compile", "call", "args", "env",
              "observe", "steps", "repeat", "benchtime", "count", "needs", "wall", "memory",
              "require"},
             draft.errors) {}

  LaunchDef read() {
    launch_.about = map_.text("about");
    read_action();
    launch_.args = map_.texts_if("args");
    if (!launch_.args.empty() &&
        (launch_.kind == LaunchKind::compile || launch_.kind == LaunchKind::command ||
         launch_.kind == LaunchKind::call))
      map_.error(map_.find("args")->pos, "only a program or benchmark can have args");
    launch_.env = map_.env_if("env");
    read_observers();
    if (const YamlNode* steps = map_.find("steps")) {
      if (!read_steps(*steps, launch_, map_.errors())) is_typed_ = false;
    } else if (launch_.kind == LaunchKind::serve) {
      map_.error(launch_.pos, "a service needs steps: at least { wait: listening }");
    }
    read_limits();
    read_needs();
    read_bench();
    read_repeat();
    if (const YamlNode* conditions = map_.find("require"))
      draft_.requires_of.emplace(launch_.name, conditions);
    return std::move(launch_);
  }

  // Whether it is known what conditions see of it.
  bool is_typed() const { return is_typed_; }

 private:
  void read_action() {
    int found = 0;
    bool is_misspelt = false;
    for (const auto& [key, kind, wanted] : kActions) {
      is_misspelt = is_misspelt || map_.may_be_misspelt(key);
      if (!map_.has(key)) continue;
      ++found;
      launch_.kind = kind;
      if (kind == LaunchKind::call) {
        read_called(key, wanted);
        continue;
      }
      const std::string role = map_.text(key);
      if (role.empty()) continue;
      if (kind != LaunchKind::compile)
        launch_.role = check_role(role, map_.find(key)->pos, key, wanted);
      else if (role != "all")
        map_.error(map_.find(key)->pos, "compile must be 'all'");
    }
    knows_kind_ = found == 1;
    if (found > 1 || (found == 0 && !is_misspelt))
      map_.error(launch_.pos,
                 "a launch needs exactly one of run, serve, bench, command, compile and call");
  }

  void read_called(const char* key, RoleKind wanted) {
    const YamlNode* list = map_.need(key);
    if (list == nullptr) return;
    const bool is_one = list->kind == YamlNode::Kind::scalar;
    for (const YamlNode& item : is_one ? std::span(list, 1) : map_.items(*list, key))
      if (const std::string role = text_of(item, "a role to call", map_.errors()); !role.empty())
        launch_.called.push_back(check_role(role, item.pos, key, wanted));
    if (list->kind == YamlNode::Kind::list && launch_.called.empty())
      map_.error(list->pos, "call needs at least one role");
  }

  std::string check_role(const std::string& name, const Pos& pos, const char* key,
                         RoleKind wanted) {
    const RoleDef* role = draft_.task.role(name);
    if (role == nullptr && draft_.has_all_roles) {
      std::vector<std::string> names;
      for (const RoleDef& known : draft_.task.roles) names.push_back(known.name);
      map_.errors().push_back(unknown_name(pos, "role", name, names));
    }
    if (role != nullptr && !draft_.unread_roles.contains(name) && role->kind != wanted)
      map_.error(pos, fmt::format("'{}' needs a {}, but role '{}' is a {}", key, to_string(wanted),
                                  name, to_string(role->kind)));
    return name;
  }

  void read_observers() {
    const bool may_be_left_out = map_.has("steps") || launch_.kind == LaunchKind::command;
    const YamlNode* observe = may_be_left_out ? map_.find("observe") : map_.need("observe");
    is_typed_ = observe != nullptr || may_be_left_out;
    if (observe == nullptr) return;
    const std::size_t before = map_.errors().size();
    std::vector<std::string> names;
    for (const Observer& known : observers()) names.push_back(known.name);
    for (const YamlNode& item : map_.items(*observe, "observe")) {
      const std::string name = text_of(item, "an entry of observe", map_.errors());
      if (name.empty()) continue;
      if (find_observer(name) == nullptr)
        map_.errors().push_back(unknown_name(item.pos, "observer", name, names));
      else if (std::ranges::find(launch_.observers, name) != launch_.observers.end())
        map_.error(item.pos, fmt::format("duplicate observer '{}'", name));
      else
        launch_.observers.push_back(name);
    }
    is_typed_ = map_.errors().size() == before;
    if (knows_kind_)
      for (std::size_t i = 0; is_typed_ && i < launch_.observers.size(); ++i)
        check_sight(*find_observer(launch_.observers[i]), observe->items[i].pos);
  }

  // Whether the observer is given anything of such a launch.
  void check_sight(const Observer& observer, const Pos& pos) {
    const auto reads = [&](Reads what) { return observer.can_read(what); };
    const bool is_compile = launch_.kind == LaunchKind::compile;
    if (reads(Reads::calls) != (launch_.kind == LaunchKind::call)) {
      map_.error(pos, reads(Reads::calls)
                          ? fmt::format("'{}' observes call launches only", observer.name)
                          : fmt::format("'{}' cannot observe a call launch", observer.name));
      return;
    }
    if (reads(Reads::calls)) return;
    const bool reads_runs = reads(Reads::out) || reads(Reads::err) || reads(Reads::events);
    if (is_compile && !reads(Reads::compile))
      map_.error(
          pos, fmt::format("'{}' cannot observe a compile launch: no program runs", observer.name));
    if (!is_compile && !reads_runs)
      map_.error(pos, fmt::format("'{}' cannot observe a program: it reads what the compiler says",
                                  observer.name));
    if (launch_.kind == LaunchKind::command && reads(Reads::events))
      map_.error(pos, fmt::format("'{}' cannot observe a command: it needs a program that is built "
                                  "with the instrumented runtime",
                                  observer.name));
    check_options(observer, pos);
  }

  // An instrument has one setting in a launch.
  void check_options(const Observer& observer, const Pos& pos) {
    const auto name_of = [](std::string_view option) { return option.substr(0, option.find('=')); };
    for (const std::string& name : launch_.observers)
      for (const std::string& theirs : find_observer(name)->needs.instruments)
        for (const std::string& option : observer.needs.instruments)
          if (&observer != find_observer(name) && name_of(option) == name_of(theirs) &&
              option != theirs && name < observer.name)
            map_.error(pos, fmt::format("'{}' needs the instrument {}, and '{}' {}", observer.name,
                                        option, name, theirs));
  }

  void read_limits() {
    if (const YamlNode* wall = map_.find("wall")) {
      const auto time = parse_duration(wall->text);
      if (!time)
        map_.error(wall->pos, "wall must be a time such as 500ms, 1.5s or 2m");
      else if (*time < std::chrono::milliseconds(1) || *time > std::chrono::hours(24))
        map_.error(wall->pos, "wall must be between 1ms and 24h");
      else
        launch_.limits.wall = std::chrono::duration_cast<std::chrono::milliseconds>(*time);
    }
    if (const YamlNode* memory = map_.find("memory")) {
      const auto bytes = parse_bytes(memory->text);
      if (!bytes)
        map_.error(memory->pos, "memory must be a size such as 512MiB or 2GiB");
      else if (*bytes < (1u << 20))
        map_.error(memory->pos, "memory must be at least 1MiB");
      else
        launch_.limits.memory_bytes = launch_.reserve_bytes = *bytes;
    }
  }

  void read_needs() {
    const std::map<std::string, Needs> kNeeds = {
        {"waiting", Needs::waiting}, {"cpu", Needs::cpu}, {"alone", Needs::alone}};
    const std::string needs = map_.text_if("needs");
    if (needs.empty()) return;
    if (const auto it = kNeeds.find(needs); it != kNeeds.end())
      launch_.needs = it->second;
    else
      map_.errors().push_back(
          unknown_name(map_.find("needs")->pos, "need", needs, {"waiting", "cpu", "alone"}));
  }

  void read_bench() {
    if (knows_kind_ && launch_.kind != LaunchKind::bench) {
      for (const char* key : {"benchtime", "count"})
        if (map_.has(key))
          map_.error(map_.node().get(key)->pos,
                     fmt::format("only a bench launch can have {}", key));
      return;
    }
    launch_.bench_count = map_.int_if("count", 1, 100).value_or(1);
    launch_.bench_time = knows_kind_ ? map_.text("benchtime") : map_.text_if("benchtime");
    if (launch_.bench_time.empty() || is_bench_time(launch_.bench_time)) return;
    map_.error(map_.find("benchtime")->pos,
               "benchtime must be a number of iterations such as 100x, or a time such as 1s");
  }
  static bool is_bench_time(std::string_view text) {
    const auto time = parse_duration(text);
    return parse_iterations(text).value_or(0) > 0 || (time && time->count() > 0);
  }

  void read_repeat() {
    const YamlNode* repeat = map_.find("repeat");
    if (repeat == nullptr) return;
    if (launch_.kind == LaunchKind::compile || launch_.kind == LaunchKind::call)
      return map_.error(repeat->pos,
                        fmt::format("a {} launch cannot repeat: it would give the same",
                                    launch_.kind == LaunchKind::call ? "call" : "compile"));
    launch_.repeat = map_.int_if("repeat", 1, 50).value_or(1);
  }

  CriteriaDraft& draft_;
  LaunchDef launch_;
  MapReader map_;
  bool knows_kind_ = false;
  bool is_typed_ = true;
};

}  // namespace

void read_launches(MapReader& file, CriteriaDraft& draft) {
  const auto entries = file.entries_if("launches", "launch names");
  draft.has_all_names = entries.has_value();
  for (const YamlEntry& entry : entries.value_or(std::span<const YamlEntry>{})) {
    if (!is_name(entry.key, draft.errors)) draft.has_all_names = false;
    LaunchReader reader(entry, draft);
    LaunchDef launch = reader.read();
    if (!reader.is_typed()) draft.unread_names.insert(launch.name);
    draft.task.launches.push_back(std::move(launch));
  }
}

}  // namespace grade
