#include "harness/launch/isolation.h"

#include <utility>

namespace grade {
namespace {

constexpr std::pair<Isolation, std::string_view> kNames[] = {
    {Isolation::sandbox, "sandbox"}, {Isolation::landlock, "landlock"}, {Isolation::none, "none"}};

}  // namespace

std::string_view name_of(Isolation isolation) {
  for (const auto& [known, name] : kNames)
    if (known == isolation) return name;
  return "";
}

std::optional<Isolation> isolation_named(std::string_view text) {
  for (const auto& [isolation, name] : kNames)
    if (name == text) return isolation;
  return std::nullopt;
}

}  // namespace grade
