#include "harness/observe/read_calls.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/base/text.h"

namespace grade {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxLine = 4096;

std::optional<std::uint64_t> parse_seed(std::string_view line) {
  if (line.size() > kMaxLine) return std::nullopt;
  const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  const auto tags = object.find("tags");
  if (tags == object.end() || !tags->is_string()) return std::nullopt;
  const auto& digits = tags->get_ref<const std::string&>();
  std::uint64_t seed = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, trouble] = std::from_chars(digits.data(), end, seed, 16);
  if (digits.size() != 16 || trouble != std::errc{} || stop != end) return std::nullopt;
  return seed;
}

// Output n of SplitMix64.
std::uint64_t split_mix(std::uint64_t seed, std::uint64_t n) {
  std::uint64_t z = seed + n * 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

}  // namespace

ReadSeeds parse_read_seeds(std::string_view events) {
  ReadSeeds seeds;
  while (!events.empty()) {
    const std::size_t end = std::min(events.find('\n'), events.size());
    const std::string_view line = events.substr(0, end);
    events.remove_prefix(std::min(end + 1, events.size()));
    if (line.find("\"tags\"") == std::string_view::npos) continue;
    ++seeds.lines;
    if (!seeds.first) seeds.first = parse_seed(trim(line));
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
