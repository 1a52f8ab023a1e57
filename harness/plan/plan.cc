#include "harness/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/observe/observer.h"

namespace grade {
namespace {

// A submission with more packages and tags than this gets its first ones compiled; a course task
// has a handful.
constexpr std::size_t kMaxCompiles = 48;
constexpr std::size_t kMaxCalls = 24;
constexpr const char* kCallTime = "10000x";

std::vector<std::string> instruments_of(const LaunchDef& launch) {
  std::set<std::string> all;
  for (const std::string& name : launch.observers) {
    const auto& needed = find_observer(name)->needs.instruments;
    all.insert(needed.begin(), needed.end());
  }
  return {all.begin(), all.end()};
}

std::vector<std::string> arguments(const LaunchDef& launch, const Role& role) {
  std::vector<std::string> args;
  if (launch.kind == LaunchKind::bench)
    args = {"-test.run=^$", "-test.bench=" + bench_pattern(role.name), "-test.benchmem",
            "-test.benchtime=" + launch.bench_time,
            fmt::format("-test.count={}", launch.bench_count)};
  args.insert(args.end(), role.args.begin(), role.args.end());
  args.insert(args.end(), launch.args.begin(), launch.args.end());
  return args;
}

class Planner {
 public:
  Planner(const TaskCriteria& task, const Roles& roles, const SourceFacts& facts)
      : task_(task), roles_(roles), facts_(facts) {}

  Plan plan(const std::set<std::string>& ids) {
    std::vector<const LaunchDef*> wanted;
    for (const LaunchDef& launch : task_.launches)
      if (is_wanted(launch, ids)) wanted.push_back(&launch);
    // What only waits starts first, so that the rest runs while it waits.
    std::ranges::stable_sort(wanted, {},
                             [](const LaunchDef* l) { return l->needs != Needs::waiting; });
    int rounds = 0;
    for (const LaunchDef* launch : wanted) {
      rounds = std::max(rounds, std::max(launch->repeat, 1));
      if (launch->kind == LaunchKind::compile) plan_compile(*launch);
      if (launch->kind == LaunchKind::call) plan_calls(*launch);
    }
    for (int round = 0; round < rounds; ++round)
      for (const LaunchDef* launch : wanted)
        if (!launch->role.empty() && round < std::max(launch->repeat, 1))
          plan_program(*launch, round);
    return std::move(plan_);
  }

 private:
  bool is_wanted(const LaunchDef& launch, const std::set<std::string>& ids) const {
    if (!launch.role.empty() && !roles_.at(launch.role).is_found()) return false;
    return std::ranges::any_of(task_.criteria, [&](const Criterion& c) {
      return (ids.empty() || ids.contains(c.id)) &&
             std::ranges::find(c.sources, launch.name) != c.sources.end();
    });
  }

  // The name under which the same build stands already, or this one under its own name.
  std::string build_once(const BuildRequest& request) {
    for (const BuildRequest& other : plan_.builds) {
      BuildRequest same = request;
      same.name = other.name;
      if (same == other) return other.name;
    }
    plan_.builds.push_back(request);
    return request.name;
  }

  void plan_compile(const LaunchDef& launch) {
    std::vector<std::string>& records = plan_.records_of[launch.name];
    for (const SourcePackage& package : facts_.packages) {
      for (const auto& tags : tag_sets_of(package)) {
        for (bool test : {false, true}) {
          if ((test ? package.test_files : package.files).empty()) continue;
          if (records.size() >= kMaxCompiles) return;
          records.push_back(build_once({.kind = BuildKind::notes,
                                        .name = fmt::format("{}-{}", launch.name, records.size()),
                                        .module_dir = package.module_dir,
                                        .package = package.dir,
                                        .test_package = test,
                                        .tags = tags,
                                        .instrumented = false}));
        }
      }
    }
  }

  // None, each by itself, and those that a file needs together.
  std::vector<std::vector<std::string>> tag_sets_of(const SourcePackage& package) const {
    std::vector<std::vector<std::string>> sets = {{}};
    for (const std::string& tag : package.tags) sets.push_back({tag});
    for (const SourceFunction& f : facts_.functions)
      if (f.dir == package.dir && std::ranges::find(sets, f.tags) == sets.end())
        sets.push_back(f.tags);
    return sets;
  }

  // Functions that are compiled together are called from one test binary, each in a process of its
  // own, so that none disturbs another.
  void plan_calls(const LaunchDef& launch) {
    std::vector<std::string>& records = plan_.records_of[launch.name];
    std::vector<BuildRequest> builds;
    for (const SourceFunction* f : called_by(launch)) {
      const auto is_with = [&](const BuildRequest& build) {
        return are_compiled_together(build.calls.front(), *f);
      };
      auto build = std::ranges::find_if(builds, is_with);
      if (build == builds.end()) {
        builds.push_back(build_of_calls(launch, *f, builds.size()));
        build = std::prev(builds.end());
      }
      build->calls.push_back(*f);
      const std::size_t at = build->calls.size() - 1;
      plan_.programs.push_back(call_of(launch, *f, *build, at, records.size()));
      records.push_back(plan_.programs.back().name);
    }
    std::ranges::move(builds, std::back_inserter(plan_.builds));
  }

  std::vector<const SourceFunction*> called_by(const LaunchDef& launch) const {
    std::vector<const SourceFunction*> all;
    for (const std::string& role : launch.called)
      for (const FunctionPlace& place : roles_.at(role).functions)
        for (const SourceFunction& f : facts_.functions)
          if (f.file == place.file && f.first_line == place.line && all.size() < kMaxCalls &&
              std::ranges::find(all, &f) == all.end())
            all.push_back(&f);
    return all;
  }

  static bool are_compiled_together(const SourceFunction& a, const SourceFunction& b) {
    return a.dir == b.dir && a.package == b.package && a.tags == b.tags && a.in_test == b.in_test;
  }

  // The student's tests are left out where they are not what is called: they may print and exit.
  BuildRequest build_of_calls(const LaunchDef& launch, const SourceFunction& f,
                              std::size_t number) const {
    const auto package = std::ranges::find(facts_.packages, f.dir, &SourcePackage::dir);
    const bool is_known = package != facts_.packages.end();
    return {.kind = BuildKind::test,
            .name = fmt::format("build-{}-{}", launch.name, number),
            .module_dir = is_known ? package->module_dir : "",
            .package = f.dir,
            .test_package = false,
            .tags = f.tags,
            .instrumented = true,
            .calls = {},
            .left_out = is_known && !f.in_test ? package->test_files : std::vector<std::string>{}};
  }

  static ProgramRequest call_of(const LaunchDef& launch, const SourceFunction& f,
                                const BuildRequest& build, std::size_t at, std::size_t number) {
    return {.name = fmt::format("{}-{}", launch.name, number),
            .built = build.name,
            .command = "",
            .directory = f.dir,
            .args = {"-test.run=^$", "-test.bench=" + bench_pattern(call_benchmark(at)),
                     fmt::format("-test.benchtime={}", kCallTime)},
            .env = launch.env,
            .steps = {},
            .limits = launch.limits,
            .reserve_bytes = launch.reserve_bytes,
            .needs = launch.needs,
            .instruments = instruments_of(launch),
            .called = {full_name(f), f.file, f.first_line}};
  }

  void plan_program(const LaunchDef& launch, int round) {
    const Role& role = roles_.at(launch.role);
    if (launch.kind == LaunchKind::command) return plan_command(launch, role, round);
    const std::vector<std::string> instruments = instruments_of(launch);
    const bool is_test = launch.kind == LaunchKind::bench || role.is_test;
    // No launch can have that name.
    const std::string name =
        fmt::format("build-{}{}", launch.role, instruments.empty() ? "" : "+instruments");
    ProgramRequest request{
        .name = name_of(launch, round),
        .built = build_once({.kind = is_test ? BuildKind::test : BuildKind::program,
                             .name = name,
                             .module_dir = role.module_dir,
                             .package = role.package,
                             .test_package = false,
                             .tags = role.tags,
                             .instrumented = !instruments.empty()}),
        .directory = is_test                   ? role.package
                     : role.module_dir.empty() ? "."
                                               : role.module_dir,
        .args = arguments(launch, role),
        .env = environment_of(launch, role),
        .steps = steps_of(launch, role),
        .serves = launch.kind == LaunchKind::serve,
        .limits = launch.limits,
        .reserve_bytes = launch.reserve_bytes,
        .needs = launch.needs,
        .instruments = instruments};
    for (const std::string& observer : launch.observers) {
      const Observer& found = *find_observer(observer);
      request.packet_stderr |= found.needs.packet_stderr;
    }
    plan_.records_of[launch.name].push_back(launch_once(launch, request));
  }

  void plan_command(const LaunchDef& launch, const Role& role, int round) {
    ProgramRequest request{.name = name_of(launch, round),
                           .command = role.command,
                           .directory = ".",
                           .env = environment_of(launch, role),
                           .limits = launch.limits,
                           .reserve_bytes = launch.reserve_bytes,
                           .needs = launch.needs};
    plan_.records_of[launch.name].push_back(launch_once(launch, request));
  }

  static std::string name_of(const LaunchDef& launch, int round) {
    return launch.repeat > 0 ? fmt::format("{}#{}", launch.name, round + 1) : launch.name;
  }

  static std::vector<Step> steps_of(const LaunchDef& launch, const Role& role) {
    std::vector<Step> steps;
    for (const StepDef& def : launch.steps) {
      steps.push_back(def.step);
      if (def.step.action == Step::Do::load && def.step.path.empty()) steps.back().path = role.path;
    }
    return steps;
  }

  std::string launch_once(const LaunchDef& launch, const ProgramRequest& request) {
    for (const ProgramRequest& other : plan_.programs) {
      ProgramRequest same = request;
      same.name = other.name;
      if (launch.repeat == 0 && same == other) return other.name;
    }
    plan_.programs.push_back(request);
    return request.name;
  }

  const TaskCriteria& task_;
  const Roles& roles_;
  const SourceFacts& facts_;
  Plan plan_;
};

}  // namespace

std::string canary_of(const std::string& build) { return "canary-" + build; }

std::string reach_of(const std::string& build) { return "reach-" + build; }

std::map<std::string, std::string> environment_of(const LaunchDef& launch, const Role& role) {
  std::map<std::string, std::string> env = launch.env;
  env.insert(role.env.begin(), role.env.end());
  return env;
}

std::string call_benchmark(std::size_t i) { return fmt::format("BenchmarkGradeCall{}", i); }

std::string bench_pattern(std::string_view name) {
  std::string pattern;
  for (std::string_view rest = name;;) {
    const std::size_t slash = rest.find('/');
    std::string part;
    for (char c : rest.substr(0, slash)) {
      if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) part += '\\';
      part += c;
    }
    pattern += "^" + part + "$";
    if (slash == std::string_view::npos) return pattern;
    pattern += "/";
    rest.remove_prefix(slash + 1);
  }
}

Plan make_plan(const TaskCriteria& task, const Roles& roles, const SourceFacts& facts,
               const std::set<std::string>& ids) {
  return Planner(task, roles, facts).plan(ids);
}

Checked<TaskPlan> plan_task(const TaskCriteria& task, const Handin& handin,
                            const std::set<std::string>& ids) {
  const auto text = handin.texts.find("task.yaml");
  Checked<TaskFile> choices = load_task_file(text == handin.texts.end() ? "" : text->second, task);
  if (!choices) return std::unexpected(std::move(choices).error());
  std::set<std::string> files;
  for (const auto& [path, bytes] : handin.texts) files.insert(path);
  TaskPlan planned{resolve_roles(task, *choices, handin.facts, files), {}};
  planned.plan = make_plan(task, planned.roles, handin.facts, ids);
  return planned;
}

}  // namespace grade
