// What this machine gives us: memory and cores, as far as affinity and cgroups let us have them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace grade {

// A folder of a cgroup hierarchy, version 1 or 2, and those above it; no files: no limit.
using CgroupFolders = std::vector<std::filesystem::path>;

// Bytes that the groups still let us have: of the one that has least left. What is in memory only
// because a file was read counts as free. Nothing where there is no limit.
std::optional<std::uint64_t> memory_left_in(const CgroupFolders& groups);

// Cores that the groups let us use in the long run, 1.5 for example: the least of them.
std::optional<double> cpu_quota_of(const CgroupFolders& groups);

// MemAvailable of /proc/meminfo in bytes, nothing where it does not stand there.
std::optional<std::uint64_t> memory_available(std::string_view meminfo);

// Bytes that this process and what it launches can take now without swapping and without more than
// its groups allow; UINT64_MAX where nobody says.
std::uint64_t free_memory();

// Cores that this process may use, by affinity and by the quota of its groups; 1 at least.
std::size_t usable_cores();

}  // namespace grade
