#include "harness/stats/stats.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/stats/vectors.h"

namespace grade {
namespace {

TEST(Stats, MediansAreR8) {
  int seen = 0;
  for (const nlohmann::json& v : vectors()) {
    if (v.value("Kind", "") != "median") continue;
    EXPECT_NEAR(median(samples_of(v["X"])).value_or(NAN), v["Median"], 1e-12) << v.dump();
    ++seen;
  }
  EXPECT_EQ(seen, 12);
}

struct QuantileCase {
  const char* name;
  std::vector<double> in;
  double q;
  std::optional<double> out;
};
constexpr double kInf = std::numeric_limits<double>::infinity();
const QuantileCase kQuantiles[] = {
    {"NothingHasNone", {}, 0.5, std::nullopt},
    {"NanHasNone", {1, NAN}, 0.5, std::nullopt},
    {"NanQuantileHasNone", {1, 2}, NAN, std::nullopt},
    {"OneIsAll", {7}, 0.25, 7},
    {"OddMiddleIsExact", {3, 1, 2}, 0.5, 2},
    {"EvenMiddleIsHalfway", {4, 1, 2, 3}, 0.5, 2.5},
    {"BelowZeroIsTheSmallest", {4, 1, 2}, -3, 1},
    {"AboveOneIsTheLargest", {4, 1, 2}, 9, 4},
    {"EqualInfinitiesStayInfinite", {kInf, kInf}, 0.5, kInf},
    {"OneInfinityAmongThree", {1, 2, kInf}, 0.5, 2},
};
class Quantile : public testing::TestWithParam<QuantileCase> {};
TEST_P(Quantile, Is) { EXPECT_EQ(quantile(GetParam().in, GetParam().q), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, Quantile, testing::ValuesIn(kQuantiles),
                         [](const auto& i) { return i.param.name; });

struct SlopeCase {
  const char* name;
  std::vector<double> in;
  std::optional<double> out;
};
const SlopeCase kSlopes[] = {
    {"OneSampleHasNone", {1}, std::nullopt},
    {"InfinityHasNone", {1, kInf}, std::nullopt},
    {"TooWideARangeHasNone", {-1.7e308, 1.7e308}, std::nullopt},
    {"Line", {1, 3, 5, 7}, 2},
    {"OutlierDoesNotMatter", {0, 1, 2, 900, 4, 5, 6}, 1},
    {"Flat", {4, 4, 4}, 0},
};
class Slope : public testing::TestWithParam<SlopeCase> {};
TEST_P(Slope, Is) { EXPECT_EQ(theil_sen_slope(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, Slope, testing::ValuesIn(kSlopes),
                         [](const auto& i) { return i.param.name; });

TEST(Stats, SlopeOfALongSeriesIsFoundWithoutAllPairs) {
  std::vector<double> samples(50'000);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.25 * static_cast<double>(i) + static_cast<double>(i * 7919 % 101);
  }
  EXPECT_NEAR(theil_sen_slope(samples).value_or(NAN), 0.25, 1e-3);
}

TEST(Stats, LongAndShortSeriesAgreeOnTheSlope) {
  std::vector<double> samples(1001);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 3 * static_cast<double>(i) + static_cast<double>(i * i % 17);
  }
  const double long_slope = theil_sen_slope(samples).value_or(NAN);
  samples.pop_back();
  EXPECT_NEAR(long_slope, theil_sen_slope(samples).value_or(NAN), 1e-3);
}

}  // namespace
}  // namespace grade
