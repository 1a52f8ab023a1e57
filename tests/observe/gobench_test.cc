#include "harness/observe/gobench.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/observe/bench_testdata.h"

namespace grade {
namespace {

struct Case {
  const char* name;
  std::string in;
  std::size_t results;
  std::vector<BadBenchLine> bad;
};
const Case kCases[] = {
    {"Nothing", "", 0, {}},
    {"OtherLinesAreSkipped", "hello\n  BenchmarkA-2 1 1 ns/op\nx BenchmarkA-2 1 1 ns/op\n", 0, {}},
    {"OneResult", "BenchmarkA-2 \t 100\t  12.5 ns/op\n", 1, {}},
    {"LastLineWithoutEnd", "BenchmarkA-2 100 12.5 ns/op", 1, {}},
    {"CarriageReturns", "BenchmarkA-2 100 12.5 ns/op\r\nBenchmarkB-2 100 12.5 ns/op\r\n", 2, {}},
    {"BareNameOfVerboseRun", "BenchmarkA\nBenchmarkA-2 100 12.5 ns/op\n", 1, {}},
    {"ProseThatStartsWithBenchmark", "Benchmark results of today:\nBenchmarks ran\n", 0, {}},
    {"TimeMayBeMissing", "BenchmarkA 100 3 allocs/op\n", 1, {}},
    {"NoiseInsteadOfIterations",
     "BenchmarkA-2 oops 100 12.5 ns/op\n",
     0,
     {{1, "no iteration count after the name"}}},
    {"ValueWithoutUnit", "BenchmarkA-2 100 12.5\n", 0, {{1, "a value without a unit"}}},
    {"IterationsOnly", "BenchmarkA-2 100\n", 0, {{1, "no values after the iteration count"}}},
    {"NoIterations", "BenchmarkA-2 0 1 ns/op\n", 0, {{1, "the iteration count must be above 0"}}},
    {"HugeIterations",
     "BenchmarkA-2 99999999999999999999 1 ns/op\n",
     0,
     {{1, "no iteration count after the name"}}},
    {"NotFinite",
     "BenchmarkA-2 1 NaN ns/op\nBenchmarkA-2 1 1e999 ns/op\n",
     0,
     {{1, "no finite number before ns/op"}, {2, "no finite number before ns/op"}}},
    {"HexFloat", "BenchmarkA-2 1 0x1p4 ns/op\n", 0, {{1, "no finite number before ns/op"}}},
    {"UnitTwiceKeepsTheFirst",
     "BenchmarkA-2 1 5 ns/op 3 allocs/op 0 allocs/op\n",
     1,
     {{1, "allocs/op appears twice, 3 and 0; the first one counts"}}},
    {"EscapesInUnits",
     "BenchmarkA-2 1 x \x1b[31m\n",
     0,
     {{1, "no finite number before \\x1b[31m"}}},
    {"LongLine",
     "BenchmarkA-2 1 5 ns/op " + std::string(70'000, ' ') + "\n",
     0,
     {{1, "the line is longer than 64 KiB"}}},
};
class GobenchTable : public testing::TestWithParam<Case> {};
TEST_P(GobenchTable, FindsResultsAndBadLines) {
  const GoBench bench = parse_gobench(GetParam().in);
  EXPECT_EQ(bench.results.size(), GetParam().results);
  EXPECT_EQ(bench.bad, GetParam().bad);
}
INSTANTIATE_TEST_SUITE_P(, GobenchTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(Gobench, ReadsAllPartsOfALine) {
  const GoBench bench = parse_gobench(
      "goos: linux\npkg: t4/build\ncpu: Some CPU @ 2GHz\n"
      "BenchmarkBuild/impl=concat-16 \t 6142729\t 56.72 ns/op\t 57.48 MB/s\t 4.000 parts/op\t 12 "
      "B/op\t 3 allocs/op\nPASS\nok  \tt4/build\t1.25s\n");
  ASSERT_EQ(bench.results.size(), 1u);
  const BenchResult want{
      4,
      1,
      "BenchmarkBuild/impl=concat",
      "BenchmarkBuild/impl=concat-16",
      "t4/build",
      16,
      6142729,
      {{"ns/op", 56.72}, {"MB/s", 57.48}, {"parts/op", 4}, {"B/op", 12}, {"allocs/op", 3}}};
  EXPECT_EQ(bench.results[0], want);
  EXPECT_TRUE(bench.saw_ok);
  EXPECT_FALSE(bench.failed);
  EXPECT_EQ(bench.cpu, "Some CPU @ 2GHz");
  EXPECT_EQ(bench.pkgs, std::vector<std::string>{"t4/build"});
  EXPECT_EQ(bench.bench_time_s, 1.25);
}

struct NameCase {
  const char* name;
  const char* printed;
  const char* base;
  int procs;
};
const NameCase kNames[] = {
    {"Plain", "BenchmarkBuild", "BenchmarkBuild", 1},
    {"TwoProcs", "BenchmarkBuild-2", "BenchmarkBuild", 2},
    {"MinusOneIsPartOfTheName", "BenchmarkTrailing/a-1", "BenchmarkTrailing/a-1", 1},
    {"MinusOneBeforeProcs", "BenchmarkTrailing/a-1-4", "BenchmarkTrailing/a-1", 4},
    {"LeadingZero", "BenchmarkX/a-08", "BenchmarkX/a-08", 1},
    {"TooLarge", "BenchmarkX-12345678", "BenchmarkX-12345678", 1},
    {"DashAtTheEnd", "BenchmarkX-", "BenchmarkX-", 1},
    {"NothingBehindBenchmark", "Benchmark-3", "Benchmark", 3},
};
class GobenchName : public testing::TestWithParam<NameCase> {};
TEST_P(GobenchName, SplitsProcs) {
  const GoBench bench = parse_gobench(std::string(GetParam().printed) + " 1 1 ns/op\n");
  ASSERT_EQ(bench.results.size(), 1u);
  EXPECT_EQ(bench.results[0].full_name, GetParam().printed);
  EXPECT_EQ(bench.results[0].name, GetParam().base);
  EXPECT_EQ(bench.results[0].procs, GetParam().procs);
}
INSTANTIATE_TEST_SUITE_P(, GobenchName, testing::ValuesIn(kNames),
                         [](const auto& i) { return i.param.name; });

TEST(Gobench, BlocksEndAtOtherLines) {
  const GoBench bench = parse_gobench(
      "BenchmarkA 1 1 ns/op\nBenchmarkB 1 1 ns/op\nPASS\nBenchmarkA 1 2 ns/op\n\n"
      "BenchmarkA 1 3 ns/op\n");
  ASSERT_EQ(bench.results.size(), 4u);
  EXPECT_EQ(bench.results[0].block, bench.results[1].block);
  EXPECT_EQ(bench.results[2].block, 2);
  EXPECT_EQ(bench.results[3].block, 3);
}

TEST(Gobench, JoinsJsonOutputOfMixedPackages) {
  const GoBench bench =
      parse_gobench(R"({"Action":"output","Package":"a","Output":"pkg: a\n"})"
                    "\n"
                    R"({"Action":"output","Package":"a","Output":"BenchmarkA-2 \t"})"
                    "\n"
                    R"({"Action":"output","Package":"b","Output":"pkg: b\n"})"
                    "\n"
                    R"({"Action":"output","Package":"b","Output":"BenchmarkB-2 \t 7\t 2 ns/op\n"})"
                    "\n"
                    R"({"Action":"output","Package":"a","Output":" 5\t 103.8 ns/op\n"})"
                    "\n"
                    R"({"Action":"pass","Package":"a"})"
                    "\n");
  ASSERT_EQ(bench.results.size(), 2u);
  EXPECT_EQ(bench.results[0].full_name, "BenchmarkB-2");
  EXPECT_EQ(bench.results[1].full_name, "BenchmarkA-2");
  EXPECT_EQ(bench.results[1].line, 5);
  EXPECT_EQ(bench.results[1].iterations, 5);
}

struct OutcomeCase {
  const char* name;
  const char* in;
  bool saw_ok;
  bool failed;
};
const OutcomeCase kOutcomes[] = {
    {"Nothing", "", false, false},
    {"Pass", "PASS\n", true, false},
    {"OkCached", "ok  \tpkg\t(cached)\n", true, false},
    {"Fail", "FAIL\n", false, true},
    {"FailWithPackage", "FAIL\tpkg\t0.1s\n", false, true},
    {"BuildFailed", "FAIL\tpkg [build failed]\n", false, true},
    {"OneBenchmarkFailed", "--- FAIL: BenchmarkA\nPASS\n", true, true},
    {"WordsThatStartAlike", "FAILURE is a word\nPASSED\n", false, false},
    {"JsonFail", "{\"Action\":\"fail\",\"Package\":\"a\"}\n", false, true},
};
class GobenchOutcome : public testing::TestWithParam<OutcomeCase> {};
TEST_P(GobenchOutcome, Is) {
  const GoBench bench = parse_gobench(GetParam().in);
  EXPECT_EQ(bench.saw_ok, GetParam().saw_ok);
  EXPECT_EQ(bench.failed, GetParam().failed);
}
INSTANTIATE_TEST_SUITE_P(, GobenchOutcome, testing::ValuesIn(kOutcomes),
                         [](const auto& i) { return i.param.name; });

TEST(Gobench, ZeroKeepsItsUnit) {
  EXPECT_EQ(tidy_unit("MB/s", 0), (std::pair<std::string, double>{"MB/s", 0}));
}

class GobenchRelease : public testing::TestWithParam<const char*> {
 protected:
  GoBench parse(const std::string& file) {
    return parse_gobench(bench_file(std::string(GetParam()) + "/bench/" + file + ".txt"));
  }
};
TEST_P(GobenchRelease, ReadsEveryKindOfCapture) {
  for (const char* file : {"benchmem", "verbose", "json", "cpus", "old", "new"}) {
    const GoBench bench = parse(file);
    EXPECT_GE(bench.results.size(), 15u) << file;
    EXPECT_TRUE(bench.saw_ok) << file;
    EXPECT_FALSE(bench.failed) << file;
    EXPECT_GT(bench.bench_time_s, 0) << file;
    EXPECT_EQ(bench.pkgs, std::vector<std::string>{"corpus/benchpkg"}) << file;
    EXPECT_TRUE(bench.bad.empty()) << file << ": " << bench.bad[0].why;
  }
  EXPECT_EQ(parse("old").results.size(), 50u);
  EXPECT_EQ(parse("verbose").results.size(), parse("json").results.size());
  EXPECT_EQ(parse("nomatch").results.size(), 0u);
  EXPECT_TRUE(parse("nomatch").saw_ok);
  EXPECT_TRUE(parse("fail").failed);
  EXPECT_TRUE(parse("testfail").failed);
}
INSTANTIATE_TEST_SUITE_P(, GobenchRelease, testing::ValuesIn(kGoReleases),
                         [](const auto& i) { return test_name(i.param); });

struct UnitCase {
  const char* name;
  const char* unit;
  const char* tidy;
  double factor;
};
const UnitCase kUnits[] = {{"Time", "ns/op", "sec/op", 1e-9},
                           {"Speed", "MB/s", "B/s", 1e6},
                           {"Percentile", "p99-ns", "p99-sec", 1e-9},
                           {"NotBehindASlash", "ops/ns", "ops/ns", 1},
                           {"Bytes", "B/op", "B/op", 1},
                           {"Empty", "", "", 1},
                           {"BehindAProduct", "x/op*ns", "x/op*sec", 1e-9},
                           {"OnlyPartOfAWord", "nsx/op", "nsx/op", 1}};
class GobenchUnit : public testing::TestWithParam<UnitCase> {};
TEST_P(GobenchUnit, IsTidied) {
  const auto [unit, value] = tidy_unit(GetParam().unit, 2);
  EXPECT_EQ(unit, GetParam().tidy);
  EXPECT_DOUBLE_EQ(value, 2 * GetParam().factor);
}
INSTANTIATE_TEST_SUITE_P(, GobenchUnit, testing::ValuesIn(kUnits),
                         [](const auto& i) { return i.param.name; });

TEST(Gobench, ValueHasTheUnitsByName) {
  const Stream out{bench_file("go1.26/bench/verbose.txt"), 0, {}};
  const Value value = value_of(observe_gobench({.texts = {&out}, .facts = {}}));
  const Value whole = value.field("results")->as_list()[10];
  EXPECT_EQ(whole.field("name")->as_string(), "BenchmarkMetric");
  EXPECT_EQ(whole.field("allocs_per_op")->as_real(), 1);
  EXPECT_TRUE(whole.field("has_mem")->as_bool());
  EXPECT_EQ(whole.field("custom")->as_list().size(), 4u);
  EXPECT_TRUE(value.field("ok")->as_bool());
}

TEST(Gobench, EndlessResultsAreCutWithANote) {
  std::string text;
  for (int i = 0; i < 100'100; ++i) text += "BenchmarkA-2 1 1 ns/op\n";
  const GoBench bench = parse_gobench(text);
  EXPECT_EQ(bench.results.size(), 100'000u);
  ASSERT_EQ(bench.bad.size(), 1u);
  EXPECT_EQ(bench.bad[0].line, 100'001);
}

}  // namespace
}  // namespace grade
