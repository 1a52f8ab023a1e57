// How: the instrument `tags` adds to each heap number that the runtime returns a base (which
// metric, in steps of many TiB) and k * kReadUnit (which call); k grows from call to call in secret
// steps that follow from the seed in a signed event. So a printed number is subtracted back: the
// base whose window holds it says the field, the quotient says k, and only a k that some call had
// is a read; the rest is the value that the program would have seen.
// Printing loses digits. Where a step of the last place is small against kReadUnit, k shows and is
// demanded, and both ends of the rounding are tried; where it is coarser, only the field is known.
// A number without a unit is tried in the units that its digits allow: a wrong one falls outside
// every window, since the bases are far apart.
// Values are collected per block and field; one block may show a field twice, from MemStats and
// from metrics, each by its own call. A guess hits a valid k rarely, so made-up numbers are
// counted, not refused at once: criteria compare hits with misses.
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
#include "harness/stats/stats.h"

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

// Collects what becomes of each field.
class FieldCollector {
 public:
  void add_block(const TaggedBlock& block);
  void add_made_up(const std::string& name) { ++of(name).field.made_up; }
  std::vector<TaggedField> take();

 private:
  struct Progress {
    TaggedField field;
    std::set<std::int64_t> calls;
    std::vector<std::int64_t> last_calls;  // in the block before, in order of appearance
    std::vector<double> apart;             // of blocks after the first that compares anything
    bool rises = true;
  };
  // The reads of one field in one block.
  struct Range {
    std::vector<std::int64_t> calls;  // in order of appearance
    std::int64_t min = 0, max = 0, resolution = 1;
  };
  using Ranges = std::vector<std::pair<std::string, Range>>;  // in order of appearance

  static Ranges ranges_of(const TaggedBlock& block);
  static void add_range(Progress& progress, const Range& range);
  Progress& of(const std::string& name);

  std::vector<Progress> all_;  // in order of appearance
  bool has_compared_ = false;
};

FieldCollector::Progress& FieldCollector::of(const std::string& name) {
  const auto name_of = [](const Progress& p) -> const std::string& { return p.field.name; };
  const auto found = std::ranges::find(all_, name, name_of);
  if (found != all_.end()) return *found;
  Progress& added = all_.emplace_back();
  added.field.name = name;
  added.field.source = name.starts_with("MemStats.")  ? "MemStats"
                       : name.starts_with("metrics.") ? "metrics"
                                                      : "either";
  return added;
}

FieldCollector::Ranges FieldCollector::ranges_of(const TaggedBlock& block) {
  Ranges ranges;
  for (const TaggedNumber& read : block.reads) {
    auto found = std::ranges::find(ranges, read.field, &Ranges::value_type::first);
    if (found == ranges.end())
      found = ranges.insert(ranges.end(), {read.field, {{}, read.value, read.value}});
    Range& range = found->second;
    range.calls.push_back(read.call);
    range.min = std::min(range.min, read.value);
    range.max = std::max(range.max, read.value);
    range.resolution = std::max(range.resolution, read.resolution);
  }
  return ranges;
}

// A block may show a field twice, from MemStats and from metrics, each by a call of its own.
bool all_rise(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& now) {
  for (std::size_t i = 0; i < std::min(before.size(), now.size()); ++i)
    if (now[i] <= before[i]) return false;
  return true;
}

void FieldCollector::add_range(Progress& progress, const Range& range) {
  TaggedField& field = progress.field;
  progress.rises = progress.rises && all_rise(progress.last_calls, range.calls);
  progress.last_calls = range.calls;
  progress.calls.insert(range.calls.begin(), range.calls.end());
  field.min = field.blocks == 0 ? range.min : std::min(field.min, range.min);
  field.max = field.blocks == 0 ? range.max : std::max(field.max, range.max);
  ++field.blocks;
}

void FieldCollector::add_block(const TaggedBlock& block) {
  bool compares = false;
  for (const auto& [name, range] : ranges_of(block)) {
    Progress& progress = of(name);
    add_range(progress, range);
    if (range.calls.size() < 2) continue;
    compares = true;
    // What the printed places hide is no difference.
    const std::int64_t apart = std::max<std::int64_t>(range.max - range.min - range.resolution, 0);
    if (has_compared_) progress.apart.push_back(static_cast<double>(apart));
  }
  has_compared_ = has_compared_ || compares;
}

std::vector<TaggedField> FieldCollector::take() {
  std::vector<TaggedField> fields;
  for (Progress& progress : all_) {
    progress.field.reads = static_cast<std::int64_t>(progress.calls.size());
    progress.field.is_rising = progress.rises && progress.field.blocks > 1;
    progress.field.apart = median(progress.apart).value_or(-1);
    fields.push_back(std::move(progress.field));
  }
  return fields;
}

class NumberTracer {
 public:
  NumberTracer(TagMode mode, const ReadSeeds& seeds)
      : seeds_(seeds.processes), calls_(read_calls(mode, seeds.first)) {}

  // Lines without a tagged number neither start a block nor belong to one.
  TaggedNumbers trace(NumberTable table) {
    std::vector<NumberLine> tagged;
    for (NumberLine& line : table.lines) {
      keep_tagged(line);
      if (!line.cells.empty()) tagged.push_back(std::move(line));
    }
    TaggedNumbers seen;
    for (std::span<const NumberLine> tick : group_by_tick(tagged)) {
      seen.blocks.push_back(block_of(tick));
      fields_.add_block(seen.blocks.back());
    }
    for (const std::string& name : made_up_) fields_.add_made_up(name);
    seen.fields = fields_.take();
    seen.undecidable = why_undecidable();
    return seen;
  }

 private:
  // Keeps of a line what was read from the runtime.
  void keep_tagged(NumberLine& line) {
    std::erase_if(line.cells, [&](const NumberCell& cell) {
      if (decode(cell, calls_)) return false;
      const Undecoded what = undecoded(cell, calls_);
      if (what.is_late)
        has_late_ = true;
      else if (what.tag != nullptr)
        made_up_.push_back(what.tag->name);
      return true;
    });
  }

  TaggedBlock block_of(std::span<const NumberLine> tick) {
    TaggedBlock block{tick[0].at, {}};
    for (const NumberLine& line : tick) {
      for (const NumberCell& cell : line.cells) {
        const TaggedRead read = *decode(cell, calls_);
        is_coarse_ = is_coarse_ || read.resolution > kGiB;
        block.reads.push_back({read.tag->name, cell.label, read.call, read.value, read.resolution});
      }
    }
    return block;
  }

  std::string why_undecidable() const {
    if (seeds_ == 0) return "no process reported how its numbers are tagged";
    if (seeds_ > 1)
      return "more than one process reported how its numbers are tagged: print the values in the "
             "process that is started";
    if (is_coarse_)
      return "numbers are printed too coarsely to show which call returned them: print bytes, KiB "
             "or "
             "MiB";
    if (has_late_) return "the values are read more than 200 times: read them once for each print";
    return "";
  }

  int seeds_ = 0;
  ReadCalls calls_;
  FieldCollector fields_;
  std::vector<std::string> made_up_;
  bool is_coarse_ = false;
  bool has_late_ = false;
};

TaggedNumbers trace(const Captured& captured, TagMode mode) {
  return NumberTracer(mode, read_seeds(*captured.events)).trace(parse_numbers(captured.texts));
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

const Declared& declare(const TaggedNumber*) {
  static const Declared declared = {
      field<&TaggedNumber::field>("field", "the field that was read"),
      field<&TaggedNumber::label>("label", "what the program calls it"),
      field<&TaggedNumber::call>(
          "call", "which call read it: 1, 2, 3, …; 0 where it is printed too coarsely to tell"),
      field<&TaggedNumber::value>("value", "bytes or a count, without the tag"),
      field<&TaggedNumber::resolution>("resolution", "bytes of one in the last printed place"),
  };
  return declared;
}

const Declared& declare(const TaggedBlock*) {
  static const Declared declared = {
      field<&TaggedBlock::at>("at", "when its first line came"),
      field<&TaggedBlock::reads>("reads", "its numbers that a runtime call returned"),
  };
  return declared;
}

const Declared& declare(const TaggedField*) {
  static const Declared declared = {
      field<&TaggedField::name>(
          "name", "`MemStats.HeapAlloc`, `metrics.objects+unused`; agreeing: `HeapAlloc`, `NumGC`"),
      field<&TaggedField::source>("source", "`MemStats`, `metrics`; agreeing: `either`"),
      field<&TaggedField::blocks>("blocks", "how many show it"),
      field<&TaggedField::reads>("reads", "different calls that returned it"),
      field<&TaggedField::made_up>("made_up", "numbers with its tag that no call returned"),
      field<&TaggedField::is_rising>("rising", "each block shows a later call than the last"),
      field<&TaggedField::apart>("apart",
                                 "bytes between its values in one block, beyond what is printed; "
                                 "median without the first block; -1 where none shows it twice"),
      field<&TaggedField::min>("min", "the smallest value"),
      field<&TaggedField::max>("max", "the greatest value"),
  };
  return declared;
}

const Declared& declare(const TaggedNumbers*) {
  static const Declared declared = {
      field<&TaggedNumbers::undecidable>("undecidable",
                                         "why the numbers cannot be traced; empty if they can"),
      field<&TaggedNumbers::blocks>("blocks", "what is printed at one time"),
      field<&TaggedNumbers::fields>("fields", "that the output shows, over the whole run"),
  };
  return declared;
}

TaggedNumbers observe_tagged_numbers(const Captured& captured) {
  return trace(captured, TagMode::distinct);
}

TaggedNumbers observe_agreeing_numbers(const Captured& captured) {
  return trace(captured, TagMode::agree);
}

}  // namespace grade
