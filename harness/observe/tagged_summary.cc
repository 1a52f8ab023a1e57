#include "harness/observe/tagged_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "harness/stats/stats.h"

namespace grade {
namespace {

using std::chrono::nanoseconds;

// A number may have been read so long before the last print: a slice begins up to 400 ms before the
// call, and what is read in one second may be printed in the next.
constexpr std::chrono::milliseconds kBefore{700};

// What the first metrics.Read of a process allocates itself, with room (40 to 104 KiB).
constexpr std::int64_t kFirstRead = 128 << 10;

std::string source_name(ReadSource source, TagMode mode) {
  if (mode == TagMode::agree) return "either";
  return source == ReadSource::metrics ? "metrics" : "MemStats";
}

// Collects what becomes of each field.
class FieldCollector {
 public:
  explicit FieldCollector(TagMode mode) : mode_(mode) {}
  void add_block(const TaggedBlock& block);
  void add_made_up(const std::string& name) { ++of(name).field.made_up; }
  std::vector<TaggedField> take();

 private:
  struct Progress {
    TaggedField field;
    std::set<nanoseconds> calls;
    std::optional<nanoseconds> shown;  // when the last block came
  };
  using Reads = std::vector<const TaggedNumber*>;

  static bool is_stale(const Progress& progress, const Reads& reads);
  static bool has_twins(const Reads& reads);
  void add(const Reads& reads, nanoseconds at);
  Progress& of(const std::string& name);

  TagMode mode_;
  std::vector<Progress> all_;  // in order of appearance
};

FieldCollector::Progress& FieldCollector::of(const std::string& name) {
  const auto found = std::ranges::find(all_, name, [](const Progress& p) { return p.field.name; });
  if (found != all_.end()) return *found;
  Progress& added = all_.emplace_back();
  added.field.name = name;
  const bool is_metric = name.starts_with("metrics.");
  added.field.source = source_name(is_metric ? ReadSource::metrics : ReadSource::mem_stats, mode_);
  return added;
}

// One number that was read since the last print is enough: others may be peaks or older readings.
bool FieldCollector::is_stale(const Progress& progress, const Reads& reads) {
  if (!progress.shown) return false;
  return std::ranges::none_of(reads, [&](const TaggedNumber* read) {
    return !read->read_at || (!progress.calls.contains(*read->read_at) &&
                              *read->read_at >= *progress.shown - kBefore);
  });
}

bool FieldCollector::has_twins(const Reads& reads) {
  for (std::size_t i = 1; i < reads.size(); ++i)
    if (reads[i]->value == reads[0]->value && reads[i]->read_at == reads[0]->read_at) return true;
  return false;
}

void FieldCollector::add(const Reads& reads, nanoseconds at) {
  Progress& progress = of(reads[0]->field);
  ++progress.field.blocks;
  if (is_stale(progress, reads)) ++progress.field.stale;
  if (has_twins(reads)) ++progress.field.twice;
  for (const TaggedNumber* read : reads)
    progress.calls.insert(read->read_at.value_or(nanoseconds::min()));
  progress.shown = at;
}

void FieldCollector::add_block(const TaggedBlock& block) {
  std::vector<Reads> by_field;  // in order of appearance
  for (const TaggedNumber& read : block.reads) {
    const auto is_same = [&](const Reads& reads) { return reads[0]->field == read.field; };
    const auto found = std::ranges::find_if(by_field, is_same);
    if (found == by_field.end())
      by_field.push_back({&read});
    else
      found->push_back(&read);
  }
  for (const Reads& reads : by_field) add(reads, block.at);
}

std::vector<TaggedField> FieldCollector::take() {
  std::vector<TaggedField> fields;
  for (Progress& progress : all_) {
    progress.field.reads = static_cast<std::int64_t>(progress.calls.size());
    fields.push_back(std::move(progress.field));
  }
  return fields;
}

// Two readings in one block, or their difference.
struct Apart {
  std::int64_t amount = 0;  // beyond what the printed places hide
  std::int64_t resolution = 1;
};

// Those of the field that were read last; older ones are peaks, or what is kept.
std::vector<TaggedNumber> latest_of(const TaggedBlock& block, const std::string& field) {
  std::vector<TaggedNumber> reads;
  for (const TaggedNumber& read : block.reads)
    if (read.field == field) reads.push_back(read);
  const auto last = std::ranges::max_element(reads, {}, &TaggedNumber::read_at);
  if (last != reads.end())
    std::erase_if(reads, [at = last->read_at](const auto& r) { return r.read_at != at; });
  return reads;
}

Apart apart_of(const TaggedNumber& a, const TaggedNumber& b) {
  const std::int64_t resolution = std::max(a.resolution, b.resolution);
  return {
      std::max<std::int64_t>(std::abs(a.value - b.value) - (resolution > 1 ? resolution : 0), 0),
      resolution};
}

// The first reading from the one source belongs to the first from the other, and so on.
std::vector<Apart> apart_by_source(const TaggedBlock& block, const FieldTags& field) {
  const auto old = latest_of(block, field.in_mem_stats);
  const auto now = latest_of(block, field.in_metrics);
  std::vector<Apart> all;
  for (std::size_t i = 0; i < std::min(old.size(), now.size()); ++i)
    all.push_back(apart_of(old[i], now[i]));
  for (const Difference& d : block.differences) {
    if (d.field->name == field.name)
      all.push_back({d.resolution > 1 ? std::max<std::int64_t>(d.apart - d.resolution, 0) : d.apart,
                     d.resolution});
  }
  return all;
}

// Which source is not known: the greatest and the smallest.
std::vector<Apart> apart_of_either(const TaggedBlock& block, const FieldTags& field) {
  const auto reads = latest_of(block, field.name);
  if (reads.size() < 2) return {};
  const auto [least, most] = std::ranges::minmax_element(reads, {}, &TaggedNumber::value);
  return {apart_of(*least, *most)};
}

// The finest, and of those the least.
std::optional<Apart> apart_in(const TaggedBlock& block, const FieldTags& field, TagMode mode) {
  const auto all =
      mode == TagMode::agree ? apart_of_either(block, field) : apart_by_source(block, field);
  const auto key = [](const Apart& a) { return std::pair(a.resolution, a.amount); };
  const auto best = std::ranges::min_element(all, {}, key);
  return best == all.end() ? std::nullopt : std::optional(*best);
}

double typical(const std::vector<Apart>& all, bool is_count) {
  if (all.size() == 1)
    return static_cast<double>(is_count ? all[0].amount
                                        : std::max<std::int64_t>(all[0].amount - kFirstRead, 0));
  std::vector<double> amounts;
  for (std::size_t i = 1; i < all.size(); ++i)
    amounts.push_back(static_cast<double>(all[i].amount));
  return median(amounts).value_or(0);
}

// Pairs of what a number is called and what it is, each from one source.
struct Claim {
  std::string named;
  std::string field;
  auto operator<=>(const Claim&) const = default;
};

const std::string& true_name(const FieldTags& field, ReadSource source, TagMode mode) {
  if (mode == TagMode::agree) return field.name;
  return source == ReadSource::metrics ? field.in_metrics : field.in_mem_stats;
}

bool may_be(const TaggedNumber& read, const std::string& true_name, const std::string& named) {
  return read.field == true_name && (read.named.empty() || read.named == named);
}

// What is called wrongly, and nothing in the block is what it is called.
std::set<Claim> wrong_claims(const TaggedBlock& block, TagMode mode) {
  std::set<Claim> wrong;
  for (const TaggedNumber& read : block.reads) {
    const auto field = std::ranges::find(four_fields(), read.named, &FieldTags::name);
    if (field == four_fields().end()) continue;
    const std::string& meant = true_name(*field, read.source, mode);
    const auto fits = [&](const TaggedNumber& r) { return may_be(r, meant, read.named); };
    if (std::ranges::none_of(block.reads, fits)) wrong.insert({read.named, read.field});
  }
  return wrong;
}

// That show the field or the name: a difference may be what a reading could be, but not each time.
int blocks_about(std::span<const TaggedBlock> blocks, const Claim& claim) {
  return static_cast<int>(std::ranges::count_if(blocks, [&](const TaggedBlock& block) {
    return std::ranges::any_of(block.reads, [&](const auto& r) {
      return r.field == claim.field || r.named == claim.named;
    });
  }));
}

}  // namespace

std::vector<TaggedField> fields_of(std::span<const TaggedBlock> blocks, TagMode mode,
                                   std::span<const std::string> made_up) {
  FieldCollector collector(mode);
  for (const TaggedBlock& block : blocks) collector.add_block(block);
  for (const std::string& name : made_up) collector.add_made_up(name);
  return collector.take();
}

std::vector<Comparison> comparisons_of(std::span<const TaggedBlock> blocks, TagMode mode) {
  std::vector<Comparison> comparisons;
  for (const FieldTags& field : four_fields()) {
    std::vector<Apart> all;
    for (const TaggedBlock& block : blocks)
      if (const auto apart = apart_in(block, field, mode)) all.push_back(*apart);
    if (all.empty()) continue;
    comparisons.push_back({field.name, static_cast<int>(all.size()), typical(all, field.is_count),
                           std::ranges::min(all, {}, &Apart::resolution).resolution});
  }
  return comparisons;
}

std::string mislabelled_in(std::span<const TaggedBlock> blocks, TagMode mode) {
  std::map<Claim, int> counts;
  for (const TaggedBlock& block : blocks)
    for (const Claim& claim : wrong_claims(block, mode)) ++counts[claim];
  std::string text;
  for (const auto& [claim, count] : counts) {
    if (2 * count > blocks_about(blocks, claim))
      text += fmt::format("{}the number printed as {} is {}", text.empty() ? "" : "; ", claim.named,
                          claim.field);
  }
  return text;
}

}  // namespace grade
