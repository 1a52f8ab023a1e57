#include <benchmark/benchmark.h>

#include "harness/observe/number_table.h"
#include "harness/observe/tagged_numbers.h"
#include "tests/observe/capture.h"
#include "tests/observe/event_stream.h"

namespace grade {
namespace {

std::string repeated(std::string_view line) {
  std::string text;
  while (text.size() < (1u << 20)) text += line;
  return text;
}

void number_table_lines(benchmark::State& state, const char* line) {
  const Stream stream = stream_of(repeated(line));
  for (auto _ : state) benchmark::DoNotOptimize(parse_numbers(stream));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(stream.bytes.size()));
}
BENCHMARK_CAPTURE(number_table_lines, labels,
                  "2026/11/24 06:22:50 HeapAlloc: 140797617897472 NumGC: 50000002\n");
BENCHMARK_CAPTURE(number_table_lines, json,
                  R"({"time":"2026-11-24T06:22:50Z","HeapAlloc":140797617897472})"
                  "\n");
BENCHMARK_CAPTURE(number_table_lines, prose,
                  "nothing in this line is a number, and most lines are like it\n");

void decode_tags(benchmark::State& state) {
  Capture c = capture_out(repeated("HeapAlloc 140797617897472 HeapInuse 1234567 NumGC 7\n"));
  c.events = told({{"read", R"("of":"MemStats","k":14)"}});
  for (auto _ : state) benchmark::DoNotOptimize(seen_by("tagged_numbers", c));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(c.out.bytes.size()));
}
BENCHMARK(decode_tags);

}  // namespace
}  // namespace grade
