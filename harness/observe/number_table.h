// Numbers that a program prints, however it lays them out: `HeapAlloc: 1.2 MiB`, key=value, JSON,
// slog, a table under a header row, thousands separators, log prefixes, progress lines redrawn
// with "\r" or cursor movement. Dates, times, versions, addresses and hex are not numbers here,
// and lines of the runtime's own tracing are left out.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/observe/observer.h"

namespace grade {

// Where a number has its label from.
enum class LabelFrom {
  nowhere,
  mark,         // "HeapAlloc: 1", "HeapAlloc=1", a key of JSON
  before,       // "HeapAlloc 1"
  column,       // a header with as many columns as the row has fields
  near_column,  // the nearest column of another header: a guess
};

struct NumberCell {
  std::string label;  // what stands before it, or above it in a header row; may be empty
  LabelFrom label_from = LabelFrom::nowhere;
  double value = 0;  // as printed
  double step = 1;   // of the last printed place
  // Bytes of one, 0 when no unit is known. "KB" and "MB" are taken for 1024s, as Go's own traces
  // and most programs mean it; other_unit is then 1000s, and 0 for units with one meaning.
  double unit = 0;
  double other_unit = 0;
  bool has_own_unit = false;  // printed at the number, not in its label
  int col = 0;                // 1-based byte in the line without control sequences
  std::string text;           // as printed, with its unit; cut to 40 bytes
};

struct NumberLine {
  int line = 0;                   // 1-based, by line feeds
  std::chrono::nanoseconds at{};  // arrival of its last byte; zero when unknown
  std::vector<NumberCell> cells;  // at least one
  std::string tail;               // what follows the last of them; cut to 64 bytes
};

struct NumberTable {
  std::vector<NumberLine> lines;  // those that hold numbers, in order
  int text_lines = 0;             // that hold anything
};

// Stops at 100 000 numbers, and at 1024 in one line.
NumberTable parse_numbers(const Stream& stream);

// All of them, merged by arrival.
NumberTable parse_numbers(std::span<const Stream* const> streams);

// Lines of one tick: a line that arrives over 300 ms after the first of a group starts the next.
std::vector<std::span<const NumberLine>> group_by_tick(std::span<const NumberLine> lines);

// The numbers of one tick.
struct NumberBlock {
  std::chrono::nanoseconds at{};
  std::vector<NumberCell> cells;
};
struct Numbers {
  std::vector<NumberBlock> blocks;
  int lines = 0;
};
const Declared& declare(const NumberCell*);
const Declared& declare(const NumberBlock*);
const Declared& declare(const Numbers*);

Numbers observe_numbers(const Captured& captured);

}  // namespace grade
