// The results of several files of benchmarks as series of samples, as benchstat groups them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/observe/gobench.h"

namespace grade {

// The values of one benchmark in one unit from one file, in the order of the file.
struct BenchSeries {
  std::size_t file = 0;
  std::string_view name;  // full name without "Benchmark"
  std::vector<double> values;
  std::vector<std::uint32_t> results;  // of each value: which result of the file has it
  std::vector<std::size_t> starts;     // of blocks; a new run starts a block
  int last_block = -1;
};

// By package, and where a file has a benchmark in several packages also over all of them, as under
// `-ignore pkg`. The benches must outlive it.
class BenchSeriesIndex {
 public:
  explicit BenchSeriesIndex(const std::vector<GoBench>& benches);

  // Of a unit as benchstat prints it. File by file, in order of appearance.
  const std::vector<BenchSeries>& of_unit(std::string_view unit) const;
  // Those of exactly this name, without "Benchmark".
  const std::vector<std::size_t>& named(std::string_view unit, std::string_view name) const;

 private:
  struct OfUnit {
    std::vector<BenchSeries> series;
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_name;
  };
  class Builder;

  const OfUnit& find(std::string_view unit) const;
  std::map<std::string, OfUnit, std::less<>> units_;
};

}  // namespace grade
