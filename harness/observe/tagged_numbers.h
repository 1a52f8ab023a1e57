// Printed numbers traced back to where they were read. Under the instrument `tags` (see
// runtime/instruments) every heap number that the runtime hands out carries a tag:
//   real value + base of its field + k * 4 GiB
// where k belongs to one call of runtime.ReadMemStats or metrics.Read and follows from a seed that
// the program is not told. A number that was read once and is printed again keeps its k, and of
// those that are made up about one in eight has a k that some call had.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/observe/number_table.h"
#include "harness/observe/observer.h"

namespace grade {

// tags=distinct: each source has a base of its own.
// tags=agree: a field has the same base in MemStats and, as metric or sum, in metrics.
enum class TagMode { distinct, agree };

inline constexpr std::int64_t kGiB = std::int64_t{1} << 30;
inline constexpr std::int64_t kTiB = std::int64_t{1} << 40;
inline constexpr std::int64_t kReadUnit = 4 * kGiB;  // of one k; real values lie below

// Bases in TiB and in counts; unused and free carry no k, so that a sum carries exactly one.
namespace tags {
inline constexpr std::int64_t kHeapAllocTiB = 128;
inline constexpr std::int64_t kHeapInuseTiB = 256;
inline constexpr std::int64_t kHeapIdleTiB = 512;
inline constexpr std::int64_t kHeapSysTiB = 1024;
inline constexpr std::int64_t kLiveTiB = 2048;
inline constexpr std::int64_t kHeapReleasedTiB = 4096;
inline constexpr std::int64_t kNumGC = 50'000'000;
inline constexpr std::int64_t kNumForcedGC = 70'000'000;
namespace distinct {
inline constexpr std::int64_t kObjectsTiB = 8;
inline constexpr std::int64_t kUnusedTiB = 16;
inline constexpr std::int64_t kFreeTiB = 32;
inline constexpr std::int64_t kReleasedTiB = 64;
inline constexpr std::int64_t kAutomatic = 1'000'000;
inline constexpr std::int64_t kForced = 3'000'000;
inline constexpr std::int64_t kTotal = 4'000'000;
}  // namespace distinct
namespace agree {
inline constexpr std::int64_t kObjectsTiB = 128;
inline constexpr std::int64_t kUnusedTiB = 128;
inline constexpr std::int64_t kFreeTiB = 256;
inline constexpr std::int64_t kReleasedTiB = 256;
inline constexpr std::int64_t kAutomatic = 1'000'000;
inline constexpr std::int64_t kForced = 49'000'000;
inline constexpr std::int64_t kTotal = 50'000'000;
}  // namespace agree
}  // namespace tags

enum class ReadSource { mem_stats, metrics };

struct Tag {
  std::string name;       // "MemStats.HeapAlloc", "metrics.objects+unused"; agree: "HeapAlloc"
  std::int64_t base = 0;  // bytes, or a count
  int ks = 1;             // how often k is in it
  bool is_count = false;
  ReadSource source = ReadSource::mem_stats;  // whose calls k belongs to; agree: either's
};
std::span<const Tag> known_tags(TagMode mode);

// The k of each call, rising. Empty without a seed: then no number that shows its k was read.
struct ReadCalls {
  TagMode mode = TagMode::distinct;
  std::vector<std::int64_t> mem_stats;
  std::vector<std::int64_t> metrics;
};
ReadCalls read_calls(TagMode mode, std::optional<std::uint64_t> seed);

struct TaggedRead {
  const Tag* tag = nullptr;
  std::int64_t call = 0;   // 1, 2, 3, …; 0 for counts and where the printed places do not show k
  std::int64_t value = 0;  // bytes or count, without base and k
  std::int64_t resolution = 1;  // bytes of one in the last printed place
};

// Without a unit, bytes are tried first, then KiB, MiB and GiB, then KB, MB and GB; all but bytes
// and KiB only for numbers with decimals, since a plain count could pass for them. Where several
// units give a call, the earliest call is meant.
std::optional<TaggedRead> decode(const NumberCell& cell, const ReadCalls& calls);

// A number that shows a k which no call had. After the last call that can be told (kMaxReadK) the
// runtime gives all others the same k: such a number is late, and nobody knows whether it was read.
struct Undecoded {
  const Tag* tag = nullptr;  // none for all other numbers
  bool is_late = false;
};
Undecoded undecoded(const NumberCell& cell, const ReadCalls& calls);

// A printed number that a call of the runtime gave, and what the program calls it.
struct TaggedNumber {
  std::string field;
  std::string label;
  std::int64_t call = 0;
  std::int64_t value = 0;
  std::int64_t resolution = 1;
};

// What is printed at one time.
struct TaggedBlock {
  std::chrono::nanoseconds at{};
  std::vector<TaggedNumber> reads;
};

// What became of one field over the run.
struct TaggedField {
  std::string name;
  std::string source;
  int blocks = 0;
  std::int64_t reads = 0;
  std::int64_t made_up = 0;
  bool is_rising = false;
  double apart = -1;
  std::int64_t min = 0;
  std::int64_t max = 0;
};

struct TaggedNumbers {
  std::string undecidable;
  std::vector<TaggedBlock> blocks;
  std::vector<TaggedField> fields;  // in order of appearance
};
const Declared& declare(const TaggedNumber*);
const Declared& declare(const TaggedBlock*);
const Declared& declare(const TaggedField*);
const Declared& declare(const TaggedNumbers*);

TaggedNumbers observe_tagged_numbers(const Captured& captured);
TaggedNumbers observe_agreeing_numbers(const Captured& captured);

}  // namespace grade
