// Printed numbers traced back to where they were read. Under the instrument metric_tags (see
// runtime/overlay) every heap number that the runtime hands out carries a tag:
//   real value + base of its field + k * 1 GiB
// where k = 1, 2, 3, … counts the calls of runtime.ReadMemStats or metrics.Read. A program cannot
// make such numbers up, and a number that it read once and prints again keeps its k.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/observe/number_table.h"
#include "harness/observe/observer.h"

namespace grade {

// GRADE_TAGS=distinct: each source has a base of its own.
// GRADE_TAGS=agree: a field has the same base in MemStats and, as metric or sum, in metrics.
enum class TagMode { distinct, agree };

inline constexpr std::int64_t kGiB = std::int64_t{1} << 30;
inline constexpr std::int64_t kTiB = std::int64_t{1} << 40;

// Bases in TiB and in counts; unused and free carry no k, so that a sum carries exactly one.
namespace tags {
inline constexpr std::int64_t kHeapAllocTiB = 16;
inline constexpr std::int64_t kHeapInuseTiB = 32;
inline constexpr std::int64_t kHeapIdleTiB = 64;
inline constexpr std::int64_t kHeapSysTiB = 128;
inline constexpr std::int64_t kLiveTiB = 256;
inline constexpr std::int64_t kHeapReleasedTiB = 512;
inline constexpr std::int64_t kNumGC = 50'000'000;
inline constexpr std::int64_t kNumForcedGC = 70'000'000;
namespace distinct {
inline constexpr std::int64_t kObjectsTiB = 1;
inline constexpr std::int64_t kUnusedTiB = 2;
inline constexpr std::int64_t kFreeTiB = 4;
inline constexpr std::int64_t kReleasedTiB = 8;
inline constexpr std::int64_t kAutomatic = 1'000'000;
inline constexpr std::int64_t kForced = 3'000'000;
inline constexpr std::int64_t kTotal = 4'000'000;
}  // namespace distinct
namespace agree {
inline constexpr std::int64_t kObjectsTiB = 16;
inline constexpr std::int64_t kUnusedTiB = 16;
inline constexpr std::int64_t kFreeTiB = 32;
inline constexpr std::int64_t kReleasedTiB = 32;
inline constexpr std::int64_t kAutomatic = 1'000'000;
inline constexpr std::int64_t kForced = 49'000'000;
inline constexpr std::int64_t kTotal = 50'000'000;
}  // namespace agree
}  // namespace tags

struct Tag {
  std::string name;       // "MemStats.HeapAlloc", "metrics.objects+unused"; agree: "HeapAlloc"
  std::int64_t base = 0;  // bytes, or a count
  int ks = 1;             // how often k is in it
  bool is_count = false;
};
std::span<const Tag> known_tags(TagMode mode);

struct TaggedRead {
  const Tag* tag = nullptr;
  std::int64_t k = 0;           // 0 for counts and where the printed places do not show it
  std::int64_t value = 0;       // bytes or count, without base and k; below 1 GiB
  std::int64_t resolution = 1;  // bytes of one in the last printed place
};

// Without a unit, bytes are tried first, then KiB, MiB and GiB, then KB, MB and GB; all but bytes
// and KiB only for numbers with decimals, since a plain count could pass for them.
std::optional<TaggedRead> decode(const NumberCell& cell, TagMode mode);

Type tagged_numbers_type();
Value observe_tagged_numbers(const Captured& captured);
Type agreeing_numbers_type();
Value observe_agreeing_numbers(const Captured& captured);

}  // namespace grade
