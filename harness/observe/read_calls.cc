#include "harness/observe/read_calls.h"

#include <charconv>
#include <string_view>

namespace grade {
namespace {

std::optional<std::uint64_t> parse_seed(std::string_view digits) {
  std::uint64_t seed = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, trouble] = std::from_chars(digits.data(), end, seed, 16);
  return trouble == std::errc{} && stop == end ? std::optional(seed) : std::nullopt;
}

// Output n of SplitMix64.
std::uint64_t split_mix(std::uint64_t seed, std::uint64_t n) {
  std::uint64_t z = seed + n * 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

}  // namespace

ReadSeeds read_seeds(const Events& events) {
  ReadSeeds seeds;
  for (const Event& event : events.all) {
    if (event.kind != "tags") continue;
    if (seeds.processes++ == 0) seeds.first = parse_seed(event.text("seed"));
  }
  return seeds;
}

std::vector<std::int64_t> read_ks(std::uint64_t seed, unsigned stream) {
  std::vector<std::int64_t> ks;
  std::int64_t k = 0;
  for (std::uint64_t call = 1;; ++call) {
    k += 1 + static_cast<std::int64_t>(split_mix(seed, 2 * call + stream) >> 60);
    if (k > kMaxReadK) return ks;
    ks.push_back(k);
  }
}

}  // namespace grade
