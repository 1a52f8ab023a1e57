// The calls of runtime.ReadMemStats and metrics.Read under the instrument metric_tags. The tag of
// each holds a k that the runtime draws in secret; the seed of a process is told on descriptor 3
// alone, as {"tags":"0123456789abcdef","pid":7}.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace grade {

struct ReadSeeds {
  int lines = 0;  // that speak of tags: one a process, where nobody else writes such lines
  std::optional<std::uint64_t> first;  // none where no line holds one
};
// Other lines belong to other instruments and are skipped.
ReadSeeds parse_read_seeds(std::string_view events);

// Greater ones are not told apart from a wrong tag; about 220 calls come before.
inline constexpr std::int64_t kMaxReadK = 1919;

// The ks of call 1, 2, … up to kMaxReadK, rising; as runtime/overlay/README.md has them.
std::vector<std::int64_t> read_ks(std::uint64_t seed, unsigned stream);

}  // namespace grade
