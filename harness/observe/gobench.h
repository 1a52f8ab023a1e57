// What `go test -bench` prints, plain, with -v or with -json (test2json), Go 1.19 to 1.27; the
// grammar is that of golang.org/x/perf benchfmt. A result starts at the beginning of a line: with
// text of the program before it benchstat does not see it, and neither do we.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/observe/observer.h"

namespace grade {

// Of a unit that go test does not print by itself.
struct CustomValue {
  std::string unit;
  double value = 0;
};
const Declared& declare(const CustomValue*);

struct BenchResult {
  int line = 0;
  int block = 0;          // results without any other line between them have the same
  std::string name;       // "BenchmarkBuild/impl=x"
  std::string full_name;  // as printed, "BenchmarkBuild/impl=x-2"
  std::string pkg;        // of the last "pkg:" line, "" when there was none
  int procs = 1;          // of the -N suffix, which go test leaves away when N is 1
  std::int64_t iterations = 0;
  std::vector<std::pair<std::string, double>> values;  // by unit as printed: "ns/op", "MB/s"
  int run = 0;                                         // index in GoBench::runs
  const double* value(std::string_view unit) const;    // null when it is missing
  bool operator==(const BenchResult&) const = default;
};

// What one go test printed of one package.
struct BenchRun {
  double ok_seconds = -1;      // of its ok line; -1 where that is missing
  double claimed_seconds = 0;  // iterations × ns/op of all its results
  bool operator==(const BenchRun&) const = default;
};

struct BadBenchLine {
  int line = 0;
  std::string why;
  bool operator==(const BadBenchLine&) const = default;
};

struct GoBench {
  std::vector<BenchResult> results;  // the first 100 000, or 400 000 values
  std::vector<BadBenchLine> bad;     // the first 1000
  bool saw_ok = false;               // "PASS" or "ok pkg 0.1s"
  bool failed = false;               // "FAIL", "FAIL pkg 0.1s" or "--- FAIL: …"
  std::string cpu;
  std::vector<std::string> pkgs;  // each once, the first 100
  std::vector<BenchRun> runs;
  double bench_time_s = 0;  // sum over the ok lines
};

// Never fails: lines that are not of go test are skipped, lines that look like results but do not
// read as such are listed in `bad`. Of a unit given twice on one line the first value counts.
GoBench parse_gobench(std::string_view text);

// iterations × ns/op, which is the time of the run that was counted; -1 without ns/op.
double claimed_seconds(const BenchResult& result);

// {unit, value} as benchstat shows it: ns become seconds and MB bytes, also within a longer unit
// but not behind a "/". A value of 0 keeps its unit.
std::pair<std::string, double> tidy_unit(std::string_view unit, double value);

const Declared& declare(const BenchResult*);
const Declared& declare(const BadBenchLine*);
const Declared& declare(const GoBench*);

GoBench observe_gobench(const Captured& captured);

}  // namespace grade
