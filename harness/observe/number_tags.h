// A printed number traced back to what it is and when it was read. Under the instrument `tags` (see
// runtime/instruments) every heap number that the runtime hands out is
//   real value + base of its field + k * 4 GiB   (a count: + k * 51,200)
// where k belongs to the calls of one slice of time and is told in an event alone. A number that is
// made up has a k that no call had, but for one guess in 1919.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/observe/number_table.h"
#include "harness/observe/read_calls.h"

namespace grade {

// tags=distinct: each source has a base of its own, and a k of its own.
// tags=agree: a field has the same base and k in MemStats and, as metric or sum, in metrics.
enum class TagMode { distinct, agree };

inline constexpr std::int64_t kGiB = std::int64_t{1} << 30;
inline constexpr std::int64_t kTiB = std::int64_t{1} << 40;
inline constexpr std::int64_t kReadUnit = 4 * kGiB;  // of one k; real values lie below
inline constexpr std::int64_t kCountUnit = 51'200;   // the same for counts

struct Tag {
  std::string name;       // "MemStats.HeapAlloc", "metrics.objects+unused"; agree: "HeapAlloc"
  std::int64_t base = 0;  // bytes, or a count
  int ks = 1;             // how often k is in it
  bool is_count = false;
  ReadSource source = ReadSource::mem_stats;  // whose calls k belongs to; agree: either's
};
std::span<const Tag> known_tags(TagMode mode);

// The four fields of the task: what they are called from each source under tags=distinct.
struct FieldTags {
  std::string name;  // also their name under tags=agree
  std::string in_mem_stats;
  std::string in_metrics;
  std::int64_t apart = 0;  // the base of the first less that of the second
  bool is_count = false;
};
std::span<const FieldTags> four_fields();

struct TaggedRead {
  const Tag* tag = nullptr;
  // When the slice of its call began; none for what carries no k, or too coarsely to show it.
  std::optional<std::chrono::nanoseconds> read_at;
  std::int64_t value = 0;       // bytes or count, without base and k
  std::int64_t resolution = 1;  // bytes of one in the last printed place
};

// Where a number was printed, and what it can have been read by.
struct TagContext {
  TagMode mode = TagMode::distinct;
  const ReadCalls& calls;
  std::chrono::nanoseconds printed{};
};

// Without a unit, bytes are tried first, then KiB, MiB and GiB, then KB, MB and GB; all but bytes
// and KiB only for numbers with decimals, since a plain count could pass for them. Where several
// units give a call, the latest is meant.
std::optional<TaggedRead> decode(const NumberCell& cell, const TagContext& context);

// The field whose window holds the number when no call had its k; null for all other numbers.
// Counts are left out: other numbers are as large.
const Tag* made_up_tag(const NumberCell& cell, const TagContext& context);

// A printed difference between the two readings of a field, under tags=distinct.
struct Difference {
  const FieldTags* field = nullptr;
  std::int64_t apart = 0;  // bytes or count
  std::int64_t resolution = 1;
};
std::optional<Difference> decode_difference(const NumberCell& cell, const ReadCalls& calls);

// Printed so coarsely that no k shows at all.
bool is_too_coarse(std::int64_t resolution);

}  // namespace grade
