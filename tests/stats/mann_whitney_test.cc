#include "harness/stats/mann_whitney.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "tests/stats/vectors.h"

namespace grade {
namespace {

TEST(MannWhitney, AgreesWithBenchstatAndWithPermutationCountsWhereBenchstatErrs) {
  MannWhitney kept;
  int seen = 0;
  for (const nlohmann::json& v : vectors()) {
    if (!v.contains("benchstat_p")) continue;
    SCOPED_TRACE(v.dump().substr(0, 400));
    const auto test = mann_whitney(samples_of(v["x"]), samples_of(v["y"]));
    ASSERT_TRUE(test);
    EXPECT_EQ(kept.test(samples_of(v["x"]), samples_of(v["y"]))->p, test->p);
    ++seen;
    if (v["benchstat_p"].is_null()) {
      EXPECT_TRUE(test->all_equal);
      EXPECT_EQ(test->p, 1);
      continue;
    }
    EXPECT_FALSE(test->all_equal);
    if (v.contains("benchstat_method")) {
      EXPECT_EQ(test->is_exact, v["benchstat_method"] == "exact");
    }
    EXPECT_EQ(test->u, v["U"].get<double>());
    EXPECT_NEAR(test->p, v[v.contains("peer_bug") ? "exact_two_sided" : "benchstat_p"], 1e-9);
    EXPECT_NEAR(test->benchstat_p, v["benchstat_p"], 1e-9);
  }
  EXPECT_EQ(seen, 1292);
}

TEST(MannWhitney, TestOfNothingOrNanIsNone) {
  const std::vector<double> some = {1, 2};
  const std::vector<double> odd = {1, NAN};
  EXPECT_FALSE(mann_whitney({}, some));
  EXPECT_FALSE(mann_whitney(some, {}));
  EXPECT_FALSE(mann_whitney(some, odd));
}

TEST(MannWhitney, LargestExactTestIsFast) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 50; ++i) x.push_back(i * 2), y.push_back(i * 2 + 1);
  const auto start = std::chrono::steady_clock::now();
  const auto test = mann_whitney(x, y);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  ASSERT_TRUE(test && test->is_exact);
  EXPECT_NEAR(test->p, 0.8658, 0.001);
}

TEST(MannWhitney, HalvesTogetherCountEveryWayToDeal) {
  // Without a difference U is near its middle, where both halves matter most.
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 25; ++i) x.push_back(i / 2), y.push_back((i * 7 + 3) % 25 / 2);
  const auto there = mann_whitney(x, y);
  const auto back = mann_whitney(y, x);
  ASSERT_TRUE(there && back && there->is_exact);
  EXPECT_EQ(there->u + back->u, 625);
  EXPECT_DOUBLE_EQ(there->p, back->p);
  EXPECT_DOUBLE_EQ(there->p, 1);
}

}  // namespace
}  // namespace grade
