#include <benchmark/benchmark.h>

#include "harness/base/files.h"
#include "harness/observe/escape_notes.h"
#include "tests/observe/capture.h"

namespace grade {
namespace {

std::string notes() {
  const std::string one =
      read_file(GRADE_SOURCE_DIR "/tests/observe/corpus/escape_notes/go1.26-gcload", 1 << 20)
          .value();
  std::string text;
  while (text.size() < (1u << 20)) text += one;
  return text;
}

void escape_notes_lines(benchmark::State& state) {
  const std::string text = notes();
  for (auto _ : state) benchmark::DoNotOptimize(parse_escape_notes(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(escape_notes_lines);

void escape_notes_observer(benchmark::State& state) {
  Capture c = capture_err(notes());
  c.facts.packages.emplace_back().files = {"gcload/main.go"};
  for (int i = 0; i < 100; ++i) {
    SourceFunction& f = c.facts.functions.emplace_back();
    f.file = "gcload/main.go";
    f.first_line = i;
    f.last_line = i + 5;
  }
  for (auto _ : state) benchmark::DoNotOptimize(seen_by("escape", c.err, c.facts));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(c.err.bytes.size()));
}
BENCHMARK(escape_notes_observer);

}  // namespace
}  // namespace grade
