// What the runtime says about its garbage collector: the instrument `gc`.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/observe/observer.h"

namespace grade {

struct GcSample {
  std::int64_t pid = 0;
  std::chrono::nanoseconds at{};  // since that process started
  std::int64_t num_gc = 0;
  std::int64_t num_forced = 0;
  std::int64_t gogc = 0;  // -1: off
  std::int64_t goal = 0;  // bytes; -1 where there is none
  std::int64_t live = 0;  // bytes
  std::int64_t gomaxprocs = 0;
  bool operator==(const GcSample&) const = default;
};

// The cycles whose goal was set under one GC percentage.
struct GcLevel {
  std::int64_t gogc = 0;  // -1: off
  std::int64_t cycles = 0;
  std::int64_t automatic = 0;  // of them, not by runtime.GC
  std::int64_t limited = 0;    // of them, with a goal below the one that the percentage gives
  bool operator==(const GcLevel&) const = default;
};

struct GcReport {
  std::vector<GcSample> samples;
  std::int64_t cycles = 0;      // of all processes
  std::int64_t forced = 0;      // of these
  std::vector<GcLevel> levels;  // the lowest first
  // What cycles marked, in whole MiB: the first quartile, and the most.
  std::int64_t live_low_mb = 0;
  std::int64_t live_high_mb = 0;
  // Cycles that GODEBUG=gctrace=1 shows on stderr, the first 20 000, and those of them that no
  // process reported, the first 2000.
  std::int64_t printed = 0;
  std::vector<std::string> invented;
};
// All but what is printed.
GcReport gc_report(const Events& events);

const Declared& declare(const GcSample*);
const Declared& declare(const GcLevel*);
const Declared& declare(const GcReport*);

GcReport observe_gc(const Captured& captured);

}  // namespace grade
