// Evidence of a benchmark comparison: the captured results, and each row of each benchstat table
// computed again from them. A row that no results of the evidence give was not made from it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/observe/bench_side.h"
#include "harness/observe/gobench.h"
#include "harness/observe/observer.h"

namespace grade {

// What benchstat prints of two sides (medians, two-sided Mann-Whitney U test, 5 % level), with the
// exact p: "-66.67% (p=0.000 n=10)", "~ (p=1.000 n=1)"; "no samples" when one of them is empty.
std::string compare_samples(std::span<const double> old_samples,
                            std::span<const double> new_samples);

// One comparison of a benchstat table: a row in one column against the first column.
struct BenchstatClaim {
  std::string file;
  int line = 0;
  int output = 0;  // which call of benchstat in the file; its tables stand together
  std::string unit;
  std::string name;
  std::string old_label;
  std::string new_label;       // "" in a table with one column
  bool is_comparison = false;  // the row compares the two; only such rows are computed again
  std::string delta;           // as printed
  double p = -1;               // as printed, -1 where it is not
  int n = 0;                   // of the smaller side, as printed
  bool follows = false;        // results of the evidence give the same medians, delta, p and n
  std::string from_results;    // what the results give, or why there is nothing
  std::string old_file;        // where the results are that it was computed from
  std::string new_file;
  std::string old_name;  // full names of those benchmarks
  std::string new_name;
  BenchSide old_side;  // those results
  BenchSide new_side;
};

// The rows of all tables, without geomean. Results are looked for under the name of the row in
// the file that the column names, then in other files, in sub-benchmarks (`-col /impl`), in parts
// of a file that holds several runs, and last under other names, as after renaming with sed. At
// most 50 000 rows; those after about a second of work are not computed again and say so, and
// after half of it other names are not tried any more.
std::vector<BenchstatClaim> check_benchstat(std::span<const EvidenceFile> files);

struct BenchFile {
  std::string file;
  std::vector<BenchResult> results;
  bool failed = false;
};
struct BenchEvidence {
  std::vector<BenchFile> files;  // those of go test -bench
  std::vector<BenchstatClaim> rows;
};
const Declared& declare(const BenchstatClaim*);
const Declared& declare(const BenchFile*);
const Declared& declare(const BenchEvidence*);

BenchEvidence observe_bench_evidence(const Captured& captured);

}  // namespace grade
