#include <cmath>
#include <cstdint>

#include "harness/base/result.h"
#include "harness/observe/gobench.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const grade::GoBench bench = grade::parse_gobench(text);
  int block = 0;
  for (const grade::BenchResult& result : bench.results) {
    GRADE_CHECK(result.iterations > 0, "results without iterations are bad lines");
    GRADE_CHECK(!result.values.empty(), "results without values are bad lines");
    GRADE_CHECK(result.procs >= 1, "one CPU at least");
    GRADE_CHECK(result.block >= block, "blocks are numbered in order");
    block = result.block;
    for (const auto& [unit, value] : result.values) {
      GRADE_CHECK(std::isfinite(value) && !unit.empty(), "values are numbers with a unit");
    }
  }
  return 0;
}
