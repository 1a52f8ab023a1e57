// The calls of runtime.ReadMemStats and metrics.Read under the instrument `tags`. The tag of each
// holds a k that the runtime draws in secret; the seed of a process is told in an event alone.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/observe/events.h"

namespace grade {

struct ReadSeeds {
  int processes = 0;                   // that told a seed
  std::optional<std::uint64_t> first;  // none where none did
};
ReadSeeds read_seeds(const Events& events);

// Greater ones are not told apart from a wrong tag; about 220 calls come before.
inline constexpr std::int64_t kMaxReadK = 1919;

// The ks of call 1, 2, … up to kMaxReadK, rising; as runtime/instruments/tags has them.
std::vector<std::int64_t> read_ks(std::uint64_t seed, unsigned stream);

}  // namespace grade
