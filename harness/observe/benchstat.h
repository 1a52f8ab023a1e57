// What the benchstat command prints: as text since 2023, tables with box-drawing bars and "vs
// base"; with -format csv; and as text before 2023, with "old time/op" and "new time/op".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grade {

// What stands in a row for one column. An empty `printed` means that it has no value there.
struct BenchstatCell {
  std::string printed;       // "298.0n"
  double value = 0;          // in the base unit of the table
  std::string spread;        // "4%", "∞", "?"; "" when there is none
  std::string delta;         // "-66.67%", "~", "?", "0.00%"; "" when the row is not compared there
  double delta_percent = 0;  // where `delta` is a number
  double p = -1;             // -1 when it is not printed; 1 for "(all equal)"
  int n_old = 0;             // 0 when they are not printed
  int n_new = 0;
  bool operator==(const BenchstatCell&) const = default;
};

struct BenchstatRow {
  int line = 0;
  std::string name;  // "Build-2", as printed
  bool is_geomean = false;
  std::vector<BenchstatCell> cells;  // one for each column of the table
  bool operator==(const BenchstatRow&) const = default;
};

struct BenchstatTable {
  int output = 0;                    // tables of one call of the command have the same
  bool of_means = false;             // before 2023: means without outliers, in place of medians
  int line = 0;                      // of its last header line
  std::string unit;                  // "sec/op", "B/s", "B/op", "allocs/op", …
  std::vector<std::string> columns;  // labels
  std::vector<BenchstatRow> rows;
  bool operator==(const BenchstatTable&) const = default;
};

// In order of their lines. Never fails; text that is no such table is skipped. Tables may be
// indented or have other lines between them. At most 50 000 rows in all and 20 columns a table.
std::vector<BenchstatTable> parse_benchstat(std::string_view text);

// `value` with as many digits and the same prefix and unit letters as `printed` has: how the
// command would show it there. "" when `printed` is no number.
std::string print_like(std::string_view printed, double value);

// The number that `printed` holds, with its prefix: 74.69e-9 of "74.69n"; 0 when it is none.
double benchstat_number(std::string_view printed);

}  // namespace grade
