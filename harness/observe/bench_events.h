// Benchmarks as package testing itself sees them: the events of `go test -json`, and what the
// instruments `bench` and `builder` report, where text of the benchmark cannot mix with it.
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

struct BenchEvent {
  std::string name;  // without -N
  std::int64_t n = 0;
  std::int64_t ns = 0;
  std::int64_t mallocs = 0;
  std::int64_t bytes = 0;
};
struct BenchEvents {
  std::vector<BenchEvent> results;
};
const Declared& declare(const BenchEvent*);
const Declared& declare(const BenchEvents*);

BenchEvents observe_bench_events(const Captured& captured);

// What all builders, and + between strings, did in the n iterations of a benchmark;
// runtime/instruments/builder says what is counted.
struct BuilderEvent {
  std::string name;  // without -N
  std::int64_t n = 0;
  std::int64_t grow = 0;
  std::int64_t grow_bytes = 0;
  std::int64_t grow_first = 0;
  std::int64_t regrown = 0;
  std::int64_t writes = 0;
  std::int64_t written_bytes = 0;
  std::int64_t filled = 0;
  std::int64_t enlarged = 0;
  std::int64_t strings = 0;
  std::int64_t string_bytes = 0;
  std::int64_t resets = 0;
  std::int64_t concats = 0;
  std::int64_t concat_bytes = 0;
};
struct BuilderEvents {
  std::vector<BuilderEvent> results;
};
const Declared& declare(const BuilderEvent*);
const Declared& declare(const BuilderEvents*);

BuilderEvents observe_builder(const Captured& captured);

}  // namespace grade
