#include "harness/launch/host_resources.h"

#include <sched.h>

#include <algorithm>
#include <functional>

#include "harness/base/cursor.h"
#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/launch/cgroup.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// The number at the begin of a text; nothing for "max" and "-1", which is version 1's word for it.
std::optional<std::uint64_t> number_in(std::string_view text) {
  return Cursor(trim(text)).number<std::uint64_t>();
}

// Of a line "NAME N".
std::optional<std::uint64_t> number_of(std::string_view text, std::string_view name) {
  for (const std::string_view line : split_lines(text)) {
    Cursor in(line);
    if (in.eat(name) && in.eat(" ")) return in.number<std::uint64_t>();
  }
  return std::nullopt;
}

std::uint64_t less(std::uint64_t from, std::uint64_t amount) {
  return from - std::min(from, amount);
}

std::optional<std::uint64_t> memory_left(const fs::path& group) {
  const std::string stat = read_unsized(group / "memory.stat");
  for (const auto& [limit, usage, cache] :
       {std::tuple("memory.max", "memory.current", "inactive_file"),
        std::tuple("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")}) {
    const auto most = number_in(read_unsized(group / limit));
    const auto used = number_in(read_unsized(group / usage));
    if (most && used) return less(*most, less(*used, number_of(stat, cache).value_or(0)));
  }
  return std::nullopt;
}

// cpu.max holds "150000 100000": microseconds in each period.
std::optional<double> cpu_quota(const fs::path& group) {
  const std::string both = read_unsized(group / "cpu.max");
  const auto quota = number_in(both.empty() ? read_unsized(group / "cpu.cfs_quota_us") : both);
  const auto period = number_in(both.empty() ? read_unsized(group / "cpu.cfs_period_us")
                                             : both.substr(std::min(both.find(' '), both.size())));
  if (!quota || !period || *period == 0) return std::nullopt;
  return static_cast<double>(*quota) / static_cast<double>(*period);
}

template <class Number>
std::optional<Number> least(const CgroupFolders& groups,
                            std::optional<Number> (*limit_of)(const fs::path&)) {
  std::optional<Number> found;
  for (const fs::path& group : groups)
    if (const auto limit = limit_of(group)) found = std::min(found.value_or(*limit), *limit);
  return found;
}

CgroupFolders groups_with(std::string_view controller) {
  CgroupFolders groups = own_groups("cgroup2", "");
  std::ranges::move(own_groups("cgroup", controller), std::back_inserter(groups));
  return groups;
}

}  // namespace

std::optional<std::uint64_t> memory_left_in(const CgroupFolders& groups) {
  return least(groups, memory_left);
}

std::optional<double> cpu_quota_of(const CgroupFolders& groups) { return least(groups, cpu_quota); }

std::optional<std::uint64_t> memory_available(std::string_view meminfo) {
  for (const std::string_view line : split_lines(meminfo)) {
    Cursor in(line);
    if (!in.eat("MemAvailable:")) continue;
    const auto kib = number_in(line.substr(line.find(':') + 1));
    return kib ? std::optional(*kib << 10) : std::nullopt;
  }
  return std::nullopt;
}

std::uint64_t free_memory() {
  const auto of_host = memory_available(read_unsized("/proc/meminfo"));
  const auto of_groups = memory_left_in(groups_with("memory"));
  return std::min(of_host.value_or(UINT64_MAX), of_groups.value_or(UINT64_MAX));
}

std::size_t usable_cores() {
  cpu_set_t cores{};
  const int count = ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
  const double most = std::min<double>(count, cpu_quota_of(groups_with("cpu")).value_or(count));
  return static_cast<std::size_t>(std::max(most, 1.0));
}

}  // namespace grade
