// From bytes to values: what each observer of text takes, with all its values looked at as JSON.
#include <benchmark/benchmark.h>

#include "harness/base/files.h"
#include "tests/observe/capture.h"

namespace grade {
namespace {

std::string repeated(std::string_view one) {
  std::string text;
  while (text.size() < (1u << 20)) text += one;
  return text;
}

std::string file_of(const char* name) {
  return read_file(std::string(GRADE_SOURCE_DIR "/tests/") + name, 1 << 20).value();
}

void observe_json(benchmark::State& state, const char* observer, const std::string& text) {
  const Stream stream = stream_of(text);
  const SourceFacts facts;
  std::string json;
  for (auto _ : state) {
    const Observation seen = find_observer(observer)->observe({.texts = {&stream}, .facts = facts});
    json.clear();
    seen.declared->append_json(seen.seen.get(), json);
    benchmark::DoNotOptimize(json.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void gctrace_json(benchmark::State& state) {
  observe_json(state, "gctrace", repeated(file_of("testdata/gctrace/go1.26/steady-gogc50.stderr")));
}
BENCHMARK(gctrace_json);

void gobench_json(benchmark::State& state) {
  observe_json(state, "gobench", repeated(file_of("testdata/bench/go1.26/bench/old.txt")));
}
BENCHMARK(gobench_json);

void numbers_json(benchmark::State& state) {
  observe_json(state, "numbers",
               repeated("2026/11/24 06:22:50 HeapAlloc: 140797617897472 NumGC: 50000002\n"));
}
BENCHMARK(numbers_json);

void hey_json(benchmark::State& state) {
  observe_json(state, "hey",
               "Summary:\n  Total:\t1.5 secs\n  Requests/sec:\t900.5\n\n"
               "Status code distribution:\n  [200]\t1500 responses\n");
}
BENCHMARK(hey_json);

}  // namespace
}  // namespace grade
