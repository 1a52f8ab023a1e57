// Statistics that verdicts rest on. Definitions follow benchstat (golang.org/x/perf
// cmd/benchstat and benchmath, golang.org/x/tools go-moremath stats) wherever it has one; where
// benchstat is known to be wrong (ties with unequal sizes) the exact value is given instead.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace grade {

// R8 quantile (Hyndman and Fan 1996, definition 8) of unsorted samples; nullopt for none or NaN.
std::optional<double> quantile(std::span<const double> samples, double q);
std::optional<double> median(std::span<const double> samples);

// 1-based order statistics that bound the median with at least `confidence`, as benchstat picks
// them (left-biased on ties, normal approximation above n = 30); 0 stands for -Inf, n + 1 for +Inf.
struct MedianInterval {
  int lo = 0;
  int hi = 0;
  double confidence = 0;  // reached
};
MedianInterval median_interval(int n, double confidence);

// Two-sided Mann-Whitney U test. Exact with ties where benchstat is (both <= 50 without ties,
// both <= 25 with), else normal with tie and continuity correction.
struct UTest {
  double u = 0;  // of x; ties count one half
  double p = 1;
  bool is_exact = true;
  bool all_equal = false;  // every sample is the same; p is 1
  // What benchstat prints: with ties and unequal sizes it may differ from p, even above 1.
  double benchstat_p = 1;
};
std::optional<UTest> mann_whitney(std::span<const double> x,
                                  std::span<const double> y);  // none: empty

// Median of pairwise slopes dy/dx over index distance 1 (Theil 1950, Sen 1968); none below 2.
std::optional<double> theil_sen_slope(std::span<const double> samples);

}  // namespace grade
