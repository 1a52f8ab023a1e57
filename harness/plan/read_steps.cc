#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/quantity.h"
#include "harness/observe/observer.h"
#include "harness/plan/criteria_sections.h"
#include "harness/plan/seen.h"

namespace grade {
namespace {

using std::chrono::seconds;

// How long a step may take unless it says so.
constexpr seconds kWaitTime{15};
constexpr seconds kLoadTime{120};
constexpr seconds kFetchTime{30};
constexpr seconds kSignalTime{2};
constexpr seconds kStopTime{5};

struct Action {
  Step::Do action;
  seconds within;
};
constexpr std::array<Action, 5> kActions = {{{Step::Do::wait, kWaitTime},
                                             {Step::Do::load, kLoadTime},
                                             {Step::Do::fetch, kFetchTime},
                                             {Step::Do::signal, kSignalTime},
                                             {Step::Do::stop, kStopTime}}};

class StepReader {
 public:
  StepReader(const YamlNode& node, Errors& errors)
      : map_(node, "a step",
             {"wait", "load", "fetch", "signal", "stop", "within", "path", "requests", "at_once",
              "observe", "as"},
             errors) {}

  StepDef read() {
    read_action();
    read_within();
    read_output();
    refuse_what_only_a_load_has();
    return std::move(def_);
  }
  bool is_typed() const { return is_typed_; }

 private:
  void read_action() {
    int found = 0;
    for (const auto& [action, within] : kActions) {
      const char* key = name_of(action);
      if (!map_.has(key)) continue;
      ++found;
      step().action = action;
      step().within = within;
      if (const std::string what = map_.text(key); !what.empty())
        read_object(what, map_.find(key)->pos);
    }
    if (found != 1)
      map_.error(map_.node().pos, "a step needs exactly one of wait, load, fetch, signal and stop");
  }

  void read_object(const std::string& what, const Pos& pos) {
    switch (step().action) {
      case Step::Do::wait:
        return read_wait(what, pos);
      case Step::Do::load:
        return read_load(what, pos);
      case Step::Do::fetch:
        step().path = what;
        if (!what.starts_with('/')) map_.error(pos, "fetch must be a path that starts with /");
        return;
      case Step::Do::signal:
      case Step::Do::stop:
        step().signal = signal_named(what);
        if (step().signal == 0)
          map_.errors().push_back(unknown_name(pos, "signal", what,
                                               {"SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGUSR1",
                                                "SIGUSR2", "SIGABRT", "SIGKILL"}));
        return;
    }
  }

  void read_wait(const std::string& what, const Pos& pos) {
    if (const auto time = parse_duration(what); time && time->count() > 0) {
      step().wait_for = Step::For::time;
      step().within = *time;
      return;
    }
    for (const auto wait_for : {Step::For::listening, Step::For::quiet, Step::For::exit}) {
      if (what != name_of(wait_for)) continue;
      step().wait_for = wait_for;
      return;
    }
    map_.error(pos, "wait must be listening, quiet, exit or a time such as 2s");
  }

  void read_load(const std::string& what, const Pos& pos) {
    if (what != "hey") map_.error(pos, "load must be hey");
    step().path = map_.text_if("path");
    step().requests = map_.int_if("requests", 1, 1'000'000).value_or(20'000);
    step().at_once = map_.int_if("at_once", 1, 1'000).value_or(100);
    // Each of its connections sends the same number; what is left over it does not send.
    if (step().requests % step().at_once != 0)
      map_.error(map_.node().pos, "requests must be a multiple of at_once, or hey sends fewer");
  }

  void read_within() {
    const YamlNode* within = map_.find("within");
    if (within == nullptr) return;
    if (step().wait_for == Step::For::time)
      return map_.error(within->pos, "a wait for a fixed time cannot have within");
    if (const auto time = parse_duration(within->text); time && time->count() > 0)
      step().within = *time;
    else
      map_.error(within->pos, "within must be a time such as 500ms, 20s or 2m");
  }

  // Both or neither; a load is read by the observer of its name unless another is named.
  void read_output() {
    step().as = map_.text_if("as");
    def_.observer = map_.text_if("observe");
    if (def_.observer.empty() && step().action == Step::Do::load && !step().as.empty())
      def_.observer = "hey";
    const bool gives = step().action == Step::Do::load || step().action == Step::Do::fetch ||
                       step().action == Step::Do::signal;
    is_typed_ = false;
    if (!gives && !(step().as + def_.observer).empty())
      return map_.error(map_.node().pos, "this step hands out nothing to observe");
    if (step().as.empty() != def_.observer.empty())
      return map_.error(map_.node().pos, "a step that is observed needs both observe and as");
    if (!step().as.empty() && !is_name(*map_.find("as"), map_.errors())) return;
    if (!def_.observer.empty() && find_observer(def_.observer) == nullptr) {
      std::vector<std::string> names;
      for (const Observer& known : observers()) names.push_back(known.name);
      map_.errors().push_back(
          unknown_name(map_.find("observe")->pos, "observer", def_.observer, names));
      return;
    }
    if (!def_.observer.empty() && !find_observer(def_.observer)->can_read(Reads::text))
      return map_.error(
          map_.find("observe")->pos,
          fmt::format("'{}' cannot read what a step hands out: it observes whole launches",
                      def_.observer));
    is_typed_ = true;
  }

  void refuse_what_only_a_load_has() {
    for (const char* key : {"path", "requests", "at_once"})
      if (map_.has(key) && !map_.has("load"))
        map_.error(map_.node().get(key)->pos, fmt::format("only a load can have {}", key));
  }

  Step& step() { return def_.step; }

  MapReader map_;
  StepDef def_;
  bool is_typed_ = true;
};

}  // namespace

bool read_steps(const YamlNode& list, LaunchDef& launch, Errors& errors) {
  const std::size_t before = errors.size();
  bool is_typed = true;
  if (launch.kind != LaunchKind::run && launch.kind != LaunchKind::serve)
    errors.push_back({list.pos, "only a run or a serve launch can have steps", {}, {}});
  if (list.kind != YamlNode::Kind::list || list.items.empty())
    errors.push_back({list.pos, "steps must be a list of steps", {}, {}});
  for (const YamlNode& item : list.items) {
    StepReader reader(item, errors);
    StepDef def = reader.read();
    is_typed = is_typed && reader.is_typed();
    const std::string& as = def.step.as;
    const bool is_taken =
        !as.empty() &&
        (std::ranges::find(declared<LaunchSeen>().fields(), as, &Field::name) !=
             declared<LaunchSeen>().fields().end() ||
         std::ranges::find(launch.observers, as) != launch.observers.end() ||
         std::ranges::any_of(launch.steps, [&](const StepDef& s) { return s.step.as == as; }));
    if (is_taken) errors.push_back({item.pos, fmt::format("'{}' is already defined", as), {}, {}});
    launch.steps.push_back(std::move(def));
  }
  return is_typed && errors.size() == before;
}

}  // namespace grade
