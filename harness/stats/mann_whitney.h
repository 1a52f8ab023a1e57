// The two-sided Mann-Whitney U test as benchstat has it (golang.org/x/perf benchmath over
// go-moremath stats); where benchstat is wrong (ties with unequal sizes) the exact value stands
// beside its own.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>

namespace grade {

// Exact with ties where benchstat is (both <= 50 without ties, both <= 25 with), else normal with
// tie and continuity correction.
struct UTest {
  double u = 0;  // of x; ties count one half
  double p = 1;
  bool is_exact = true;
  bool all_equal = false;  // every sample is the same; p is 1
  // What benchstat prints: with ties and unequal sizes it may differ from p, even above 1.
  double benchstat_p = 1;
};

// Of all ways to deal the samples out, how many have U <= u, and how many U == u.
struct UTail {
  double up_to = 0;
  double at = 0;
};

// Runs one test after the other and keeps what it counted: without ties, and for benchmarks that
// allocate one of a few sizes, most tests are of a pattern that came before.
class MannWhitney {
 public:
  std::optional<UTest> test(std::span<const double> x, std::span<const double> y);  // none: empty

 private:
  UTail tail(std::span<const int> ties, int n1, int n2, int two_u);
  void set_exact_p(UTest& test, std::span<const int> ties, int n1, int n2, int two_u);

  std::unordered_map<std::string, UTail> tails_;  // by pattern, sizes and u
};

// Of one pair alone.
std::optional<UTest> mann_whitney(std::span<const double> x, std::span<const double> y);

}  // namespace grade
