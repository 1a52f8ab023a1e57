// Printed numbers traced back to the calls of the runtime that returned them (number_tags.h), and
// what that says of the run: which fields are shown, whether they are read again for each print,
// whether the words at them name them, and how far the two readings of a field are apart.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/observe/number_tags.h"
#include "harness/observe/observer.h"

namespace grade {

// A printed number that a call of the runtime gave, and what the program calls it.
struct TaggedNumber {
  std::string field;
  std::string label;
  std::string named;  // as by field_named, where the label clearly belongs to the number
  ReadSource source = ReadSource::mem_stats;
  std::optional<std::chrono::nanoseconds> read_at;
  std::int64_t value = 0;
  std::int64_t resolution = 1;
};

// What is printed at one time.
struct TaggedBlock {
  std::chrono::nanoseconds at{};
  std::vector<TaggedNumber> reads;
  std::vector<Difference> differences;
};

// What became of one field over the run.
struct TaggedField {
  std::string name;
  std::string source;
  int blocks = 0;
  std::int64_t reads = 0;
  int stale = 0;
  int twice = 0;
  std::int64_t made_up = 0;
};

// The two readings of one of the four fields, side by side.
struct Comparison {
  std::string field;
  int blocks = 0;
  double apart = 0;
  std::int64_t resolution = 1;
};

struct TaggedNumbers {
  std::string undecidable;
  int mem_stats_calls = 0;
  int metrics_calls = 0;
  std::vector<TaggedBlock> blocks;
  std::vector<TaggedField> fields;  // in order of appearance
  std::vector<Comparison> comparisons;
  std::string mislabelled;
};
const Declared& declare(const TaggedNumber*);
const Declared& declare(const TaggedBlock*);
const Declared& declare(const TaggedField*);
const Declared& declare(const Comparison*);
const Declared& declare(const TaggedNumbers*);

TaggedNumbers observe_tagged_numbers(const Captured& captured);
TaggedNumbers observe_agreeing_numbers(const Captured& captured);

}  // namespace grade
