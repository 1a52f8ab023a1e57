#include "harness/stats/stats.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace grade {
namespace {

constexpr std::size_t kAllPairsLimit = 1000;

bool has_nan(std::span<const double> samples) {
  return std::any_of(samples.begin(), samples.end(), [](double v) { return std::isnan(v); });
}

// Pairs i < j with v[i] > v[j], by merge sort. With v[i] = s i - y[i] these are the pairs whose
// slope is above s.
std::uint64_t count_inversions(std::vector<double>& v, std::vector<double>& spare, std::size_t lo,
                               std::size_t hi) {
  if (hi - lo < 2) return 0;
  const std::size_t mid = lo + (hi - lo) / 2;
  std::uint64_t count = count_inversions(v, spare, lo, mid) + count_inversions(v, spare, mid, hi);
  std::size_t i = lo;
  std::size_t j = mid;
  for (std::size_t k = lo; k < hi; ++k) {
    const bool take_left = i < mid && (j == hi || v[i] <= v[j]);
    if (!take_left) count += mid - i;
    spare[k] = take_left ? v[i++] : v[j++];
  }
  std::copy(spare.begin() + static_cast<std::ptrdiff_t>(lo),
            spare.begin() + static_cast<std::ptrdiff_t>(hi),
            v.begin() + static_cast<std::ptrdiff_t>(lo));
  return count;
}

double median_slope_by_bisection(std::span<const double> samples) {
  const auto [min, max] = std::minmax_element(samples.begin(), samples.end());
  double lo = *min - *max;  // no slope lies outside of this
  double hi = *max - *min;
  std::vector<double> v(samples.size());
  std::vector<double> spare(samples.size());
  const std::uint64_t pairs = std::uint64_t{samples.size()} * (samples.size() - 1) / 2;
  for (int i = 0; i < 60 && lo < hi; ++i) {
    const double slope = lo + (hi - lo) / 2;
    for (std::size_t k = 0; k < v.size(); ++k) v[k] = slope * static_cast<double>(k) - samples[k];
    const std::uint64_t above = count_inversions(v, spare, 0, v.size());
    (above > pairs / 2 ? lo : hi) = slope;
  }
  return lo + (hi - lo) / 2;
}

}  // namespace

std::optional<double> quantile(std::span<const double> samples, double q) {
  if (samples.empty() || std::isnan(q) || has_nan(samples)) return std::nullopt;
  std::vector<double> xs(samples.begin(), samples.end());
  std::sort(xs.begin(), xs.end());
  const double n = static_cast<double>(xs.size());
  const double at = 1 / 3.0 + std::clamp(q, 0.0, 1.0) * (n + 1 / 3.0);
  double whole = 0;
  const double part = std::modf(at, &whole);
  if (q <= 0 || whole < 1) return xs.front();
  if (q >= 1 || whole >= n) return xs.back();
  const auto k = static_cast<std::size_t>(whole);
  if (xs[k] == xs[k - 1] || part == 0) return xs[k - 1];  // infinities have no difference
  return xs[k - 1] + part * (xs[k] - xs[k - 1]);
}

std::optional<double> median(std::span<const double> samples) { return quantile(samples, 0.5); }

std::optional<double> theil_sen_slope(std::span<const double> samples) {
  const auto is_finite = [](double v) { return std::isfinite(v); };
  if (samples.size() < 2 || !std::all_of(samples.begin(), samples.end(), is_finite)) {
    return std::nullopt;
  }
  const auto [min, max] = std::minmax_element(samples.begin(), samples.end());
  if (!std::isfinite(*max - *min)) return std::nullopt;
  if (samples.size() > kAllPairsLimit) return median_slope_by_bisection(samples);
  std::vector<double> slopes;
  slopes.reserve(samples.size() * (samples.size() - 1) / 2);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t j = i + 1; j < samples.size(); ++j) {
      slopes.push_back((samples[j] - samples[i]) / static_cast<double>(j - i));
    }
  }
  return median(slopes);
}

}  // namespace grade
