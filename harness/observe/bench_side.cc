#include "harness/observe/bench_side.h"

#include <algorithm>
#include <set>
#include <vector>

#include "harness/stats/stats.h"

namespace grade {
namespace {

// testing chooses numbers of iterations that nobody would ask for; -benchtime=Nx is mostly round.
bool is_chosen_by_testing(std::int64_t iterations) {
  return iterations >= 1000 && iterations % 100 != 0;
}

std::vector<double> values_of(const GoBench& file, std::span<const std::uint32_t> which,
                              std::string_view unit) {
  std::vector<double> values;
  for (const std::uint32_t i : which)
    if (const double* value = file.results[i].value(unit)) values.push_back(*value);
  return values;
}

double median_of(const std::vector<double>& values) { return median(values).value_or(-1); }

int count_copies(const GoBench& file, std::span<const std::uint32_t> which) {
  std::set<std::pair<std::int64_t, double>> seen;
  int copies = 0;
  for (const std::uint32_t i : which) {
    const BenchResult& r = file.results[i];
    const double* ns = r.value("ns/op");
    if (ns != nullptr && is_chosen_by_testing(r.iterations) &&
        !seen.insert({r.iterations, *ns}).second)
      ++copies;
  }
  return copies;
}

int count_too_fast(const GoBench& file, std::span<const std::uint32_t> which) {
  std::vector<double> claimed;
  for (const std::uint32_t i : which)
    if (is_chosen_by_testing(file.results[i].iterations))
      claimed.push_back(claimed_seconds(file.results[i]));
  const double least = 0.2 * median_of(claimed);
  return static_cast<int>(
      std::ranges::count_if(claimed, [least](double s) { return s >= 0 && s < least; }));
}

double share_of(const GoBench& file, const BenchResult& first) {
  const BenchRun& run = file.runs[static_cast<std::size_t>(first.run)];
  return run.ok_seconds > 0 ? run.claimed_seconds / run.ok_seconds : -1;
}

}  // namespace

const Declared& declare(const BenchSide*) {
  static const Declared declared = {
      field<&BenchSide::ns_per_op>("ns_per_op", "median; -1 where it is not printed"),
      field<&BenchSide::bytes_per_op>("bytes_per_op", "the same"),
      field<&BenchSide::allocs_per_op>("allocs_per_op", "the same"),
      field<&BenchSide::share>("share",
                               "iterations × ns/op of all results of the run, as a part of the "
                               "time on its `ok` line; -1 without that"),
      field<&BenchSide::copies>("copies",
                                "lines with iterations and ns/op of an earlier one, where testing "
                                "chose the iterations"),
      field<&BenchSide::too_fast>("too_fast",
                                  "lines whose iterations × ns/op is below a fifth of what is "
                                  "usual for the side"),
      field<&BenchSide::same_times>("same_times", "four or more lines, all with the same ns/op"),
  };
  return declared;
}

BenchSide bench_side(const GoBench& file, std::span<const std::uint32_t> which) {
  if (which.empty()) return {};
  const std::vector<double> times = values_of(file, which, "ns/op");
  const bool are_same =
      std::ranges::adjacent_find(times, std::ranges::not_equal_to()) == times.end();
  constexpr std::size_t kManyTimes = 4;
  return {.ns_per_op = median_of(times),
          .bytes_per_op = median_of(values_of(file, which, "B/op")),
          .allocs_per_op = median_of(values_of(file, which, "allocs/op")),
          .share = share_of(file, file.results[which.front()]),
          .copies = count_copies(file, which),
          .too_fast = count_too_fast(file, which),
          .same_times = times.size() >= kManyTimes && are_same};
}

}  // namespace grade
