#include "harness/recording/ended.h"

#include <fmt/format.h>

namespace grade {

std::string in_words(const Termination& termination) {
  constexpr std::string_view kWall = "wall ";
  const auto* stopped = std::get_if<Stopped>(&termination);
  if (stopped == nullptr || !stopped->limit.starts_with(kWall)) return to_string(termination);
  return fmt::format("does not end by itself; stopped after {}",
                     stopped->limit.substr(kWall.size()));
}

}  // namespace grade
