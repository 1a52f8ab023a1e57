#include "harness/observe/tagged_numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "harness/observe/read_calls.h"

namespace grade {
namespace {

constexpr std::int64_t kWindow = (kMaxReadK + 1) * kReadUnit;
constexpr std::int64_t kMaxCount = 10'000;  // cycles of one run

// A metric, and whether its tag counts reads.
struct Part {
  const char* name;
  std::int64_t tib;
  int ks;
};

// Sums of the heap metrics, so that a wrong one is named too. That of all four is left out: it has
// the base of the difference between HeapAlloc and objects, which programs print more often.
void add_sums(std::vector<Tag>& out, std::span<const Part> parts) {
  const unsigned all = (1u << parts.size()) - 1;
  for (unsigned set = 1; set < all; ++set) {
    Tag tag{"metrics.", 0, 0, false, ReadSource::metrics};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      if (!tag.name.ends_with('.')) tag.name += '+';
      tag.name += parts[i].name;
      tag.base += parts[i].tib * kTiB;
      tag.ks += parts[i].ks;
    }
    out.push_back(std::move(tag));
  }
}

std::vector<Tag> distinct_tags() {
  namespace t = tags;
  std::vector<Tag> out = {{"MemStats.HeapAlloc", t::kHeapAllocTiB * kTiB, 1, false},
                          {"MemStats.HeapInuse", t::kHeapInuseTiB * kTiB, 1, false},
                          {"MemStats.HeapIdle", t::kHeapIdleTiB * kTiB, 1, false},
                          {"MemStats.HeapSys", t::kHeapSysTiB * kTiB, 1, false},
                          {"MemStats.HeapReleased", t::kHeapReleasedTiB * kTiB, 1, false},
                          {"metrics.live", t::kLiveTiB * kTiB, 1, false, ReadSource::metrics},
                          {"MemStats.NumGC", t::kNumGC, 0, true},
                          {"MemStats.NumForcedGC", t::kNumForcedGC, 0, true},
                          {"metrics.cycles", t::distinct::kTotal, 0, true},
                          {"metrics.cycles.automatic", t::distinct::kAutomatic, 0, true},
                          {"metrics.cycles.forced", t::distinct::kForced, 0, true}};
  const Part parts[] = {{"objects", t::distinct::kObjectsTiB, 1},
                        {"unused", t::distinct::kUnusedTiB, 0},
                        {"free", t::distinct::kFreeTiB, 0},
                        {"released", t::distinct::kReleasedTiB, 1}};
  add_sums(out, parts);
  return out;
}

// One metric alone shares its base with a field; which of them it is stays open by design.
std::vector<Tag> agree_tags() {
  namespace t = tags;
  static_assert(t::agree::kObjectsTiB == t::kHeapAllocTiB && t::agree::kTotal == t::kNumGC);
  static_assert(t::agree::kObjectsTiB + t::agree::kUnusedTiB == t::kHeapInuseTiB);
  static_assert(t::agree::kFreeTiB + t::agree::kReleasedTiB == t::kHeapIdleTiB);
  static_assert(t::agree::kAutomatic + t::agree::kForced == t::kNumGC);
  return {{"HeapAlloc", t::kHeapAllocTiB * kTiB, 1, false},
          {"HeapInuse", t::kHeapInuseTiB * kTiB, 1, false},
          {"HeapIdle", t::kHeapIdleTiB * kTiB, 1, false},
          {"HeapSys", t::kHeapSysTiB * kTiB, 1, false},
          {"HeapReleased", t::kHeapReleasedTiB * kTiB, 1, false},
          {"live", t::kLiveTiB * kTiB, 1, false},
          {"NumGC", t::kNumGC, 0, true},
          {"NumForcedGC", t::kNumForcedGC, 0, true},
          {"automatic", t::agree::kAutomatic, 0, true},
          {"forced", t::agree::kForced, 0, true}};
}

std::optional<TaggedRead> decode_count(double value, std::span<const Tag> known) {
  if (value < 0 || value > 1e9 || value != std::floor(value)) return std::nullopt;
  const auto count = static_cast<std::int64_t>(value);
  for (const Tag& tag : known) {
    if (!tag.is_count || count < tag.base || count >= tag.base + kMaxCount) continue;
    return TaggedRead{&tag, 0, count - tag.base, 1};
  }
  return std::nullopt;
}

// A number in bytes, and how finely it was printed.
struct Printed {
  double bytes = 0;
  double step = 1;
};

// Which call had this k; 0: none.
std::int64_t call_of(std::int64_t k, const Tag& tag, const ReadCalls& calls) {
  const auto& ks = tag.source == ReadSource::mem_stats ? calls.mem_stats : calls.metrics;
  const auto found = std::ranges::lower_bound(ks, k);
  return found == ks.end() || *found != k ? 0 : found - ks.begin() + 1;
}

// What a number could be: the tag whose window holds it, and where in the window it lies.
struct Place {
  const Tag* tag = nullptr;
  std::int64_t offset = 0;
  std::int64_t step = 1;
  std::int64_t half = 0;  // of a step: rounding to the last place may have moved it so far
  bool shows_k = false;
};

std::int64_t end_of(const Tag& tag, bool shows_k) {
  if (!shows_k) return kWindow;
  return tag.ks == 0 ? kReadUnit : tag.ks == 1 ? kWindow + kReadUnit : kWindow;
}

// Where k can be seen it is at least 1, so a round number is no tag.
std::optional<Place> place_of(Printed printed, std::span<const Tag> known) {
  if (!(printed.bytes > 0) || printed.bytes > 8192.0 * static_cast<double>(kTiB))
    return std::nullopt;
  Place place{.step = std::max<std::int64_t>(std::llround(std::min(printed.step, 1e15)), 1),
              .half = static_cast<std::int64_t>(std::min(printed.step / 2, 1e12)),
              .shows_k = printed.step < static_cast<double>(kReadUnit) / 2};
  const auto bytes = static_cast<std::int64_t>(std::llround(printed.bytes));
  for (const Tag& tag : known) {
    if (tag.is_count) continue;
    place.offset = bytes - tag.base;
    const std::int64_t least = place.shows_k ? tag.ks * kReadUnit : 0;
    const std::int64_t end = end_of(tag, place.shows_k);
    if (place.offset + place.half < least || place.offset - place.half >= end) continue;
    if (place.shows_k && place.offset <= 0) continue;
    place.tag = &tag;
    return place;
  }
  return std::nullopt;
}

// What every call gives once k has stopped to grow.
bool is_last_k(const Place& place) {
  return place.shows_k && place.tag->ks == 1 && place.offset + place.half >= kWindow;
}

bool needs_call(const Place& place) { return place.shows_k && place.tag->ks > 0; }

TaggedRead read_at(const Place& place, std::int64_t call, std::int64_t added) {
  return {place.tag, call, std::max<std::int64_t>(place.offset - added, 0), place.step};
}

// A number close to the next k may have been rounded up to it.
std::optional<TaggedRead> read_of(const Place& place, const ReadCalls& calls) {
  if (!needs_call(place)) return read_at(place, 0, 0);
  const std::int64_t unit = place.tag->ks * kReadUnit;
  for (const std::int64_t near : {place.offset + place.half, place.offset - place.half}) {
    const std::int64_t k = near / unit;
    const std::int64_t call =
        near / kReadUnit % place.tag->ks == 0 ? call_of(k, *place.tag, calls) : 0;
    if (call > 0) return read_at(place, call, k * unit);
  }
  return std::nullopt;
}

std::vector<double> units_to_try(const NumberCell& cell) {
  if (cell.has_own_unit) return {cell.unit, cell.other_unit};
  constexpr double kKi = 1024;
  std::vector<double> units = {cell.unit, cell.other_unit, 1, kKi};
  if (cell.step < 1) units.insert(units.end(), {kKi * kKi, kKi * kKi * kKi, 1e3, 1e6, 1e9});
  return units;
}

// A read and the label that stood at it.
struct LabelledRead {
  TaggedRead read;
  std::string label;
};

struct Block {
  std::chrono::nanoseconds at{};
  std::vector<LabelledRead> reads;
};

struct Decoded {
  std::vector<Block> blocks;
  std::size_t undecoded = 0;
  Values unread;          // tags of numbers that no call gave
  std::int64_t late = 0;  // numbers of which nobody knows which call gave them
  int seeds = 0;
};

// Keeps of a line what was read from the runtime.
void keep_tagged(NumberLine& line, const ReadCalls& calls, Decoded& decoded) {
  decoded.undecoded += std::erase_if(line.cells, [&](const NumberCell& cell) {
    if (decode(cell, calls)) return false;
    const Undecoded what = undecoded(cell, calls);
    if (what.is_late)
      ++decoded.late;
    else if (what.tag != nullptr)
      decoded.unread.emplace_back(what.tag->name);
    return true;
  });
}

// Lines without a tagged number neither start a block nor belong to one.
Decoded decode_all(const Captured& captured, TagMode mode) {
  Decoded decoded;
  const ReadSeeds seeds = parse_read_seeds(captured.events.bytes);
  decoded.seeds = seeds.lines;
  const ReadCalls calls = read_calls(mode, seeds.first);
  NumberTable table = parse_numbers(captured);
  std::vector<NumberLine> tagged;
  for (NumberLine& line : table.lines) {
    keep_tagged(line, calls, decoded);
    if (!line.cells.empty()) tagged.push_back(std::move(line));
  }
  for (std::span<const NumberLine> tick : group_by_tick(tagged)) {
    Block block{tick[0].at, {}};
    for (const NumberLine& line : tick) {
      for (const NumberCell& cell : line.cells)
        block.reads.push_back({*decode(cell, calls), cell.label});
    }
    decoded.blocks.push_back(std::move(block));
  }
  return decoded;
}

// What became of one field over the run.
struct FieldSummary {
  int blocks = 0;
  std::set<std::int64_t> calls;
  bool is_rising = true;
  std::vector<std::int64_t> last_calls;  // in the block before, in order of appearance
  std::int64_t min = 0;
  std::int64_t max = 0;
};

struct Range {
  std::vector<std::int64_t> calls;  // in order of appearance
  std::int64_t min = 0, max = 0, resolution = 1;
  int count = 0;
};

void widen(Range& r, const TaggedRead& read) {
  const bool is_first = r.count++ == 0;
  r.calls.push_back(read.call);
  r.min = is_first ? read.value : std::min(r.min, read.value);
  r.max = is_first ? read.value : std::max(r.max, read.value);
  r.resolution = std::max(r.resolution, read.resolution);
}

using Ranges = std::vector<std::pair<const Tag*, Range>>;  // in order of appearance

Ranges ranges_of(const Block& block) {
  Ranges ranges;
  for (const LabelledRead& r : block.reads) {
    auto found = std::ranges::find(ranges, r.read.tag, &Ranges::value_type::first);
    if (found == ranges.end()) found = ranges.insert(ranges.end(), {r.read.tag, {}});
    widen(found->second, r.read);
  }
  return ranges;
}

// A block may show a field twice, from MemStats and from metrics, each by a call of its own.
bool all_rise(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& now) {
  for (std::size_t i = 0; i < std::min(before.size(), now.size()); ++i)
    if (now[i] <= before[i]) return false;
  return true;
}

void add_block(FieldSummary& f, const Range& r) {
  f.is_rising = f.is_rising && all_rise(f.last_calls, r.calls);
  f.last_calls = r.calls;
  f.min = f.blocks == 0 ? r.min : std::min(f.min, r.min);
  f.max = f.blocks == 0 ? r.max : std::max(f.max, r.max);
  ++f.blocks;
}

Value block_value(const Block& block) {
  Values fields, reads;
  for (const auto& [tag, range] : ranges_of(block)) fields.emplace_back(tag->name);
  for (const LabelledRead& r : block.reads) {
    reads.push_back(Record{{"field", r.read.tag->name},
                           {"label", r.label},
                           {"k", r.read.call},
                           {"value", r.read.value},
                           {"resolution", r.read.resolution}});
  }
  return Record{{"at", block.at}, {"fields", std::move(fields)}, {"reads", std::move(reads)}};
}

Value summary_value(const Tag& tag, const FieldSummary& f) {
  return Record{{"name", tag.name},
                {"blocks", f.blocks},
                {"reads", static_cast<std::int64_t>(f.calls.size())},
                {"rising", f.is_rising && f.blocks > 1},
                {"min", f.min},
                {"max", f.max}};
}

Values summaries(const std::vector<Block>& blocks) {
  std::vector<std::pair<const Tag*, FieldSummary>> fields;
  for (const Block& block : blocks) {
    for (const auto& [tag, range] : ranges_of(block)) {
      auto found = std::ranges::find(fields, tag, [](const auto& f) { return f.first; });
      if (found == fields.end()) found = fields.insert(fields.end(), {tag, {}});
      add_block(found->second, range);
    }
    for (const LabelledRead& r : block.reads) {
      auto found = std::ranges::find(fields, r.read.tag, [](const auto& f) { return f.first; });
      found->second.calls.insert(r.read.call);
    }
  }
  Values list;
  for (const auto& [tag, summary] : fields) list.push_back(summary_value(*tag, summary));
  return list;
}

Values differences(const std::vector<Block>& blocks) {
  Values list;
  for (const Block& block : blocks) {
    for (const auto& [tag, range] : ranges_of(block)) {
      if (range.count < 2) continue;
      list.push_back(Record{{"field", tag->name},
                            {"at", block.at},
                            {"bytes", range.max - range.min},
                            {"count", range.count},
                            {"resolution", range.resolution}});
    }
  }
  return list;
}

NamedValues record_of(const Decoded& decoded) {
  Values blocks;
  for (const Block& block : decoded.blocks) blocks.push_back(block_value(block));
  return {{"blocks", std::move(blocks)},
          {"fields", summaries(decoded.blocks)},
          {"undecoded", static_cast<std::int64_t>(decoded.undecoded)},
          {"unread", decoded.unread},
          {"late", decoded.late},
          {"seeds", decoded.seeds}};
}

Type::Fields common_fields() {
  const Type read = Type::record_of({{"field", string_type()},
                                     {"label", string_type()},
                                     {"k", int_type()},
                                     {"value", int_type()},
                                     {"resolution", int_type()}});
  const Type block = Type::record_of({{"at", duration_type()},
                                      {"fields", Type::list_of(string_type())},
                                      {"reads", Type::list_of(read)}});
  const Type field = Type::record_of({{"name", string_type()},
                                      {"blocks", int_type()},
                                      {"reads", int_type()},
                                      {"rising", boolean_type()},
                                      {"min", int_type()},
                                      {"max", int_type()}});
  return {{"blocks", Type::list_of(block)},
          {"fields", Type::list_of(field)},
          {"undecoded", int_type()},
          {"unread", Type::list_of(string_type())},
          {"late", int_type()},
          {"seeds", int_type()}};
}

}  // namespace

std::span<const Tag> known_tags(TagMode mode) {
  static const std::vector<Tag> distinct = distinct_tags();
  static const std::vector<Tag> agree = agree_tags();
  return mode == TagMode::distinct ? distinct : agree;
}

ReadCalls read_calls(TagMode mode, std::optional<std::uint64_t> seed) {
  ReadCalls calls{.mode = mode, .mem_stats = {}, .metrics = {}};
  if (!seed) return calls;
  calls.mem_stats = read_ks(*seed, 0);
  calls.metrics = mode == TagMode::distinct ? read_ks(*seed, 1) : calls.mem_stats;
  return calls;
}

std::optional<TaggedRead> decode(const NumberCell& cell, const ReadCalls& calls) {
  const std::span<const Tag> known = known_tags(calls.mode);
  if (!cell.has_own_unit && cell.step == 1) {
    if (auto count = decode_count(cell.value, known)) return count;
  }
  std::optional<TaggedRead> best;
  for (const double unit : units_to_try(cell)) {
    const auto place = place_of({cell.value * unit, cell.step * unit}, known);
    const auto read = place ? read_of(*place, calls) : std::nullopt;
    if (!read) continue;
    if (!best || (read->call > 0 && (best->call == 0 || read->call < best->call))) best = read;
  }
  return best;
}

Undecoded undecoded(const NumberCell& cell, const ReadCalls& calls) {
  Undecoded what;
  if (decode(cell, calls)) return what;
  for (const double unit : units_to_try(cell)) {
    const auto place = place_of({cell.value * unit, cell.step * unit}, known_tags(calls.mode));
    if (!place) continue;
    if (is_last_k(*place)) return {place->tag, true};
    if (what.tag == nullptr) what.tag = place->tag;
  }
  return what;
}

Type tagged_numbers_type() { return Type::record_of(common_fields()); }

Value observe_tagged_numbers(const Captured& captured) {
  return record_of(decode_all(captured, TagMode::distinct));
}

Type agreeing_numbers_type() {
  const Type difference = Type::record_of({{"field", string_type()},
                                           {"at", duration_type()},
                                           {"bytes", int_type()},
                                           {"count", int_type()},
                                           {"resolution", int_type()}});
  Type::Fields fields = common_fields();
  fields.emplace_back("differences", Type::list_of(difference));
  return Type::record_of(std::move(fields));
}

Value observe_agreeing_numbers(const Captured& captured) {
  const Decoded decoded = decode_all(captured, TagMode::agree);
  NamedValues record = record_of(decoded);
  record.emplace_back("differences", differences(decoded.blocks));
  return record;
}

}  // namespace grade
