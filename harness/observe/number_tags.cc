// How: a printed number is subtracted back: the base whose window holds it says the field, what
// remains is k times the unit and the real value, and only a k that some call had before the print
// is a read. Printing loses digits, so a k fits if the real value that it leaves lies within one
// step of the last printed place of what is possible; where that leaves several, the latest call is
// meant. A number without a unit is tried in the units that its digits allow: a wrong one falls
// outside every window, or has a k that no call had.
#include "harness/observe/number_tags.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace grade {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t kCoarse = kTiB / 2;
// An event can arrive later than what is printed after it, if grade is kept from reading. Nobody
// can know the k of a later call.
constexpr std::chrono::seconds kLate{2};

// A metric, and whether its tag carries k.
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

constexpr std::int64_t kMillion = 1'000'000;

// As runtime/instruments/tags has them.
std::vector<Tag> distinct_tags() {
  constexpr auto kStats = ReadSource::mem_stats;
  constexpr auto kMetrics = ReadSource::metrics;
  std::vector<Tag> out = {{"MemStats.HeapAlloc", 128 * kTiB, 1, false, kStats},
                          {"MemStats.HeapInuse", 256 * kTiB, 1, false, kStats},
                          {"MemStats.HeapIdle", 512 * kTiB, 1, false, kStats},
                          {"MemStats.HeapSys", 1024 * kTiB, 1, false, kStats},
                          {"MemStats.HeapReleased", 4096 * kTiB, 1, false, kStats},
                          {"metrics.live", 2048 * kTiB, 1, false, kMetrics},
                          {"MemStats.NumGC", 400 * kMillion, 1, true, kStats},
                          {"MemStats.NumForcedGC", 500 * kMillion, 1, true, kStats},
                          {"metrics.cycles", 300 * kMillion, 1, true, kMetrics},
                          {"metrics.cycles.automatic", 100 * kMillion, 1, true, kMetrics},
                          {"metrics.cycles.forced", 200 * kMillion, 0, true, kMetrics}};
  const Part parts[] = {{"objects", 8, 1}, {"unused", 16, 0}, {"free", 32, 0}, {"released", 64, 1}};
  add_sums(out, parts);
  std::ranges::stable_partition(out, [](const Tag& tag) { return tag.ks < 2; });
  return out;
}

// What is the same quantity has the same sum: HeapAlloc = objects, HeapInuse = objects + unused,
// HeapIdle = free + released, HeapSys = all four, HeapReleased = released.
std::vector<Tag> agree_tags() {
  return {{"HeapAlloc", 128 * kTiB, 1},
          {"HeapInuse", (128 + 256) * kTiB, 1},
          {"HeapIdle", (520 + 424) * kTiB, 1},
          {"HeapSys", (128 + 256 + 520 + 424) * kTiB, 2},
          {"HeapReleased", 424 * kTiB, 1},
          {"unused", 256 * kTiB, 0},
          {"free", 520 * kTiB, 0},
          {"live", 2048 * kTiB, 1},
          {"NumGC", 400 * kMillion, 1, true},
          {"NumForcedGC", 300 * kMillion, 0, true},
          {"automatic", 100 * kMillion, 1, true}};
}

// A number in bytes, or a count, and how finely it was printed.
struct Printed {
  double value = 0;
  double step = 1;
  bool is_count = false;
};

std::int64_t unit_of(const Tag& tag) { return tag.is_count ? kCountUnit : kReadUnit; }
std::int64_t window_of(const Tag& tag) { return (tag.ks * kMaxReadK + 1) * unit_of(tag); }

// What a number could be: a tag whose window holds it, and where in the window it lies.
struct Place {
  const Tag* tag = nullptr;
  std::int64_t offset = 0;
  std::int64_t slack = 0;  // so far the last printed place may have moved it
};

// Sums that carry k twice have wide windows, which others lie in.
std::vector<Place> places_of(Printed printed, std::span<const Tag> known) {
  std::vector<Place> places;
  if (!(printed.value > 0) || printed.value > 8192.0 * static_cast<double>(kTiB)) return places;
  const auto value = static_cast<std::int64_t>(std::llround(printed.value));
  const auto step = static_cast<std::int64_t>(std::ceil(std::min(printed.step, 8e15)));
  const std::int64_t slack = step > 1 ? step : 0;
  for (const Tag& tag : known) {
    if (tag.is_count != printed.is_count) continue;
    // k is at least 1, so a round number is no tag.
    const bool shows_k = tag.ks > 0 && !is_too_coarse(step);
    const std::int64_t least = shows_k ? tag.ks * unit_of(tag) : 0;
    const std::int64_t offset = value - tag.base;
    if (offset + slack < least || offset - slack >= window_of(tag)) continue;
    places.push_back({&tag, offset, slack});
  }
  return places;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// The ks that leave a possible real value.
struct KRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};
KRange ks_of(const Place& place) {
  const std::int64_t unit = unit_of(*place.tag);
  const std::int64_t each = unit * place.tag->ks;
  return {std::max<std::int64_t>(floor_div(place.offset - place.slack - unit, each) + 1, 1),
          std::min(floor_div(place.offset + place.slack, each), kMaxReadK)};
}

TaggedRead read_at(const Place& place, std::optional<nanoseconds> at, std::int64_t k) {
  const std::int64_t value = place.offset - k * place.tag->ks * unit_of(*place.tag);
  return {place.tag, at, std::max<std::int64_t>(value, 0), std::max<std::int64_t>(place.slack, 1)};
}

std::optional<TaggedRead> read_of(const Place& place, const TagContext& context) {
  if (place.tag->ks == 0 || is_too_coarse(place.slack)) return read_at(place, {}, 0);
  std::optional<TaggedRead> best;
  const KRange ks = ks_of(place);
  for (std::int64_t k = ks.first; k <= ks.last; ++k) {
    const auto at = context.calls.latest(place.tag->source, k, context.printed + kLate);
    if (at && (!best || *at > *best->read_at)) best = read_at(place, at, k);
  }
  return best;
}

// In which units the number may have been meant.
std::vector<Printed> readings_of(const NumberCell& cell) {
  std::vector<double> units = {cell.unit, cell.other_unit};
  if (!cell.has_own_unit) {
    constexpr double kKi = 1024;
    units.insert(units.end(), {1, kKi});
    if (cell.step < 1) units.insert(units.end(), {kKi * kKi, kKi * kKi * kKi, 1e3, 1e6, 1e9});
  }
  std::vector<Printed> readings;
  const bool is_whole = cell.step == 1 && cell.value == std::floor(cell.value);
  if (!cell.has_own_unit && is_whole && std::abs(cell.value) < 1e9)
    readings.push_back({cell.value, 1, true});
  for (const double unit : units)
    if (unit > 0) readings.push_back({cell.value * unit, cell.step * unit, false});
  return readings;
}

// A negative difference of unsigned numbers is printed as 2^64 less it.
Printed without_sign(Printed printed) {
  constexpr double kWrap = 18446744073709551616.0;
  printed.value = std::abs(printed.value);
  if (printed.value < kWrap / 2) return printed;
  return {kWrap - printed.value, std::max(printed.step, 4096.0), false};
}

std::optional<Difference> difference_of(Printed printed, const FieldTags& field,
                                        const ReadCalls& calls) {
  if (printed.is_count != field.is_count) return std::nullopt;
  const std::int64_t unit = field.is_count ? kCountUnit : kReadUnit;
  const double most = static_cast<double>(field.apart) + static_cast<double>(unit) * 2 * kMaxReadK;
  const bool in_range = printed.value >= 0 && printed.value <= most;  // infinite is not
  if (!in_range || printed.step > static_cast<double>(kCoarse)) return std::nullopt;
  const auto step = static_cast<std::int64_t>(printed.step);
  const std::int64_t offset = std::llround(printed.value) - field.apart;
  const std::int64_t slack = unit / 4 + (step > 1 ? step : 0);
  for (std::int64_t k = floor_div(offset - slack, unit) + 1; k * unit <= offset + slack; ++k) {
    if (!calls.has_pair(k)) continue;
    return Difference{&field, std::abs(offset - k * unit), std::max<std::int64_t>(step, 1)};
  }
  return std::nullopt;
}

}  // namespace

bool is_too_coarse(std::int64_t resolution) { return resolution > kCoarse; }

std::span<const Tag> known_tags(TagMode mode) {
  static const std::vector<Tag> distinct = distinct_tags();
  static const std::vector<Tag> agree = agree_tags();
  return mode == TagMode::distinct ? distinct : agree;
}

std::span<const FieldTags> four_fields() {
  static const FieldTags fields[] = {
      {"HeapAlloc", "MemStats.HeapAlloc", "metrics.objects", (128 - 8) * kTiB},
      {"HeapInuse", "MemStats.HeapInuse", "metrics.objects+unused", (256 - 24) * kTiB},
      {"HeapIdle", "MemStats.HeapIdle", "metrics.free+released", (512 - 96) * kTiB},
      {"NumGC", "MemStats.NumGC", "metrics.cycles", 100 * kMillion, true}};
  return fields;
}

std::optional<TaggedRead> decode(const NumberCell& cell, const TagContext& context) {
  std::optional<TaggedRead> best;
  for (const Printed printed : readings_of(cell)) {
    for (const Place& place : places_of(printed, known_tags(context.mode))) {
      const auto read = read_of(place, context);
      if (read && (!best || read->read_at > best->read_at)) best = read;
    }
  }
  return best;
}

const Tag* made_up_tag(const NumberCell& cell, const TagContext& context) {
  if (decode(cell, context)) return nullptr;
  for (const Printed printed : readings_of(cell)) {
    if (printed.is_count) continue;
    const auto places = places_of(printed, known_tags(context.mode));
    if (!places.empty()) return places[0].tag;
  }
  return nullptr;
}

std::optional<Difference> decode_difference(const NumberCell& cell, const ReadCalls& calls) {
  for (const Printed printed : readings_of(cell)) {
    for (const FieldTags& field : four_fields())
      if (auto difference = difference_of(without_sign(printed), field, calls)) return difference;
  }
  return std::nullopt;
}

}  // namespace grade
