// What the runtime says about its garbage collector: the instrument `gc`.
#pragma once

#include <chrono>
#include <cstdint>
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

struct GcReport {
  std::vector<GcSample> samples;
  // In force in all samples; where it changed or differs between processes, the first other value.
  std::int64_t gogc = 0;
  std::int64_t cycles = 0;  // of all processes
  std::int64_t forced = 0;  // of these
};
GcReport gc_report(const Events& events);

const Declared& declare(const GcSample*);
const Declared& declare(const GcReport*);

GcReport observe_gc(const Captured& captured);

}  // namespace grade
