// How the exact test counts. Let the samples of both sides be merged and grouped by value. A way
// to deal them out gives r of the t samples of each group to x, in C(t, r) ways, and adds
// r (2 b + t - r) to 2U where b samples of lower groups went to y (Klotz 1966). Three things make
// that cheap:
//   - The groups are split into a lower and an upper half, each counted on its own by how many of
//     it are x; a way of the whole is one of each half, and 2U the sum of both plus
//     2 (x above) (y below). Halves have an eighth of the states.
//   - Within a half, to exchange x and y turns U around, so only up to one half of it is counted
//     as x and the rest is the mirror image.
//   - Only one tail is summed, the one on the side of U; turning the order around makes it the
//     lower one.
// Counts stay relatively exact, since only positive numbers are added.
#include "harness/stats/mann_whitney.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace grade {
namespace {

constexpr int kExactLimit = 50;      // of each sample, without ties
constexpr int kExactTiesLimit = 25;  // of each sample, with ties
constexpr std::size_t kMaxKept = 10'000;

bool has_nan(std::span<const double> samples) {
  return std::any_of(samples.begin(), samples.end(), [](double v) { return std::isnan(v); });
}

double choose(int n, int k) {
  if (k < 0 || k > n) return 0;
  double ways = 1;
  for (int i = 1; i <= std::min(k, n - k); ++i) ways = std::round(ways * (n - i + 1) / i);
  return ways;
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
  ranks.ties.reserve(xs.size() + ys.size());
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < xs.size() || j < ys.size()) {
    const double value = j == ys.size() || (i < xs.size() && xs[i] < ys[j]) ? xs[i] : ys[j];
    const std::size_t below = j;
    const std::size_t i0 = i;
    while (i < xs.size() && xs[i] == value) ++i;
    while (j < ys.size() && ys[j] == value) ++j;
    const auto tied = static_cast<double>((i - i0) + (j - below));
    ranks.two_u += static_cast<std::int64_t>((i - i0) * (2 * below + (j - below)));
    ranks.ties.push_back(static_cast<int>(tied));
    ranks.cubes += tied * tied * tied - tied;
    ranks.has_ties = ranks.has_ties || tied > 1;
  }
  return ranks;
}

std::size_t index(int i) { return static_cast<std::size_t>(i); }

// In how many ways k of a run of groups can be x so that 2U of it is u * unit.
class Counts {
 public:
  // Without ties 2U is even, and a unit of 2 leaves no gaps.
  Counts(std::span<const int> ties, int unit) : unit_(unit) {
    for (const int t : ties) size_ += t;
    by_x_.resize(index(size_) + 1);
    for (int k = 0; k <= size_ / 2; ++k) by_x_[index(k)].assign(index(most(k)) + 1, 0);
    by_x_[0][0] = 1;
    int dealt = 0;
    for (const int t : ties) {
      deal(t, dealt);
      dealt += t;
    }
    for (int k = size_ / 2 + 1; k <= size_; ++k) {
      const auto& mirror = by_x_[index(size_ - k)];
      by_x_[index(k)].assign(mirror.rbegin(), mirror.rend());
    }
  }

  int size() const { return size_; }
  int most(int k) const { return 2 * k * (size_ - k) / unit_; }  // the largest u
  const std::vector<double>& of(int k) const { return by_x_[index(k)]; }

 private:
  void deal(int t, int dealt) {
    for (int k = std::min(size_ / 2, dealt + t); k > 0; --k) {
      double ways = 1;
      for (int r = 1; r <= std::min(t, k); ++r) {
        ways = ways * (t - r + 1) / r;  // C(t, r), exact
        const int below = dealt - (k - r);
        if (below < 0) continue;
        const int shift = r * (2 * below + t - r) / unit_;
        add_scaled(by_x_[index(k)].data() + shift, by_x_[index(k - r)].data(), ways,
                   2 * (k - r) * below / unit_ + 1);
      }
    }
  }

  static void add_scaled(double* to, const double* from, double factor, int n) {
    for (int i = 0; i < n; ++i) to[i] += factor * from[i];
  }

  int unit_;
  int size_ = 0;
  std::vector<std::vector<double>> by_x_;
};

// The first groups that hold half of all samples or more, but not all of them.
std::size_t half_of(std::span<const int> ties, int samples) {
  std::size_t groups = 0;
  for (int sum = 0; groups + 1 < ties.size() && 2 * sum < samples; ++groups) sum += ties[groups];
  return groups;
}

// a[0] b[0] + a[1] b[-1] + …: four sums, since one would wait for each addition.
double dot_back(const double* a, const double* b, int n) {
  double sums[4] = {};
  int i = 0;
  for (; i + 4 <= n; i += 4)
    for (int lane = 0; lane < 4; ++lane) sums[lane] += a[i + lane] * b[-i - lane];
  for (; i < n; ++i) sums[0] += a[i] * b[-i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

UTail count_tail(std::span<const int> ties, int n1, int n2, int two_u) {
  const bool has_ties = std::ranges::any_of(ties, [](int t) { return t > 1; });
  const int unit = has_ties ? 1 : 2;
  const std::size_t half = half_of(ties, n1 + n2);
  const Counts low(ties.first(half), unit);
  const Counts high(ties.subspan(half), unit);
  UTail tail;
  std::vector<double> up_to;
  for (int k = std::max(0, n1 - high.size()); k <= std::min(n1, low.size()); ++k) {
    const int rest = (two_u - 2 * (n1 - k) * (low.size() - k)) / unit;  // for both halves
    if (two_u < 2 * (n1 - k) * (low.size() - k)) continue;
    const auto& above = high.of(n1 - k);
    const int most_above = high.most(n1 - k);
    up_to.resize(above.size());
    double sum = 0;
    for (std::size_t u = 0; u < above.size(); ++u) up_to[u] = sum += above[u];
    const auto& below = low.of(k);
    const int end = std::min(rest, low.most(k)) + 1;
    const int first = std::clamp(rest - most_above, 0, end);  // before it, all of above counts
    for (int u = 0; u < first; ++u) tail.up_to += below[index(u)] * sum;
    if (first == end) continue;
    const double* from = below.data() + first;
    tail.up_to += dot_back(from, up_to.data() + (rest - first), end - first);
    tail.at += dot_back(from, above.data() + (rest - first), end - first);
  }
  return tail;
}

// With two groups of equal values benchstat rounds a negative bound towards zero.
double benchstat_two_groups(std::span<const int> ties, int n1, int two_u) {
  const int last = (two_u - n1 * (ties[0] - n1)) / (ties[0] + ties[1]);
  double ways = 0;
  for (int r = std::max(0, n1 - ties[0]); r <= std::min(last, n1); ++r)
    ways += choose(ties[0], n1 - r) * choose(ties[1], r);
  return ways;
}

double normal_p(const Ranks& ranks, double n1, double n2) {
  const double n = n1 + n2;
  const double variance = n1 * n2 * ((n + 1) - ranks.cubes / (n * (n - 1))) / 12;
  const double distance = std::abs(static_cast<double>(ranks.two_u) / 2 - n1 * n2 / 2);
  if (distance == 0 || !(variance > 0)) return 1;
  const double z = (distance - 0.5) / std::sqrt(variance);
  return std::min(1.0, std::erfc(z / std::numbers::sqrt2));
}

}  // namespace

UTail MannWhitney::tail(std::span<const int> ties, int n1, int n2, int two_u) {
  std::string key;
  if (std::ranges::any_of(ties, [](int t) { return t > 1; }))
    for (const int t : ties) key += static_cast<char>(t);
  for (const int number : {n1, n2, two_u & 0xFF, two_u >> 8}) key += static_cast<char>(number);
  if (const auto known = tails_.find(key); known != tails_.end()) return known->second;
  if (tails_.size() >= kMaxKept) tails_.clear();
  return tails_[key] = count_tail(ties, n1, n2, two_u);
}

void MannWhitney::set_exact_p(UTest& test, std::span<const int> ties, int n1, int n2, int two_u) {
  const int pairs = n1 * n2;
  const bool is_low = two_u <= pairs;
  const int small = is_low ? two_u : 2 * pairs - two_u;
  std::vector<int> turned(ties.begin(), ties.end());
  if (!is_low) std::ranges::reverse(turned);
  const UTail tail = this->tail(turned, n1, n2, small);
  const double total = choose(n1 + n2, n1);
  test.p = std::min(1.0, 2 * std::min(tail.up_to, total - tail.up_to + tail.at) / total);
  // benchstat doubles the lower tail at the smaller U, as if the distribution were symmetric.
  if (two_u == pairs)
    test.benchstat_p = 1;
  else if (ties.size() == 2 && n1 + n2 > 2)
    test.benchstat_p = 2 * benchstat_two_groups(ties, n1, small) / total;
  else if (is_low || n1 == n2)
    test.benchstat_p = 2 * tail.up_to / total;
  else
    test.benchstat_p = 2 * this->tail(ties, n1, n2, small).up_to / total;
}

std::optional<UTest> MannWhitney::test(std::span<const double> x, std::span<const double> y) {
  if (x.empty() || y.empty() || has_nan(x) || has_nan(y)) return std::nullopt;
  const Ranks ranks = rank(x, y);
  UTest test;
  test.u = static_cast<double>(ranks.two_u) / 2;
  test.all_equal = ranks.ties.size() == 1;
  const std::size_t limit = ranks.has_ties ? kExactTiesLimit : kExactLimit;
  test.is_exact = x.size() <= limit && y.size() <= limit;
  if (test.all_equal) return test;
  if (test.is_exact) {
    set_exact_p(test, ranks.ties, static_cast<int>(x.size()), static_cast<int>(y.size()),
                static_cast<int>(ranks.two_u));
  } else {
    test.p = normal_p(ranks, static_cast<double>(x.size()), static_cast<double>(y.size()));
    test.benchstat_p = test.p;
  }
  return test;
}

std::optional<UTest> mann_whitney(std::span<const double> x, std::span<const double> y) {
  return MannWhitney().test(x, y);
}

}  // namespace grade
