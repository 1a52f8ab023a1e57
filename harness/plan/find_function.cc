#include "harness/plan/find_function.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/pattern.h"
#include "harness/base/text.h"
#include "harness/plan/missing_role.h"

namespace grade {
namespace {

constexpr std::size_t kMostShown = 6;  // candidates for a role

using Functions = std::vector<const SourceFunction*>;

class FunctionFinder {
 public:
  FunctionFinder(const RoleDef& def, const SourceFacts& facts, const Roles& roles)
      : def_(def), facts_(facts), roles_(roles) {}

  // Each function that fits plays the role: conditions look at all of them.
  Role find(const RoleChoice& choice) const {
    const std::string& name = !choice.function.empty() ? choice.function : def_.exact;
    Functions found;
    for (const SourceFunction& f : facts_.functions)
      if (is_at(choice, f) && (!choice.function.empty() || is_called_by_hand(f)))
        found.push_back(&f);
    if (!name.empty())
      keep_named(name, found);
    else
      keep_like(def_.like, &SourceFunction::name, found);
    const Functions fitting = found;
    std::erase_if(found, [&](const SourceFunction* f) { return !other_role(*f).empty(); });
    if (!found.empty()) return role_of(found);
    return missing_function(name, fitting);
  }

 private:
  bool plays(const std::string& other, const SourceFunction& f) const {
    const Role& role = roles_.at(other);
    return std::ranges::any_of(role.functions, [&](const FunctionPlace& place) {
      return place.file == f.file && place.line == f.first_line;
    });
  }

  static Role role_of(const Functions& found) {
    Role role{.package = found.front()->dir,
              .name = full_name(*found.front()),
              .file = found.front()->file,
              .line = found.front()->first_line};
    for (const SourceFunction* f : found)
      role.functions.push_back({full_name(*f), f->file, f->first_line});
    return role;
  }

  static bool is_at(const RoleChoice& choice, const SourceFunction& f) {
    return (choice.package.empty() || f.dir == choice.package) &&
           (choice.file.empty() || f.file == choice.file);
  }

  // Not one that go run or go test calls.
  static bool is_called_by_hand(const SourceFunction& f) {
    if (!f.receiver.empty() || f.is_value) return true;
    if (f.name == "main" || f.name == "init") return false;
    return !f.in_test ||
           std::ranges::none_of(std::array{"Test", "Benchmark", "Example", "Fuzz"},
                                [&](const char* how) { return f.name.starts_with(how); });
  }

  // "T.m", "(T).m" and "(*T).m" name a method; "m" does where no function has that name.
  static void keep_named(std::string name, Functions& found) {
    std::erase_if(name, [](char c) { return c == '(' || c == ')' || c == '*'; });
    Functions named = found;
    std::erase_if(named, [&](const SourceFunction* f) { return full_name(*f) != name; });
    if (named.empty()) {
      named = std::move(found);
      std::erase_if(named, [&](const SourceFunction* f) { return f->name != name; });
    }
    found = std::move(named);
  }

  // The first of other_than that the function plays; "" for none.
  std::string other_role(const SourceFunction& f) const {
    const auto found = std::ranges::find_if(
        def_.other_than, [&](const std::string& other) { return plays(other, f); });
    return found == def_.other_than.end() ? "" : *found;
  }

  static void keep_like(const std::string& text, std::string SourceFunction::* where,
                        Functions& found) {
    const auto like = Pattern::compile(text).value();  // it was read from a criteria file
    std::erase_if(found, [&](const SourceFunction* f) { return !like.occurs_in(f->*where); });
  }

  // `fitting`: those that play another role.
  Role missing_function(const std::string& name, const Functions& fitting) const {
    Functions others;
    for (const SourceFunction& f : facts_.functions)
      if (is_called_by_hand(f) && !plays_any(f)) others.push_back(&f);
    std::string why = name.empty() ? "cannot tell which function it is"
                                   : fmt::format("no function '{}'", printable(name, 60));
    if (!fitting.empty())
      why = fmt::format("'{}' already is {}", printable(full_name(*fitting.front()), 60),
                        other_role(*fitting.front()));
    if (!others.empty()) why += fmt::format(" (found: {})", names_of(others));
    const bool is_asked = name.empty() && !others.empty();
    Role role = (is_asked ? asked_role : missing_role)(def_, why, "{ function: NAME }");
    if (!others.empty()) role.lines = lines_for(others);
    return role;
  }

  bool plays_any(const SourceFunction& f) const {
    return std::ranges::any_of(roles_, [&](const auto& entry) { return plays(entry.first, f); });
  }

  // One line for each candidate, all but the first as comments.
  std::string lines_for(const Functions& candidates) const {
    std::string lines = "roles:\n";
    for (std::size_t i = 0; i < std::min(candidates.size(), kMostShown); ++i) {
      const SourceFunction& f = *candidates[i];
      const auto has_name = [&](const SourceFunction& other) {
        return full_name(other) == full_name(f);
      };
      const bool is_unique = std::ranges::count_if(facts_.functions, has_name) == 1;
      lines += fmt::format("  {}{}: {{ function: {}{} }}\n", i == 0 ? "" : "# ", def_.name,
                           printable(full_name(f)),
                           is_unique ? "" : fmt::format(", file: \"{}\"", printable(f.file)));
    }
    return lines;
  }

  static std::string names_of(const Functions& functions) {
    std::string names;
    for (std::size_t i = 0; i < std::min(functions.size(), kMostShown); ++i)
      names += (i == 0 ? "" : ", ") + shown(*functions[i]);
    return functions.size() > kMostShown ? names + ", …" : names;
  }

  static std::string shown(const SourceFunction& f) {
    const std::string name = printable(full_name(f), 60);
    return f.dir == "." ? name : fmt::format("{} in {}", name, printable(f.dir, 60));
  }

  const RoleDef& def_;
  const SourceFacts& facts_;
  const Roles& roles_;  // of those before it
};

}  // namespace

Role find_function(const RoleDef& def, const RoleChoice& choice, const SourceFacts& facts,
                   const Roles& roles) {
  return FunctionFinder(def, facts, roles).find(choice);
}

}  // namespace grade
