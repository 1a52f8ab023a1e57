#include "harness/plan/reached_calls.h"

#include <algorithm>

#include "harness/base/pattern.h"

namespace grade {
namespace {

constexpr std::size_t kMostFollowed = 1000;  // functions

std::string_view package_name(const SourceFacts& facts, const SourceFunction& f) {
  const auto found = std::ranges::find(facts.packages, f.dir, &SourcePackage::dir);
  return found == facts.packages.end() ? std::string_view() : std::string_view(found->name);
}

// "join" in the same package; "csv.Join" in package csv; "x.Join" any method.
bool may_call(const SourceFacts& facts, const SourceFunction& from, std::string_view call,
              const SourceFunction& f) {
  const std::size_t dot = call.rfind('.');
  if (dot == std::string_view::npos)
    return f.name == call && f.receiver.empty() && f.dir == from.dir;
  if (f.name != call.substr(dot + 1)) return false;
  return !f.receiver.empty() || package_name(facts, f) == call.substr(0, dot);
}

}  // namespace

bool reaches_call(const SourceFacts& facts, const SourceFunction& from,
                  const std::string& pattern) {
  const auto wanted = Pattern::compile(pattern).value();  // it was read from a criteria file
  std::vector<const SourceFunction*> reached = {&from};
  for (std::size_t i = 0; i < reached.size() && reached.size() < kMostFollowed; ++i) {
    for (const std::string& call : reached[i]->calls) {
      if (wanted.occurs_in(call)) return true;
      for (const SourceFunction& f : facts.functions)
        if (may_call(facts, *reached[i], call, f) &&
            std::ranges::find(reached, &f) == reached.end())
          reached.push_back(&f);
    }
  }
  return false;
}

}  // namespace grade
