#include "harness/plan/find_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/base/pattern.h"
#include "harness/base/text.h"
#include "harness/plan/missing_role.h"

namespace grade {
namespace {

using Packages = std::vector<const SourcePackage*>;

class ProgramFinder {
 public:
  ProgramFinder(const RoleDef& def, const TaskCriteria& task, const SourceFacts& facts)
      : def_(def), facts_(facts) {
    for (const RoleDef& role : task.roles)
      if (role.name != def.name)
        for (const std::string& folder : role.packages) add_folder(of_others_, folder);
    for (const std::string& folder : def.packages) of_others_.erase(dir_of(folder));
  }

  Role find(const RoleChoice& choice) const {
    if (!choice.package.empty()) return chosen(choice.package);
    const Packages mains = all([](const SourcePackage& p) { return p.has_main; });
    if (mains.empty()) return among_tests();
    if (const SourcePackage* named = in_folder_among(mains); named != nullptr && named->dir != ".")
      return played_by(*named);
    const Packages fitting = callers_among(without_others(mains));
    if (const SourcePackage* named = in_folder_among(fitting)) return played_by(*named);
    if (fitting.size() == 1) return played_by(*fitting.front());
    if (const Packages placed = placed_among(fitting); placed.size() == 1)
      return played_by(*placed.front());
    return ask(fitting);
  }

 private:
  static std::string dir_of(const std::string& folder) { return clean_dir(folder).value_or("."); }
  static void add_folder(std::set<std::string>& folders, const std::string& folder) {
    if (dir_of(folder) != ".") folders.insert(dir_of(folder));
  }

  // In the first of the role's folders that has one.
  const SourcePackage* in_folder_among(const Packages& packages) const {
    for (const std::string& folder : def_.packages)
      for (const SourcePackage* package : packages)
        if (package->dir == dir_of(folder)) return package;
    return nullptr;
  }

  // One program may play two roles where there is no other.
  Packages without_others(const Packages& packages) const {
    Packages rest;
    for (const SourcePackage* package : packages)
      if (!of_others_.contains(package->dir)) rest.push_back(package);
    return rest.empty() ? packages : rest;
  }

  template <class Predicate>
  Packages all(Predicate fits) const {
    Packages found;
    for (const SourcePackage& package : facts_.packages)
      if (fits(package)) found.push_back(&package);
    return found;
  }

  Role chosen(const std::string& dir) const {
    for (const SourcePackage& package : facts_.packages)
      if (package.dir == dir && (package.has_main || has_program_in_tests(package)))
        return played_by(package);
    const Packages mains = all([](const SourcePackage& p) { return p.has_main; });
    return missing_role(def_, fmt::format("no package with func main in {}", printable(dir)),
                        lines(mains));
  }

  Role played_by(const SourcePackage& package) const {
    Role role;
    role.package = package.dir;
    role.is_test = !package.has_main;
    if (role.is_test && !declares(package, "Test")) role.args = {"-test.run=^$", "-test.bench=."};
    return role;
  }

  // A test is a program too: `go test -c` makes it.
  bool has_program_in_tests(const SourcePackage& package) const {
    return def_.kind == RoleKind::program &&
           (declares(package, "Test") || declares(package, "Benchmark"));
  }

  bool declares(const SourcePackage& package, std::string_view prefix) const {
    return std::ranges::any_of(facts_.functions, [&](const SourceFunction& f) {
      return f.in_test && f.dir == package.dir && f.receiver.empty() &&
             f.name.starts_with(prefix) && f.name != "TestMain";
    });
  }

  Role among_tests() const {
    const Packages tests = all([&](const SourcePackage& p) { return has_program_in_tests(p); });
    if (tests.size() == 1) return played_by(*tests.front());
    if (tests.size() > 1) return ask(tests);
    return missing_role(def_, "there is no package with func main", "{ package: FOLDER }");
  }

  Packages callers_among(const Packages& mains) const {
    if (def_.calls.empty()) return mains;
    Packages callers;
    for (const SourcePackage* package : mains)
      if (calls(*package)) callers.push_back(package);
    return callers.empty() ? mains : callers;
  }

  // It, or a package of the task folder that it imports, directly or not.
  bool calls(const SourcePackage& main) const {
    std::vector<const SourcePackage*> reached = {&main};
    for (std::size_t i = 0; i < reached.size(); ++i) {
      if (has_call(*reached[i])) return true;
      for (const SourcePackage& package : facts_.packages)
        if (std::ranges::find(reached[i]->imports, import_path(package)) !=
                reached[i]->imports.end() &&
            std::ranges::find(reached, &package) == reached.end())
          reached.push_back(&package);
    }
    return false;
  }

  bool has_call(const SourcePackage& package) const {
    return std::ranges::any_of(facts_.functions, [&](const SourceFunction& f) {
      return f.dir == package.dir && !f.in_test &&
             std::ranges::find(f.calls, def_.calls) != f.calls.end();
    });
  }

  std::string import_path(const SourcePackage& package) const {
    const auto module = std::ranges::find(facts_.modules, package.module_dir, &SourceModule::dir);
    if (module == facts_.modules.end()) return "";
    const std::string below =
        std::filesystem::path(package.dir).lexically_relative(module->dir).string();
    return below == "." ? module->path : module->path + "/" + below;
  }

  Packages placed_among(const Packages& packages) const {
    if (def_.place.empty()) return {};
    const auto place = Pattern::compile(def_.place).value();  // it was read from a criteria file
    Packages placed;
    for (const SourcePackage* package : packages)
      if (place.occurs_in(package->dir)) placed.push_back(package);
    return placed;
  }

  Role ask(const Packages& candidates) const {
    std::vector<std::string> names;
    for (const SourcePackage* package : candidates) names.push_back(printable(package->dir, 60));
    return asked_role(def_, fmt::format("cannot tell whether it is {}", fmt::join(names, " or ")),
                      lines(candidates));
  }

  static std::string lines(const Packages& candidates) {
    std::string all = "{ package: FOLDER }";
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const std::string dir = printable(candidates[i]->dir);
      all = i == 0 ? fmt::format("{{ package: {} }}", dir)
                   : fmt::format("{}{} {}", all, i == 1 ? "  # or" : ",", dir);
    }
    return all;
  }

  const RoleDef& def_;
  const SourceFacts& facts_;
  std::set<std::string> of_others_;  // folders that are another role's
};

}  // namespace

Role find_program(const RoleDef& def, const RoleChoice& choice, const TaskCriteria& task,
                  const SourceFacts& facts) {
  return ProgramFinder(def, task, facts).find(choice);
}

}  // namespace grade
