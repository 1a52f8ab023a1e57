// The lines that the Go runtime prints under GODEBUG=gctrace=1, Go 1.19 to 1.27 (one printer,
// runtime/mgc.go). The runtime writes a line in 38 to 40 pieces, so text of the program can stand
// before it on the same line, or land inside it and spoil it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/cursor.h"
#include "harness/observe/observer.h"

namespace grade {

// gc N @S.SSSs P%[ (checking for goroutine leaks)]: a+b+c ms clock, d+e/f/g+h ms cpu,
// s->e->l MB, G MB goal, K MB stacks, B MB globals, n P[ (forced)]
struct GcCycle {
  int line = 0;
  std::size_t begin = 0;    // of "gc" in the text
  std::size_t end = 0;      // past the line, with its line feed
  std::string text;         // as printed, without what stands before and behind it
  std::size_t process = 0;  // set by GctraceReader
  std::int64_t number = 0;
  std::chrono::nanoseconds at{};  // since the process started
  std::int64_t percent = 0;       // of CPU spent in GC since then
  bool checks_leaks = false;
  std::array<Decimal, 3> clock_ms{};  // stop to sweep, concurrent mark, stop to end the mark
  std::array<Decimal, 5> cpu_ms{};    // P x clock[0], assist, dedicated, idle, P x clock[2]
  std::int64_t start_mb = 0;          // MiB, rounded down; so are those below
  std::int64_t end_mb = 0;
  std::int64_t live_mb = 0;  // marked
  std::int64_t goal_mb = 0;  // of this cycle, set when the one before it ended
  std::int64_t stacks_mb = 0;
  std::int64_t globals_mb = 0;
  std::int64_t procs = 0;
  bool is_forced = false;
};

// A line with the beginning "gc N @S" that does not go on as it must, or goes on in parentheses.
struct BadGcLine {
  int line = 0;
  int col = 0;  // where it stops to fit
  std::int64_t number = 0;
  std::string why;
};

struct GcTrace {
  std::vector<GcCycle> cycles;
  std::vector<BadGcLine> bad;
  int lines = 0;
};

// A cycle may begin anywhere in a line and text may follow it; colours within are allowed for.
// Cycle numbers may restart: one text can hold several processes. At most one bad entry for a line.
GcTrace parse_gctrace(std::string_view text);

// Where a gctrace line, whole or broken, begins in `line`; npos when there is none.
std::size_t find_gctrace(std::string_view line);

// A cycle's heap goal, which the runtime computed from GOGC and from what the cycle before it left.
// The numbers are cut to whole MiB, so several values of GOGC may fit; a memory limit gives goals
// of its own.
struct GcGoal {
  std::int64_t number = 0;  // of the cycle
  std::size_t process = 0;
  std::int64_t live_mb = 0;  // after the cycle before it
  std::int64_t goal_mb = 0;
  std::int64_t gogc_low = 0;  // values of GOGC that it fits
  std::int64_t gogc_high = 0;
  std::int64_t sure_low = 0;  // where a large allocation may have moved it up
};

// Cycles of one process with numbers that rise by one.
struct GcProcess {
  std::int64_t cycles = 0;
  std::int64_t goals = 0;  // cycles that are the first or come right after another of the process
  // Values of GOGC that fit nine in ten of the goals, and the roundest of them, which is most
  // likely meant. -1 and the widest range where there is no such value, or no goal.
  std::int64_t gogc = -1;
  std::int64_t gogc_low = 0;
  std::int64_t gogc_high = 0;
};

struct GctraceSeen {
  std::vector<GcCycle> cycles;
  std::vector<GcGoal> goals;
  std::vector<BadGcLine> bad;
  std::vector<GcProcess> processes;  // in order of appearance, the first 1000
  std::int64_t total = 0;
  double from_runtime = 1;  // share of them, where writes can be told apart
  std::vector<std::string> contradictions;
};
const Declared& declare(const GcCycle*);
const Declared& declare(const GcGoal*);
const Declared& declare(const BadGcLine*);
const Declared& declare(const GcProcess*);
const Declared& declare(const GctraceSeen*);

// Reads a text piece by piece. Memory grows with the number of processes in it only.
class GctraceReader {
 public:
  GctraceReader();
  ~GctraceReader();
  GctraceReader(const GctraceReader&) = delete;
  GctraceReader& operator=(const GctraceReader&) = delete;

  // The cycles, goals and bad lines of the next lines, whole ones but for the last of the text.
  // Places count from the start of the text.
  GctraceSeen read(std::string_view lines);
  // All the rest, of what was read so far.
  GctraceSeen totals() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Lists the first 20 000 cycles and goals and 1000 bad lines; all of them count.
GctraceSeen observe_gctrace(const Captured& captured);
std::unique_ptr<PieceObserver> gctrace_in_pieces();

}  // namespace grade
