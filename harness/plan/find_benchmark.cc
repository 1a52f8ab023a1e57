#include "harness/plan/find_benchmark.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/pattern.h"
#include "harness/base/text.h"
#include "harness/plan/missing_role.h"
#include "harness/plan/reached_calls.h"

namespace grade {
namespace {

using Functions = std::vector<const SourceFunction*>;
constexpr std::size_t kMostShown = 6;

bool is_benchmark(const SourceFunction& f) {
  return f.receiver.empty() && f.in_test && f.name.starts_with("Benchmark");
}

// Those under two build tags are one.
bool are_one(const Functions& found) {
  return std::ranges::all_of(found, [&](const SourceFunction* f) {
    return f->dir == found.front()->dir && f->name == found.front()->name;
  });
}

class BenchmarkFinder {
 public:
  BenchmarkFinder(const RoleDef& def, const RoleChoice& choice, const SourceFacts& facts,
                  const Roles& taken)
      : def_(def), choice_(choice), facts_(facts), taken_(taken) {}

  Role find() const {
    if (!choice_.bench.empty()) return chosen();
    const Functions candidates = all(/*with_taken=*/false);
    const Functions found = settled(candidates);
    if (found.empty() || !are_one(found)) return nobody(candidates, found);
    const SourceFunction& one = *found.front();
    if (const auto parts = parts_like_it(one); !parts.empty()) return ask_which(found, parts);
    if (is_avoided(one) ? is_several(one) : has_parts(one) && are_one(all(/*with_taken=*/true)))
      return ask_which(found, {"SUB-BENCHMARK"});
    return played_by(one, one.name);
  }

 private:
  Functions all(bool with_taken) const {
    Functions found;
    for (const SourceFunction& f : facts_.functions)
      if (is_benchmark(f) && (choice_.package.empty() || f.dir == choice_.package) &&
          (with_taken || !is_taken(f)))
        found.push_back(&f);
    return found;
  }

  bool is_taken(const SourceFunction& f) const {
    return std::ranges::any_of(def_.other_than, [&](const std::string& other) {
      const Role& role = taken_.at(other);
      return role.is_found() && role.file == f.file && role.line == f.first_line;
    });
  }

  Role chosen() const {
    Functions found = all(/*with_taken=*/true);
    const Functions candidates = found;
    const std::string plain = choice_.bench.substr(0, choice_.bench.find('/'));
    std::erase_if(found, [&](const SourceFunction* f) { return f->name != plain; });
    if (found.empty())
      return missing_role(def_,
                          why(fmt::format("no benchmark '{}'", printable(plain, 60)), candidates),
                          lines(candidates));
    if (!are_one(found)) return ask_which(found, {});
    return played_by(*found.front(), choice_.bench);
  }

  static Role played_by(const SourceFunction& f, const std::string& name) {
    Role role{.name = name, .file = f.file, .line = f.first_line};
    role.package = f.dir;
    return role;
  }

  // Each step only where the ones before leave none or several.
  Functions settled(const Functions& candidates) const {
    Functions found = candidates;
    if (!def_.exact.empty())
      std::erase_if(found, [&](const SourceFunction* f) { return f->name != def_.exact; });
    else if (!are_one(found))
      keep_like(def_.like, &SourceFunction::name, found);
    const bool is_misnamed =
        std::ranges::any_of(found, [&](const SourceFunction* f) { return is_avoided(*f); });
    if (is_misnamed && !by_code(candidates).empty()) found.clear();
    if (are_one(found) && !found.empty()) return found;
    const Functions open = found.empty() ? candidates : found;
    if (Functions placed = placed_among(open); !placed.empty() && are_one(placed)) return placed;
    Functions doing = by_code(open);
    return !doing.empty() && are_one(doing) ? doing : found;
  }

  Functions placed_among(const Functions& open) const {
    if (def_.place.empty()) return {};
    Functions placed = open;
    keep_like(def_.place, &SourceFunction::file, placed);
    return placed;
  }

  static void keep_like(const std::string& text, std::string SourceFunction::* where,
                        Functions& found) {
    const auto like = Pattern::compile(text).value();  // it was read from a criteria file
    std::erase_if(found, [&](const SourceFunction* f) { return !like.occurs_in(f->*where); });
  }

  // Those whose code calls what the role calls, or nothing that it avoids.
  Functions by_code(const Functions& open) const {
    if (def_.calls.empty() && def_.avoids.empty()) return {};
    Functions doing = open;
    std::erase_if(doing, [&](const SourceFunction* f) {
      return (!def_.calls.empty() && !reaches_call(facts_, *f, def_.calls)) || is_avoided(*f);
    });
    return doing;
  }

  bool is_avoided(const SourceFunction& f) const {
    return !def_.avoids.empty() && reaches_call(facts_, f, def_.avoids);
  }

  Role nobody(const Functions& candidates, const Functions& found) const {
    Functions left = found.empty() ? candidates : found;
    const Functions shown = left;
    std::erase_if(left, [&](const SourceFunction* f) { return is_avoided(*f); });
    if (!left.empty()) return ask_which(left, {});
    const std::string what = def_.exact.empty()
                                 ? "there is no other benchmark"
                                 : fmt::format("no benchmark '{}'", printable(def_.exact, 60));
    return missing_role(def_, why(what, shown), lines({}));
  }

  Role ask_which(const Functions& found, const std::vector<std::string>& parts) const {
    const std::string what =
        parts.empty() ? "cannot tell which benchmark it is"
                      : "cannot tell which part of the benchmark it is, or whether it is all";
    return asked_role(def_, why(what, found),
                      parts.empty() ? lines(found) : part_lines(found, parts));
  }

  static std::string why(std::string what, const Functions& found) {
    std::string names;
    for (std::size_t i = 0; i < std::min(found.size(), kMostShown); ++i)
      names += (i == 0 ? "" : ", ") + shown(*found[i]);
    if (found.size() > kMostShown) names += ", …";
    return names.empty() ? what : fmt::format("{} (found: {})", what, names);
  }

  static std::string shown(const SourceFunction& f) {
    const std::string name = printable(f.name, 60);
    return f.dir == "." ? name : fmt::format("{} in {}", name, printable(f.dir, 60));
  }

  // It may do the one and the other: in sub-benchmarks, or by build tags.
  bool is_several(const SourceFunction& f) const {
    const auto package = std::ranges::find(facts_.packages, f.dir, &SourcePackage::dir);
    return has_parts(f) || (package != facts_.packages.end() && !package->tags.empty());
  }

  static bool has_parts(const SourceFunction& f) {
    return std::ranges::any_of(f.calls,
                               [](const std::string& call) { return call.ends_with(".Run"); });
  }

  // Literals in a benchmark with sub-benchmarks that look like the role: "impl=concat", where
  // "impl=" is a literal of its own too.
  std::vector<std::string> parts_like_it(const SourceFunction& f) const {
    if (!has_parts(f) || def_.part.empty()) return {};
    const auto part = Pattern::compile(def_.part).value();
    std::vector<std::string> parts;
    std::string key;
    for (const std::string& literal : f.literals) {
      if (literal.size() < 4 || (literal.front() != '"' && literal.front() != '`')) continue;
      const std::string text = printable(literal.substr(1, literal.size() - 2), 60);
      if (text.ends_with('='))
        key = text;
      else if (part.occurs_in(text) && text.find_first_of(" \\/") == std::string::npos)
        parts.push_back(text);
    }
    for (std::string& text : parts)
      if (text.find('=') == std::string::npos) text = key + text;
    return parts;
  }

  std::string line(const SourceFunction& f, const std::string& name) const {
    const auto is_other = [&](const SourceFunction& other) {
      return is_benchmark(other) && other.name == f.name && other.dir != f.dir;
    };
    const std::string package =
        std::ranges::any_of(facts_.functions, is_other)
            ? fmt::format("package: {}, ", f.dir == "." ? "." : "./" + printable(f.dir))
            : "";
    return fmt::format("{{ {}bench: {} }}", package, printable(name));
  }

  // The first as it stands, the others as comments.
  std::string one_of(const std::vector<std::string>& all) const {
    std::string text = all.empty() ? "{ bench: NAME }" : all.front();
    for (std::size_t i = 1; i < std::min(all.size(), kMostShown); ++i)
      text += fmt::format("\n  # {}: {}", def_.name, all[i]);
    return text;
  }

  std::string lines(const Functions& found) const {
    std::vector<std::string> all;
    for (const SourceFunction* f : found) all.push_back(line(*f, f->name));
    return one_of(all);
  }

  std::string part_lines(const Functions& found, const std::vector<std::string>& parts) const {
    std::vector<std::string> all;
    const SourceFunction& one = *found.front();
    for (const std::string& part : parts) all.push_back(line(one, one.name + "/" + part));
    const auto package = std::ranges::find(facts_.packages, one.dir, &SourcePackage::dir);
    if (package != facts_.packages.end())
      for (const std::string& tag : package->tags)
        all.push_back(fmt::format("{{ bench: {}, tags: [{}] }}", printable(one.name), tag));
    all.push_back(line(one, one.name));
    return one_of(all);
  }

  const RoleDef& def_;
  const RoleChoice& choice_;
  const SourceFacts& facts_;
  const Roles& taken_;
};

}  // namespace

Role find_benchmark(const RoleDef& def, const RoleChoice& choice, const SourceFacts& facts,
                    const Roles& taken) {
  return BenchmarkFinder(def, choice, facts, taken).find();
}

}  // namespace grade
