// What our probe, a file in the student's main package, reports about the garbage collector on
// descriptor 3: one JSON object a line. The program could write there too, so a line is only one
// more witness.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
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

struct ProbeEvents {
  std::vector<GcSample> samples;
  int bad = 0;  // lines that are no JSON object, samples that lack a field or count below 0
};

// Lines of other instruments are skipped. Reads the first 100 000 samples.
ProbeEvents parse_probe_events(std::string_view text);

struct GcProbe {
  std::vector<GcSample> samples;
  std::vector<GcSample> last;  // of each process
  int bad = 0;
};
const Declared& declare(const GcSample*);
const Declared& declare(const GcProbe*);

GcProbe observe_gc_probe(const Captured& captured);

}  // namespace grade
