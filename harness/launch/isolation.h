// What stands between a program and the host.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace grade {

enum class Isolation : std::uint32_t {
  sandbox,   // namespaces by bubblewrap, system call filter
  landlock,  // files, ports and signals by landlock, a filter too; for hosts without namespaces
  none,
};

// "sandbox", "landlock", "none"; of a text that is none of them, nothing.
std::string_view name_of(Isolation isolation);
std::optional<Isolation> isolation_named(std::string_view text);

}  // namespace grade
