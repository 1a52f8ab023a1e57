#include <cstdint>

#include "harness/base/result.h"
#include "harness/observe/bench_compare.h"
#include "harness/observe/benchstat.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const grade::BenchstatTable& table : grade::parse_benchstat(text)) {
    GRADE_CHECK(!table.rows.empty() && !table.columns.empty(), "tables have rows and columns");
    int line = table.line;
    for (const grade::BenchstatRow& row : table.rows) {
      GRADE_CHECK(row.line > line, "rows come in order");
      GRADE_CHECK(row.cells.size() == table.columns.size(), "a cell for each column");
      line = row.line;
      for (const grade::BenchstatCell& cell : row.cells) {
        GRADE_CHECK(cell.printed.empty() || !grade::print_like(cell.printed, 1).empty(),
                    "a value is a number");
      }
    }
  }
  const grade::EvidenceFile file{"all.txt", text};
  for (const auto& claim : grade::check_benchstat({&file, 1})) {
    GRADE_CHECK(!claim.follows || claim.is_comparison, "only comparisons are computed again");
  }
  return 0;
}
