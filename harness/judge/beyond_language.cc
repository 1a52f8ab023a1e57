#include "harness/judge/beyond_language.h"

#include <fmt/format.h>

#include <ranges>

#include "harness/observe/build_failure.h"
#include "harness/recording/reach.h"

namespace grade {
namespace {

constexpr std::size_t kMaxShown = 20;
constexpr int kExitsOfHelpers = 125;  // from here on: of a program that starts another
constexpr const char* kGoSaid = "what the go command said";

std::string place_text(const ReachPlace& place) {
  const std::string line = place.line > 0 ? fmt::format(":{}", place.line) : "";
  return fmt::format("{} in {}{}\n", place.what, place.file, line);
}

std::string text_of(const std::vector<ReachPlace>& places) {
  std::string text;
  for (const ReachPlace& place : places | std::views::take(kMaxShown)) text += place_text(place);
  if (places.size() > kMaxShown)
    text += fmt::format("and {} more places\n", places.size() - kMaxShown);
  return text;
}

// Who can read the key of the events can write in the runtime's place.
Blocked reaches_past(const std::vector<ReachPlace>& places) {
  return {Outcome::review,
          "the code uses unsafe or raw system access, so the program could forge what the runtime "
          "reports",
          "remove what is listed there", "where the code uses unsafe or raw system access",
          text_of(places)};
}

// The build had no trouble with it, so the code is unusual.
Blocked unknown(std::string why, const RunRecord& look) {
  return {
      Outcome::review,
      fmt::format("nobody knows whether the program could forge what the runtime reports: {}", why),
      "", kGoSaid, look.err().bytes};
}

Blocked machine_trouble(const RunRecord& look) {
  return {Outcome::error,
          fmt::format("what the build compiles could not be looked at: {}",
                      to_string(look.termination)),
          "this is not about the student's code; grade it again", kGoSaid, look.err().bytes};
}

bool is_trouble_of_the_machine(const RunRecord& look) {
  const auto* exited = std::get_if<Exited>(&look.termination);
  if (exited == nullptr) return std::holds_alternative<Signalled>(look.termination);
  return exited->code >= kExitsOfHelpers ||
         why_build_failed(look.err().bytes) == BuildFailure::machine;
}

}  // namespace

std::optional<Blocked> why_reports_prove_nothing(const RunRecord& look) {
  if (is_interrupted(look.termination))
    return Blocked{Outcome::inconclusive, "the run was interrupted"};
  if (const auto* not_started = std::get_if<NotStarted>(&look.termination))
    return Blocked{Outcome::inconclusive, not_started->why};
  if (look.termination == Termination(Exited{0})) {
    const Result<Reach> reach = parse_reach(look.out().bytes);
    if (!reach) return unknown(reach.error().what, look);
    if (reach->places.empty()) return std::nullopt;
    return reaches_past(reach->places);
  }
  if (is_trouble_of_the_machine(look)) return machine_trouble(look);
  return unknown(fmt::format("the look at its code ended: {}", to_string(look.termination)), look);
}

}  // namespace grade
