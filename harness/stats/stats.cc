#include "harness/stats/stats.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

namespace grade {
namespace {

constexpr int kExactLimit = 50;      // of each sample, without ties
constexpr int kExactTiesLimit = 25;  // of each sample, with ties
constexpr int kBinomialLimit = 30;   // median_interval is exact up to here
constexpr std::size_t kAllPairsLimit = 1000;

bool has_nan(std::span<const double> samples) {
  return std::any_of(samples.begin(), samples.end(), [](double v) { return std::isnan(v); });
}

double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

// By bisection: exact enough to round a bound of an interval, and free of tables of constants.
double normal_quantile(double p) {
  double lo = -40;
  double hi = 40;
  for (int i = 0; i < 80; ++i) {
    const double mid = (lo + hi) / 2;
    (normal_cdf(mid) < p ? lo : hi) = mid;
  }
  return (lo + hi) / 2;
}

double choose(int n, int k) {
  if (k < 0 || k > n) return 0;
  double ways = 1;
  for (int i = 1; i <= std::min(k, n - k); ++i) ways = std::round(ways * (n - i + 1) / i);
  return ways;
}

// Two values that mirror each other are equally likely, and benchstat takes the left one first.
// From n = 21 on it computes them through the logarithm of the gamma function, and the last bits
// decide: bit d of entry n - 21 is set where they favour the right one at distance d.
constexpr std::uint16_t kRightFirst[] = {0x148, 0x292, 0x290,  0x520,  0x524,
                                         0xa48, 0xa4c, 0x1494, 0x1790, 0x2fa6};

bool takes_right_first(int n, int distance) {
  return n > 20 && (kRightFirst[n - 21] >> distance & 1) != 0;
}

MedianInterval clamp_orders(MedianInterval interval, int n) {
  interval.lo = std::max(interval.lo, 0);
  interval.hi = std::min(interval.hi, n + 1);
  return interval;
}

// Sums Binomial(n, 1/2) outwards from its lower mode, the likelier neighbour first.
MedianInterval exact_median_interval(int n, double confidence) {
  const auto mass = [n](int k) { return std::ldexp(choose(n, k), -n); };
  MedianInterval interval;
  interval.lo = (n + 2) / 2 - 1;
  interval.hi = interval.lo + 1;
  interval.confidence = mass(interval.lo);
  while (interval.confidence < confidence && (interval.lo > 0 || interval.hi <= n)) {
    const double left = mass(interval.lo - 1);
    const double right = mass(interval.hi);
    interval.confidence += std::max(left, right);
    const bool right_first = left == right && takes_right_first(n, n / 2 - interval.lo + 1);
    if (left >= right && !right_first) {
      --interval.lo;
    } else {
      ++interval.hi;
    }
  }
  return interval;
}

// Point k of the binomial is the band k - 0.5 to k + 0.5 of the normal: rounds outwards to bands,
// then gives one up on the right where that still reaches the confidence.
MedianInterval normal_median_interval(int n, double confidence) {
  const double mean = n / 2.0;
  const double sigma = std::sqrt(n / 4.0);
  const double left = mean + sigma * normal_quantile((1 - confidence) / 2);
  const auto reached = [&](int lo, int hi) {
    return normal_cdf((hi - 0.5 - mean) / sigma) - normal_cdf((lo - 0.5 - mean) / sigma);
  };
  MedianInterval interval;
  interval.lo = static_cast<int>(std::floor(left - 0.5)) + 1;
  interval.hi = static_cast<int>(std::ceil(2 * mean - left - 0.5)) + 1;
  interval.confidence = reached(interval.lo, interval.hi);
  const double biased = reached(interval.lo, interval.hi - 1);
  if (biased >= confidence && biased < interval.confidence) {
    --interval.hi;
    interval.confidence = biased;
  }
  if (interval.lo <= 0 && interval.hi >= n + 1) interval.confidence = 1;
  return interval;
}

// Both samples merged: how large each group of equal values is, and U of x.
struct Ranks {
  std::vector<int> ties;  // sizes of the groups, ascending by value
  std::int64_t two_u = 0;
  double cubes = 0;  // sum of t^3 - t
  bool has_ties = false;
};

Ranks rank(std::span<const double> x, std::span<const double> y) {
  std::vector<double> xs(x.begin(), x.end());
  std::vector<double> ys(y.begin(), y.end());
  std::sort(xs.begin(), xs.end());
  std::sort(ys.begin(), ys.end());
  Ranks ranks;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < xs.size() || j < ys.size()) {
    const double value = j == ys.size() || (i < xs.size() && xs[i] < ys[j]) ? xs[i] : ys[j];
    const std::size_t below = j;
    const std::size_t i0 = i;
    while (i < xs.size() && xs[i] == value) ++i;
    while (j < ys.size() && ys[j] == value) ++j;
    const std::size_t tied = (i - i0) + (j - below);
    ranks.two_u += static_cast<std::int64_t>((i - i0) * (2 * below + (j - below)));
    ranks.ties.push_back(static_cast<int>(tied));
    ranks.cubes += std::pow(static_cast<double>(tied), 3) - static_cast<double>(tied);
    ranks.has_ties = ranks.has_ties || tied > 1;
  }
  return ranks;
}

// counts[2u]: in how many ways n1 of all samples can be x so that U of x is u. The groups are
// dealt out one by one: r of the t in a group to x adds r (2 b + t - r) to 2u, where b samples
// below the group went to y. Counts stay relatively exact: only positive numbers are added.
std::vector<double> u_counts(const std::vector<int>& ties, int n1, int n2) {
  std::vector<std::vector<double>> ways(static_cast<std::size_t>(n1) + 1);  // by size of x so far
  ways[0] = {1};
  int dealt = 0;
  for (const int t : ties) {
    for (int k = std::min(n1, dealt + t); k >= 0; --k) {
      const int y_now = dealt + t - k;
      auto& into = ways[static_cast<std::size_t>(k)];
      const std::vector<double> before = std::exchange(into, {});
      if (y_now > n2) continue;
      into.assign(static_cast<std::size_t>(2 * k * y_now) + 1, 0);
      for (int r = 0; r <= std::min(t, k); ++r) {
        const auto& from = r == 0 ? before : ways[static_cast<std::size_t>(k - r)];
        const int below = dealt - (k - r);
        if (from.empty() || below < 0) continue;
        const double factor = choose(t, r);
        double* to = into.data() + static_cast<std::ptrdiff_t>(r) * (2 * below + t - r);
        for (std::size_t u = 0; u < from.size(); ++u) to[u] += factor * from[u];
      }
    }
    dealt += t;
  }
  return ways[static_cast<std::size_t>(n1)];
}

// benchstat doubles the lower tail at min(U, n1 n2 - U), as if the distribution were symmetric,
// and with two groups of equal values it rounds a negative bound towards zero.
double benchstat_exact_p(const Ranks& ranks, std::span<const double> counts, int n1, int n2) {
  const std::int64_t pairs = std::int64_t{n1} * n2;
  if (ranks.two_u == pairs) return 1;
  const std::int64_t small = std::min(ranks.two_u, 2 * pairs - ranks.two_u);
  const double total = choose(n1 + n2, n1);
  if (ranks.ties.size() == 2 && ranks.has_ties) {
    const int t0 = ranks.ties[0];
    const int t1 = ranks.ties[1];
    const std::int64_t last = (small - std::int64_t{n1} * (t0 - n1)) / (t0 + t1);
    double ways = 0;
    for (int r = std::max(0, n1 - t0); r <= std::min<std::int64_t>(last, n1); ++r) {
      ways += choose(t0, n1 - r) * choose(t1, r);
    }
    return 2 * ways / total;
  }
  double ways = 0;
  for (std::int64_t u = 0; u <= small; ++u) ways += counts[static_cast<std::size_t>(u)];
  return 2 * ways / total;
}

void exact_p(UTest& test, const Ranks& ranks, int n1, int n2) {
  const std::vector<double> counts = u_counts(ranks.ties, n1, n2);
  double total = 0;
  double lower = 0;
  double upper = 0;
  for (std::size_t u = 0; u < counts.size(); ++u) {
    total += counts[u];
    if (static_cast<std::int64_t>(u) <= ranks.two_u) lower += counts[u];
    if (static_cast<std::int64_t>(u) >= ranks.two_u) upper += counts[u];
  }
  test.p = std::min(1.0, 2 * std::min(lower, upper) / total);
  test.benchstat_p = benchstat_exact_p(ranks, counts, n1, n2);
}

double normal_p(const Ranks& ranks, double n1, double n2) {
  const double n = n1 + n2;
  const double variance = n1 * n2 * ((n + 1) - ranks.cubes / (n * (n - 1))) / 12;
  const double distance = std::abs(static_cast<double>(ranks.two_u) / 2 - n1 * n2 / 2);
  if (distance == 0 || !(variance > 0)) return 1;
  return std::min(1.0, 2 * normal_cdf(-(distance - 0.5) / std::sqrt(variance)));
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

MedianInterval median_interval(int n, double confidence) {
  if (n < 1) return {0, 1, 1};
  if (!(confidence < 1)) return {0, n + 1, 1};
  return clamp_orders(n <= kBinomialLimit ? exact_median_interval(n, confidence)
                                          : normal_median_interval(n, std::max(confidence, 0.0)),
                      n);
}

std::optional<UTest> mann_whitney(std::span<const double> x, std::span<const double> y) {
  if (x.empty() || y.empty() || has_nan(x) || has_nan(y)) return std::nullopt;
  const Ranks ranks = rank(x, y);
  UTest test;
  test.u = static_cast<double>(ranks.two_u) / 2;
  test.all_equal = ranks.ties.size() == 1;
  const std::size_t limit = ranks.has_ties ? kExactTiesLimit : kExactLimit;
  test.is_exact = x.size() <= limit && y.size() <= limit;
  if (test.all_equal) return test;
  if (test.is_exact) {
    exact_p(test, ranks, static_cast<int>(x.size()), static_cast<int>(y.size()));
  } else {
    test.p = normal_p(ranks, static_cast<double>(x.size()), static_cast<double>(y.size()));
    test.benchstat_p = test.p;
  }
  return test;
}

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
