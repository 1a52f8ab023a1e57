#include <benchmark/benchmark.h>

#include "harness/base/files.h"
#include "harness/observe/gctrace.h"
#include "tests/observe/capture.h"

namespace grade {
namespace {

std::string log_of(const char* name) {
  const std::string one =
      read_file(std::string(GRADE_SOURCE_DIR "/tests/testdata/gctrace/") + name, 1 << 20).value();
  std::string text;
  while (text.size() < (1u << 20)) text += one;
  return text;
}

void gctrace_lines(benchmark::State& state, const char* name) {
  const std::string text = log_of(name);
  for (auto _ : state) benchmark::DoNotOptimize(parse_gctrace(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(gctrace_lines, steady, "go1.26/steady-gogc50.stderr");
BENCHMARK_CAPTURE(gctrace_lines, noisy, "go1.26/noisy.stderr");

void gctrace_observer(benchmark::State& state) {
  const Stream text = stream_of(log_of("go1.26/steady-gogc50.stderr"));
  for (auto _ : state) benchmark::DoNotOptimize(seen_by("gctrace", text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.bytes.size()));
}
BENCHMARK(gctrace_observer);

}  // namespace
}  // namespace grade
