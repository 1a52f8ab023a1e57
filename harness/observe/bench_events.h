// Lines of JSON about benchmarks: the events of `go test -json`, and the results that our
// instrumented testing package reports by itself on descriptor 3, where text of the benchmark
// cannot mix with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/observe/observer.h"

namespace grade {

// One line of test2json. Missing strings are "".
struct TestEvent {
  std::string action;  // "output", "pass", "fail", …
  std::string package;
  std::string output;
};
// None for anything but an object with a string "Action".
std::optional<TestEvent> parse_test_event(std::string_view line);

// {"bench":"BenchmarkBuild-2","n":100,"ns":12345,"mallocs":300,"bytes":1200}
struct BenchEvent {
  std::string name;  // without -N
  std::int64_t n = 0;
  std::int64_t ns = 0;
  std::int64_t mallocs = 0;
  std::int64_t bytes = 0;
};
struct BenchEvents {
  std::vector<BenchEvent> results;  // the first 20 000
  int bad = 0;  // lines with "bench" that are no such event, and events beyond the first 20 000
};
// Lines without "bench" belong to other instruments and are skipped.
BenchEvents parse_bench_events(std::string_view text);

const Declared& declare(const BenchEvent*);
const Declared& declare(const BenchEvents*);

BenchEvents observe_bench_events(const Captured& captured);

}  // namespace grade
