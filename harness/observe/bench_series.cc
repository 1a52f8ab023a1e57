// Results mostly come as `-count` prints them: the same benchmark again, with the same units in the
// same order. So each value is first looked for where its place in the line had the one before it,
// and only else by its name.
#include "harness/observe/bench_series.h"

#include <algorithm>
#include <functional>

namespace grade {
namespace {

struct SeriesKey {
  std::string_view full_name;
  std::string_view pkg;
  std::string_view unit;
  bool operator==(const SeriesKey&) const = default;
};

struct HashKey {
  std::size_t operator()(const SeriesKey& key) const {
    const std::hash<std::string_view> hash;
    std::size_t all = 0;
    for (const std::string_view part : {key.full_name, key.pkg, key.unit})
      all = (all ^ hash(part)) * 0x9E3779B97F4A7C15u;
    return all;
  }
};

std::string_view without_prefix(std::string_view full_name) {
  if (full_name.starts_with("Benchmark")) full_name.remove_prefix(9);
  return full_name;
}

}  // namespace

// Adds the results of one file.
class BenchSeriesIndex::Builder {
 public:
  Builder(BenchSeriesIndex& index, std::size_t file) : index_(index), file_(file) {}

  void add(const GoBench& bench) {
    bench_ = &bench;
    for (std::uint32_t i = 0; i < bench.results.size(); ++i) add(i, bench.results[i].pkg);
    const auto split = split_names(bench);
    if (split.empty()) return;
    last_.clear();
    for (std::uint32_t i = 0; i < bench.results.size(); ++i)
      if (split.at(bench.results[i].full_name).size() > 1) add(i, kAllPackages);
  }

 private:
  static constexpr std::string_view kAllPackages = "\n";  // which no package is called

  struct Place {
    OfUnit* unit = nullptr;
    std::size_t series = 0;
    double factor = 1;
  };
  struct Last {
    SeriesKey printed;
    bool is_zero = false;  // benchstat leaves the unit of a zero as it is
    Place place;
  };
  using Split = std::unordered_map<std::string_view, std::vector<std::string_view>>;

  // The packages of each benchmark; nothing where no benchmark is in several.
  static Split split_names(const GoBench& bench) {
    Split packages;
    if (bench.pkgs.size() < 2) return packages;
    bool is_split = false;
    for (const BenchResult& result : bench.results) {
      auto& known = packages[result.full_name];
      if (std::ranges::find(known, result.pkg) == known.end()) known.push_back(result.pkg);
      is_split = is_split || known.size() > 1;
    }
    if (!is_split) packages.clear();
    return packages;
  }

  void add(std::uint32_t index, std::string_view pkg) {
    const BenchResult& result = bench_->results[index];
    for (std::size_t i = 0; i < result.values.size(); ++i) {
      const auto& [unit, value] = result.values[i];
      const SeriesKey printed{result.full_name, pkg, unit};
      const bool is_zero = value == 0;
      if (i >= last_.size()) last_.resize(i + 1);
      if (last_[i].printed != printed || last_[i].is_zero != is_zero)
        last_[i] = {printed, is_zero, place(printed, is_zero)};
      const Place& at = last_[i].place;
      BenchSeries& series = at.unit->series[at.series];
      append(series, result.block, value * at.factor);
      series.results.push_back(index);
    }
  }

  Place place(const SeriesKey& printed, bool is_zero) {
    const auto [tidy, factor] = tidy_unit(printed.unit, is_zero ? 0 : 1);
    auto& [unit, of_unit] = *index_.units_.try_emplace(tidy).first;
    const SeriesKey key{printed.full_name, printed.pkg, unit};
    const auto [found, is_new] = series_.try_emplace(key, of_unit.series.size());
    if (is_new) {
      const std::string_view name = without_prefix(printed.full_name);
      of_unit.series.push_back({.file = file_, .name = name});
      of_unit.by_name[name].push_back(found->second);
    }
    return {&of_unit, found->second, is_zero ? 1 : factor};
  }

  static void append(BenchSeries& series, int block, double value) {
    if (block != series.last_block) series.starts.push_back(series.values.size());
    series.last_block = block;
    series.values.push_back(value);
  }

  BenchSeriesIndex& index_;
  std::size_t file_;
  const GoBench* bench_ = nullptr;
  std::unordered_map<SeriesKey, std::size_t, HashKey> series_;  // of the unit
  std::vector<Last> last_;                                      // by place in the line
};

BenchSeriesIndex::BenchSeriesIndex(const std::vector<GoBench>& benches) {
  for (std::size_t file = 0; file < benches.size(); ++file) Builder(*this, file).add(benches[file]);
}

const BenchSeriesIndex::OfUnit& BenchSeriesIndex::find(std::string_view unit) const {
  static const OfUnit kNone;
  const auto found = units_.find(unit);
  return found == units_.end() ? kNone : found->second;
}

const std::vector<BenchSeries>& BenchSeriesIndex::of_unit(std::string_view unit) const {
  return find(unit).series;
}

const std::vector<std::size_t>& BenchSeriesIndex::named(std::string_view unit,
                                                        std::string_view name) const {
  static const std::vector<std::size_t> kNone;
  const OfUnit& of_unit = find(unit);
  const auto found = of_unit.by_name.find(name);
  return found == of_unit.by_name.end() ? kNone : found->second;
}

}  // namespace grade
