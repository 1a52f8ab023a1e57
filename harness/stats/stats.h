// Statistics that verdicts rest on. Definitions follow benchstat (golang.org/x/perf
// cmd/benchstat and benchmath) wherever it has one.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace grade {

// R8 quantile (Hyndman and Fan 1996, definition 8) of unsorted samples; nullopt for none or NaN.
std::optional<double> quantile(std::span<const double> samples, double q);
std::optional<double> median(std::span<const double> samples);

// Median of pairwise slopes dy/dx over index distance 1 (Theil 1950, Sen 1968); none below 2.
std::optional<double> theil_sen_slope(std::span<const double> samples);

}  // namespace grade
