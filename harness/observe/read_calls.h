// The calls of runtime.ReadMemStats and metrics.Read under the instrument `tags`, as the runtime
// reports them: in each slice of time (200 to 400 ms) the calls of one kind share a k, which is
// drawn at random and told in an event alone.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "harness/observe/events.h"

namespace grade {

enum class ReadSource { mem_stats, metrics };

inline constexpr std::int64_t kMaxReadK = 1919;

class ReadCalls {
 public:
  // `shares_k`: the two kinds have the same k, so that either may have given a number.
  ReadCalls(const Events& events, bool shares_k);

  // When the last slice with this k began, of those that began before `before`. No two have the
  // same time, even if they were told at once.
  std::optional<std::chrono::nanoseconds> latest(ReadSource source, std::int64_t k,
                                                 std::chrono::nanoseconds before) const;
  // Two calls that were made together, one of each kind, had ks that are so far apart.
  bool has_pair(std::int64_t mem_stats_minus_metrics) const;
  int slices(ReadSource source) const { return slices_[index(source)]; }

 private:
  static std::size_t index(ReadSource source) { return source == ReadSource::metrics ? 1 : 0; }
  std::size_t times_of(ReadSource source) const { return shares_k_ ? 0 : index(source); }

  bool shares_k_;
  std::array<int, 2> slices_{};
  // By k: when its slices began, rising. In [0] those of both kinds if they share it.
  std::array<std::array<std::vector<std::chrono::nanoseconds>, kMaxReadK + 1>, 2> times_;
  std::set<std::int64_t> pairs_;
};

}  // namespace grade
