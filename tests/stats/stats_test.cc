#include "harness/stats/stats.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

namespace grade {
namespace {

using nlohmann::json;

std::vector<json> read_vectors() {
  std::string text;
  gzFile file = gzopen(GRADE_SOURCE_DIR "/tests/testdata/stats/utest.jsonl.gz", "rb");
  char buffer[1 << 16];
  for (int n = 0; file && (n = gzread(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  if (file) gzclose(file);
  std::vector<json> vectors;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) vectors.push_back(json::parse(line));
  return vectors;
}

const std::vector<json>& vectors() {
  static const std::vector<json> all = read_vectors();
  return all;
}

std::vector<double> samples_of(const json& list) { return list.get<std::vector<double>>(); }

TEST(Stats, UTestAgreesWithBenchstatAndWithPermutationCountsWhereBenchstatErrs) {
  int seen = 0;
  for (const json& v : vectors()) {
    if (!v.contains("benchstat_p")) continue;
    SCOPED_TRACE(v.dump().substr(0, 400));
    const auto test = mann_whitney(samples_of(v["x"]), samples_of(v["y"]));
    ASSERT_TRUE(test);
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

TEST(Stats, MedianIntervalsPickBenchstatsOrderStatistics) {
  int seen = 0;
  for (const json& v : vectors()) {
    if (v.value("Kind", "") != "medianci") continue;
    SCOPED_TRACE(v.dump());
    const MedianInterval got = median_interval(v["N"], v["Conf"]);
    EXPECT_EQ(got.lo, v["Lo"]);
    EXPECT_EQ(got.hi, v["Hi"]);
    EXPECT_NEAR(got.confidence, v["Confidence"], 1e-9);
    ++seen;
  }
  EXPECT_EQ(seen, 480);
}

TEST(Stats, MediansAreR8) {
  int seen = 0;
  for (const json& v : vectors()) {
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

TEST(Stats, UTestOfNothingOrNanIsNone) {
  const std::vector<double> some = {1, 2};
  const std::vector<double> odd = {1, NAN};
  EXPECT_FALSE(mann_whitney({}, some));
  EXPECT_FALSE(mann_whitney(some, {}));
  EXPECT_FALSE(mann_whitney(some, odd));
}

TEST(Stats, LargestExactUTestIsFast) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 50; ++i) x.push_back(i * 2), y.push_back(i * 2 + 1);
  const auto start = std::chrono::steady_clock::now();
  const auto test = mann_whitney(x, y);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  ASSERT_TRUE(test && test->is_exact);
  EXPECT_NEAR(test->p, 0.8658, 0.001);
}

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
