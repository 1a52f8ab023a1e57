#include "harness/observe/bench_compare.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "harness/observe/benchstat.h"
#include "harness/observe/gobench.h"
#include "harness/stats/stats.h"
#include "tests/observe/bench_testdata.h"

namespace grade {
namespace {

struct TextCase {
  const char* name;
  std::vector<double> before;
  std::vector<double> after;
  const char* text;
};
const TextCase kTexts[] = {
    {"OneEach", {3}, {1}, "~ (p=1.000 n=1)"},
    {"FourEach", {3, 3, 3, 3}, {1, 1, 1, 1}, "-66.67% (p=0.029 n=4)"},
    {"TenEach", std::vector<double>(10, 3), std::vector<double>(10, 1), "-66.67% (p=0.000 n=10)"},
    {"Equal", std::vector<double>(10, 3), std::vector<double>(10, 3), "~ (p=1.000 n=10)"},
    {"FromZero", std::vector<double>(5, 0), std::vector<double>(5, 3), "? (p=0.008 n=5)"},
    {"UnequalSizesAreExact", {3}, std::vector<double>(10, 1), "~ (p=0.182 n=1+10)"},
    {"NoSamples", {}, {1}, "no samples"},
};
class BenchCompareText : public testing::TestWithParam<TextCase> {};
TEST_P(BenchCompareText, IsAsBenchstatPrintsIt) {
  EXPECT_EQ(compare_samples(GetParam().before, GetParam().after), GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(, BenchCompareText, testing::ValuesIn(kTexts),
                         [](const auto& i) { return i.param.name; });

std::string lines(const std::string& name, const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& v : values) text += name + "-2 \t 100\t " + v + "\n";
  return text;
}

std::string repeated(const std::string& name, const std::string& values, int n) {
  return lines(name, std::vector<std::string>(static_cast<std::size_t>(n), values));
}

const std::string kTable =
    "        │ before.txt  │             after.txt              │\n"
    "        │  allocs/op  │ allocs/op   vs base                │\n"
    "Build-2   3.000 ± 0%    1.000 ± 0%  -66.67% (p=0.000 n=10)\n";
const std::string kImplTable =
    "        │   concat    │              builder               │\n"
    "        │  allocs/op  │ allocs/op   vs base                │\n"
    "Build-2   3.000 ± 0%    1.000 ± 0%  -66.67% (p=0.000 n=10)\n";
const std::string kUnequalTable =
    "        │  before.txt   │             after.txt              │\n"
    "        │   allocs/op   │ allocs/op     vs base              │\n"
    "Build-2   3.000 ± ∞ ¹     1.000 ± ∞ ¹  -66.67% (n=3+1)\n";
const std::string kThree = "50 ns/op\t 12 B/op\t 3 allocs/op";
const std::string kOne = "25 ns/op\t 8 B/op\t 1 allocs/op";

struct File {
  std::string name;
  std::string text;
};
struct ClaimCase {
  const char* name;
  std::vector<File> files;
  bool follows;
  std::string old_file;
  std::string new_file;
  std::string text;
};
const std::string kSame = "-66.67% (p=0.000 n=10)";
const std::string kPass = "PASS\nok  \tt4\t1.0s\n";
const ClaimCase kClaims[] = {
    {"FilesOfTheLabels",
     {{"evidence/benchstat.txt", kTable},
      {"evidence/after.txt", repeated("BenchmarkBuild", kOne, 10)},
      {"evidence/before.txt", repeated("BenchmarkBuild", kThree, 10)}},
     true,
     "evidence/before.txt",
     "evidence/after.txt",
     kSame},
    {"FilesOfOtherNames",
     {{"stat.txt", kTable},
      {"a.txt", repeated("BenchmarkBuild", kThree, 10)},
      {"b.txt", repeated("BenchmarkBuild", kOne, 10)}},
     true,
     "a.txt",
     "b.txt",
     kSame},
    {"EverythingInOneFile",
     {{"all.txt", "before:\n" + repeated("BenchmarkBuild", kThree, 10) + kPass + "after:\n" +
                      repeated("BenchmarkBuild", kOne, 10) + kPass + kTable}},
     true,
     "all.txt",
     "all.txt",
     kSame},
    {"RunsOfOneInOneFile",
     {{"all.txt",
       [] {
         std::string text;
         for (int i = 0; i < 10; ++i) text += repeated("BenchmarkBuild", kThree, 1) + kPass;
         for (int i = 0; i < 10; ++i) text += repeated("BenchmarkBuild", kOne, 1) + kPass;
         return text + kTable;
       }()}},
     true,
     "all.txt",
     "all.txt",
     kSame},
    {"SubBenchmarksOfOneFile",
     {{"bench.txt", repeated("BenchmarkBuild/impl=concat", kThree, 10) +
                        repeated("BenchmarkBuild/impl=builder", kOne, 10)},
      {"stat.txt", kImplTable}},
     true,
     "bench.txt",
     "bench.txt",
     kSame},
    {"RenamedWithSed",
     {{"before.txt", repeated("BenchmarkConcat", kThree, 10)},
      {"after.txt", repeated("BenchmarkBuilder", kOne, 10)},
      {"stat.txt", kTable}},
     true,
     "before.txt",
     "after.txt",
     kSame},
    {"WrongPOfBenchstatItself",
     {{"before.txt", repeated("BenchmarkBuild", kThree, 3)},
      {"after.txt", repeated("BenchmarkBuild", kOne, 1)},
      {"stat.txt", kUnequalTable}},
     true,
     "before.txt",
     "after.txt",
     "~ (p=0.500 n=3+1)"},
    {"OtherNumbers",
     {{"before.txt", repeated("BenchmarkBuild", kThree, 10)},
      {"after.txt", repeated("BenchmarkBuild", kThree, 10)},
      {"stat.txt", kTable}},
     false,
     "before.txt",
     "after.txt",
     "~ (p=1.000 n=10)"},
    {"OtherCount",
     {{"before.txt", repeated("BenchmarkBuild", kThree, 8)},
      {"after.txt", repeated("BenchmarkBuild", kOne, 8)},
      {"stat.txt", kTable}},
     false,
     "before.txt",
     "after.txt",
     "-66.67% (p=0.000 n=8)"},
    {"PartsOfABlockAreNoRuns",
     {{"before.txt", repeated("BenchmarkBuild", kThree, 12)},
      {"after.txt", repeated("BenchmarkBuild", kOne, 12)},
      {"stat.txt", kTable}},
     false,
     "before.txt",
     "after.txt",
     "-66.67% (p=0.000 n=12)"},
    {"NoResults",
     {{"stat.txt", kTable}},
     false,
     "",
     "",
     "no two sets of results of Build-2 in allocs/op"},
};
class BenchClaim : public testing::TestWithParam<ClaimCase> {};
TEST_P(BenchClaim, IsRecomputedFromTheEvidence) {
  std::vector<EvidenceFile> files;
  for (const File& f : GetParam().files) files.push_back({f.name, f.text});
  const auto claims = check_benchstat(files);
  ASSERT_EQ(claims.size(), 1u);
  EXPECT_TRUE(claims[0].is_comparison);
  EXPECT_EQ(claims[0].follows, GetParam().follows);
  EXPECT_EQ(claims[0].old_file, GetParam().old_file);
  EXPECT_EQ(claims[0].new_file, GetParam().new_file);
  EXPECT_EQ(claims[0].from_results, GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(, BenchClaim, testing::ValuesIn(kClaims),
                         [](const auto& i) { return i.param.name; });

class BenchTables : public testing::TestWithParam<std::tuple<BenchGolden, const char*>> {};

TEST_P(BenchTables, EveryRowIsRecomputedFromItsInputs) {
  const auto& [golden, ending] = GetParam();
  const std::string table = bench_file("expected/" + golden.name + ending);
  std::vector<std::string> texts;
  for (const std::string& input : golden.inputs) texts.push_back(bench_file(input));
  std::vector<EvidenceFile> files = {{"stat.txt", table}};
  for (std::size_t i = 0; i < texts.size(); ++i) files.push_back({golden.inputs[i], texts[i]});
  for (const BenchstatClaim& claim : check_benchstat(files)) {
    SCOPED_TRACE(claim.name + " " + claim.unit + " " + claim.delta);
    EXPECT_EQ(claim.is_comparison, texts.size() == 2);
    if (!claim.is_comparison) continue;
    EXPECT_TRUE(claim.follows);
    EXPECT_EQ(claim.old_file, claim.old_label);
    EXPECT_EQ(claim.new_file, claim.new_label);
    EXPECT_EQ(claim.old_name, "Benchmark" + claim.name);
    EXPECT_EQ(claim.new_name, claim.old_name);
    EXPECT_EQ(claim.from_results, fmt::format("{} (p={:.3f} n={})", claim.delta, claim.p, claim.n));
  }
}

std::string table_name(const testing::TestParamInfo<BenchTables::ParamType>& info) {
  return test_name(std::get<0>(info.param).name + std::get<1>(info.param));
}
INSTANTIATE_TEST_SUITE_P(, BenchTables,
                         testing::Combine(testing::ValuesIn(bench_goldens()),
                                          testing::Values(".benchstat.txt", ".benchstat.csv")),
                         table_name);

// It prints neither the names of the files nor medians, and leaves outliers out.
TEST(BenchTablesOfBefore2023, AreRecomputedFromTheirInputs) {
  for (const std::string release : {"go1.24", "go1.26"}) {
    const std::string table = bench_file("expected/" + release + "-oldnew.benchstat-2022.txt");
    const std::string before = bench_file(release + "/bench/old.txt");
    const std::string after = bench_file(release + "/bench/new.txt");
    const std::vector<EvidenceFile> files = {
        {"stat.txt", table}, {"old.txt", before}, {"new.txt", after}};
    const auto claims = check_benchstat(files);
    EXPECT_EQ(claims.size(), 21u);
    for (const BenchstatClaim& claim : claims) {
      SCOPED_TRACE(release + " " + claim.name + " " + claim.unit + " " + claim.delta);
      EXPECT_TRUE(claim.follows);
      EXPECT_EQ(claim.old_file, "old.txt");
      EXPECT_EQ(claim.new_file, "new.txt");
      EXPECT_GT(claim.old_side.allocs_per_op, 0);
    }
  }
}

TEST(BenchTablesOfBefore2023, EditedNumbersDoNotFollow) {
  const std::string table =
      "name     old allocs/op  new allocs/op  delta\n"
      "Build-2       3.00 ± 0%      1.00 ± 0%  -76.67%  (p=0.000 n=10+10)\n";
  const std::string before = repeated("BenchmarkBuild", kThree, 10);
  const std::string after = repeated("BenchmarkBuild", kOne, 10);
  const std::vector<EvidenceFile> files = {{"s", table}, {"old", before}, {"new", after}};
  const auto claims = check_benchstat(files);
  ASSERT_EQ(claims.size(), 1u);
  EXPECT_FALSE(claims[0].follows);
}

TEST(BenchTable, AnotherLevelHidesDifferences) {
  const std::string table =
      "        │ before.txt │           after.txt           │\n"
      "        │ allocs/op  │ allocs/op   vs base           │\n"
      "Build-2   3.000 ± 0%   1.000 ± 0%  ~ (p=0.002 n=6) ¹\n";
  const std::string before = repeated("BenchmarkBuild", kThree, 6);
  const std::string after = repeated("BenchmarkBuild", kOne, 6);
  const std::vector<EvidenceFile> files = {{"s", table}, {"a", before}, {"b", after}};
  EXPECT_TRUE(check_benchstat(files).at(0).follows);
}

TEST(BenchTable, EachCallOfBenchstatHasANumberOfItsOwn) {
  const std::string results =
      repeated("BenchmarkBuild", kThree, 10) + "\n" + repeated("BenchmarkBuild", kOne, 10);
  const std::string bytes =
      "        │ before.txt │             after.txt              │\n"
      "        │    B/op    │    B/op     vs base                │\n"
      "Build-2   12.00 ± 0%   8.000 ± 0%  -33.33% (p=0.000 n=10)\n";
  const std::string all = results + "\n" + bytes + "\n" + kTable + "\n$ benchstat\n" + kTable;
  const std::vector<EvidenceFile> files = {{"all", all}};
  std::vector<int> outputs;
  for (const BenchstatClaim& claim : check_benchstat(files)) outputs.push_back(claim.output);
  EXPECT_EQ(outputs, (std::vector<int>{0, 0, 1}));
}

struct SideCase {
  const char* name;
  const char* text;
  BenchSide side;
};
const SideCase kSides[] = {
    {"Usual",
     "BenchmarkA 1000001 1000 ns/op 12 B/op 3 allocs/op\n"
     "BenchmarkA 1100007 1010 ns/op 12 B/op 3 allocs/op\nok  \tt\t4.222s\n",
     {1005, 12, 3, 0.5, 0, 0, false}},
    {"NoOkLine", "BenchmarkA 1000001 1000 ns/op\n", {1000, -1, -1, -1, 0, 0, false}},
    {"EachRunHasItsOwnOkLine",
     "BenchmarkA 1000000 1000 ns/op\npkg: t\nBenchmarkA 1000000 1000 ns/op\nok  \tt\t10s\n",
     {1000, -1, -1, -1, 0, 0, false}},
    {"CopiedLine",
     "BenchmarkA 1000001 1000 ns/op\nBenchmarkA 1000001 1000 ns/op\n",
     {1000, -1, -1, -1, 1, 0, false}},
    {"IterationsThatWereAskedFor",
     "BenchmarkA 100 1000 ns/op\nBenchmarkA 100 1000 ns/op\nBenchmarkA 100 1000 ns/op\n"
     "BenchmarkA 100 1000 ns/op\n",
     {1000, -1, -1, -1, 0, 0, true}},
    {"OneTimeDividedByTen",
     "BenchmarkA 1000001 1000 ns/op\nBenchmarkA 1000003 100 ns/op\nBenchmarkA 1000007 990 ns/op\n",
     {990, -1, -1, -1, 0, 1, false}},
    {"FirstTryOfOneIteration",
     "BenchmarkA 1 9000 ns/op\nBenchmarkA 1000003 1000 ns/op\nBenchmarkA 1000007 1100 ns/op\n",
     {1100, -1, -1, -1, 0, 0, false}},
};
class BenchSides : public testing::TestWithParam<SideCase> {};
TEST_P(BenchSides, AreDescribed) {
  const GoBench bench = parse_gobench(GetParam().text);
  std::vector<std::uint32_t> all(bench.results.size());
  std::iota(all.begin(), all.end(), 0u);
  BenchSide side = bench_side(bench, all);
  if (side.share > 0) side.share = std::round(side.share * 100) / 100;
  EXPECT_EQ(side, GetParam().side);
}
INSTANTIATE_TEST_SUITE_P(, BenchSides, testing::ValuesIn(kSides),
                         [](const auto& i) { return i.param.name; });

class BenchGoldens : public testing::TestWithParam<BenchGolden> {};

TEST_P(BenchGoldens, EveryCenterIsTheMedianOfItsInput) {
  const auto tables = parse_benchstat(bench_file("expected/" + GetParam().name + ".benchstat.txt"));
  std::map<std::string, std::vector<double>> samples;  // by column, name and unit
  for (const std::string& input : GetParam().inputs) {
    for (const BenchResult& r : parse_gobench(bench_file(input)).results) {
      for (const auto& [unit, value] : r.values) {
        const auto [tidy, v] = tidy_unit(unit, value);
        samples[input + r.full_name + " " + tidy].push_back(v);
      }
    }
  }
  std::size_t cells = 0;
  for (const BenchstatTable& table : tables) {
    for (const BenchstatRow& row : table.rows) {
      for (std::size_t c = 0; c < row.cells.size() && !row.is_geomean; ++c) {
        const std::string key = table.columns[c] + "Benchmark" + row.name + " " + table.unit;
        ASSERT_TRUE(samples.contains(key)) << key;
        EXPECT_EQ(print_like(row.cells[c].printed, *median(samples[key])), row.cells[c].printed);
        ++cells;
      }
    }
  }
  EXPECT_EQ(cells, samples.size());
}
INSTANTIATE_TEST_SUITE_P(, BenchGoldens, testing::ValuesIn(bench_goldens()),
                         [](const auto& i) { return test_name(i.param.name); });

TEST(BenchEvidence, SaysHowLongTheResultsClaimToHaveTaken) {
  const std::string before = bench_file("go1.26/bench/old.txt");
  const std::string table = bench_file("expected/go1.26-oldnew.benchstat.txt");
  const std::vector<EvidenceFile> files = {{"old.txt", before}, {"stat.txt", table}};
  const Value value = value_of(observe_bench_evidence({.files = files, .facts = {}}));
  EXPECT_FALSE(value.field("rows")->as_list().empty());
  ASSERT_EQ(value.field("files")->as_list().size(), 1u);
  const Value first = value.field("files")->as_list()[0].field("results")->as_list()[0];
  EXPECT_NEAR(first.field("claimed_seconds")->as_real(), 2000 * 8.881e-9, 1e-12);
}

TEST(BenchEvidence, NoFilesGiveAnEmptyValue) {
  const BenchEvidence seen = observe_bench_evidence({.facts = {}});
  EXPECT_TRUE(seen.files.empty());
  EXPECT_TRUE(seen.rows.empty());
}

TEST(BenchEvidence, EndlessTablesAndResultsEnd) {
  std::string results;
  for (int i = 0; i < 15'000; ++i) {
    results += fmt::format("BenchmarkB{}-2 1 3 allocs/op\n\nBenchmarkB{}-2 1 1 allocs/op\n\n",
                           i % 400, i % 400);
  }
  std::string table = kTable.substr(0, kTable.rfind("Build"));
  for (int i = 0; i < 3000; ++i)
    table += "B1-2      3.000 ± 0%    1.000 ± 0%  -66.67% (p=0.001 n=50)\n";
  const std::vector<EvidenceFile> files = {{"a.txt", results}, {"stat.txt", table}};
  EXPECT_EQ(check_benchstat(files).size(), 3000u);
}

}  // namespace
}  // namespace grade
