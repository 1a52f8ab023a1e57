// Throughput of the parsers of benchmark text, and the cost of the exact U test.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "harness/observe/bench_compare.h"
#include "harness/observe/benchstat.h"
#include "harness/observe/gobench.h"
#include "harness/stats/mann_whitney.h"

namespace {

const char kResult[] =
    "BenchmarkBuild/impl=concat-2 \t 6142729\t        56.72 ns/op\t  57.48 MB/s\t      12 B/op\t"
    "       3 allocs/op\n";
const char kLogLine[] =
    "    b_test.go:66: a log line of the benchmark, of no interest to the parser\n";
const char kEvent[] =
    R"({"Time":"2026-11-23T21:54:23.165780898Z","Action":"output","Package":"corpus/benchpkg",)"
    R"("Test":"BenchmarkBuild","Output":"BenchmarkBuild-2 \t 5\t 306.8 ns/op\t 9 B/op\t 1 allocs/op\n"})"
    "\n";
const char kTable[] =
    "        │ before.txt  │             after.txt              │\n"
    "        │  allocs/op  │ allocs/op   vs base                │\n";
const char kRow[] = "Build-2   3.000 ± 0%    1.000 ± 0%  -66.67% (p=0.000 n=10)\n";

std::string repeated(std::string_view text, int n) {
  std::string all;
  for (int i = 0; i < n; ++i) all += text;
  return all;
}

void run_gobench(benchmark::State& state, const std::string& text) {
  for (auto _ : state) benchmark::DoNotOptimize(grade::parse_gobench(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void BM_GobenchResults(benchmark::State& state) { run_gobench(state, repeated(kResult, 10'000)); }
BENCHMARK(BM_GobenchResults);

// Mostly other text, as a noisy program prints it.
void BM_GobenchNoise(benchmark::State& state) {
  run_gobench(state, repeated(repeated(kLogLine, 100) + kResult, 1000));
}
BENCHMARK(BM_GobenchNoise);

void BM_GobenchJson(benchmark::State& state) { run_gobench(state, repeated(kEvent, 10'000)); }
BENCHMARK(BM_GobenchJson);

void BM_Benchstat(benchmark::State& state) {
  const std::string text = kTable + repeated(kRow, 1000);
  for (auto _ : state) benchmark::DoNotOptimize(grade::parse_benchstat(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_Benchstat);

void BM_ExactUTest(benchmark::State& state) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < state.range(0); ++i) {
    x.push_back(2 * i);
    y.push_back(2 * i + (state.range(1) != 0 && i % 2 == 0 ? 0 : 1));  // the second: with ties
  }
  for (auto _ : state) benchmark::DoNotOptimize(grade::mann_whitney(x, y));
}
BENCHMARK(BM_ExactUTest)->Args({10, 0})->Args({50, 0})->Args({10, 1})->Args({25, 1});

void BM_BenchEvidence(benchmark::State& state) {
  const std::string before = repeated("BenchmarkBuild-2 \t 100\t 50 ns/op\t 3 allocs/op\n", 10);
  const std::string after = repeated("BenchmarkBuild-2 \t 100\t 25 ns/op\t 1 allocs/op\n", 10);
  const std::string table = std::string(kTable) + kRow;
  const std::vector<grade::EvidenceFile> files = {
      {"before.txt", before}, {"after.txt", after}, {"benchstat.txt", table}};
  for (auto _ : state)
    benchmark::DoNotOptimize(grade::observe_bench_evidence({.files = files, .facts = {}}));
}
BENCHMARK(BM_BenchEvidence);

}  // namespace
