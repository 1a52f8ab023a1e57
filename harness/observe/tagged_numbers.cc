// How: each number is decoded by itself. Lines that hold what a call of the runtime returned, or a
// difference between the two readings of a field, are collected by the time at which they came; all
// the rest of the output says nothing. What the blocks say together is in tagged_summary.h.
#include "harness/observe/tagged_numbers.h"

#include <algorithm>
#include <span>
#include <utility>

#include "harness/observe/field_labels.h"
#include "harness/observe/tagged_summary.h"

namespace grade {
namespace {

// "123 HeapAlloc 456 HeapInuse": the words at a number are those behind it.
bool has_labels_behind(const NumberLine& line) { return !field_named(line.tail).empty(); }

std::string clear_name(const NumberCell& cell, bool labels_behind) {
  const bool is_sure = cell.label_from == LabelFrom::mark || cell.label_from == LabelFrom::column ||
                       (cell.label_from == LabelFrom::before && !labels_behind);
  return is_sure ? std::string(field_named(cell.label)) : "";
}

class NumberTracer {
 public:
  NumberTracer(TagMode mode, const Events& events)
      : mode_(mode), calls_(events, mode == TagMode::agree) {}

  TaggedNumbers trace(const NumberTable& table) {
    std::vector<NumberLine> lines;
    std::ranges::copy_if(table.lines, std::back_inserter(lines),
                         [&](const NumberLine& line) { return shows_anything(line); });
    TaggedNumbers seen;
    for (std::span<const NumberLine> tick : group_by_tick(lines))
      seen.blocks.push_back(block_of(tick));
    seen.fields = fields_of(seen.blocks, mode_, made_up_);
    seen.comparisons = comparisons_of(seen.blocks, mode_);
    seen.mislabelled = mislabelled_in(seen.blocks, mode_);
    seen.mem_stats_calls = calls_.slices(ReadSource::mem_stats);
    seen.metrics_calls = calls_.slices(ReadSource::metrics);
    if (is_coarse_)
      seen.undecidable =
          "numbers are printed too coarsely to show which call returned them: print bytes, KiB or "
          "MiB";
    return seen;
  }

 private:
  TagContext context(const NumberLine& line) const { return {mode_, calls_, line.at}; }

  std::optional<Difference> difference(const NumberCell& cell) const {
    return mode_ == TagMode::distinct ? decode_difference(cell, calls_) : std::nullopt;
  }

  bool shows_anything(const NumberLine& line) {
    bool shows = false;
    for (const NumberCell& cell : line.cells) {
      if (decode(cell, context(line)) || difference(cell))
        shows = true;
      else if (const Tag* tag = made_up_tag(cell, context(line)))
        made_up_.push_back(tag->name);
    }
    return shows;
  }

  TaggedBlock block_of(std::span<const NumberLine> tick) {
    TaggedBlock block{tick[0].at, {}, {}};
    for (const NumberLine& line : tick) {
      const bool labels_behind = has_labels_behind(line);
      for (const NumberCell& cell : line.cells) {
        if (const auto read = decode(cell, context(line)))
          add(block, *read, cell, clear_name(cell, labels_behind));
        else if (const auto apart = difference(cell))
          block.differences.push_back(*apart);
      }
    }
    return block;
  }

  void add(TaggedBlock& block, const TaggedRead& read, const NumberCell& cell, std::string named) {
    is_coarse_ = is_coarse_ || is_too_coarse(read.resolution);
    block.reads.push_back({read.tag->name, cell.label, std::move(named), read.tag->source,
                           read.read_at, read.value, read.resolution});
  }

  TagMode mode_;
  ReadCalls calls_;
  std::vector<std::string> made_up_;
  bool is_coarse_ = false;
};

TaggedNumbers trace(const Captured& captured, TagMode mode) {
  return NumberTracer(mode, *captured.events).trace(parse_numbers(captured.texts));
}

}  // namespace

const Declared& declare(const TaggedNumber*) {
  static const Declared declared = {
      field<&TaggedNumber::field>("field", "the field that was read"),
      field<&TaggedNumber::label>("label", "what the program calls it"),
      field<&TaggedNumber::named>(
          "named", "which of the four fields that clearly names: `HeapAlloc`, …; else empty"),
      field<[](const TaggedNumber& n) { return n.read_at.value_or(std::chrono::nanoseconds{}); }>(
          "read_at", "when its call was made, at most 400 ms early; 0 where it does not show"),
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
      field<&TaggedField::reads>("reads",
                                 "different calls that returned it; those within 200 ms "
                                 "count as one"),
      field<&TaggedField::stale>(
          "stale", "of the blocks, those without a value that was read since the block before"),
      field<&TaggedField::twice>("twice", "of the blocks, those that show the same reading twice"),
      field<&TaggedField::made_up>("made_up", "numbers with its tag that no call returned"),
  };
  return declared;
}

const Declared& declare(const Comparison*) {
  static const Declared declared = {
      field<&Comparison::field>("field", "`HeapAlloc`, `HeapInuse`, `HeapIdle` or `NumGC`"),
      field<&Comparison::blocks>("blocks",
                                 "that show both readings, or the difference between them; "
                                 "agreeing: two values"),
      field<&Comparison::apart>(
          "apart", "bytes between the two, beyond what is printed; median without the first block"),
      field<&Comparison::resolution>("resolution", "bytes of one in the last printed place"),
  };
  return declared;
}

const Declared& declare(const TaggedNumbers*) {
  static const Declared declared = {
      field<&TaggedNumbers::undecidable>("undecidable",
                                         "why the numbers cannot be traced; empty if they can"),
      field<&TaggedNumbers::mem_stats_calls>(
          "mem_stats_calls", "of runtime.ReadMemStats; those within 200 ms count as one"),
      field<&TaggedNumbers::metrics_calls>("metrics_calls", "the same of metrics.Read"),
      field<&TaggedNumbers::blocks>("blocks", "what is printed at one time"),
      field<&TaggedNumbers::fields>("fields", "that the output shows, over the whole run"),
      field<&TaggedNumbers::comparisons>("comparisons", "of the two readings, by field"),
      field<&TaggedNumbers::mislabelled>(
          "mislabelled",
          "`the number printed as HeapInuse is HeapIdle`, where the words are clear"),
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
