// Captured GC traces of all files of an evidence entry: their runs, which GOGC each run shows, and
// whether it is the one that its file, command line or heading names.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/observe/observer.h"

namespace grade {

// Cycles of one process whose numbers rise by one; below one label.
struct GcRun {
  int line = 0;  // of its first cycle
  std::int64_t cycles = 0;
  std::int64_t goals = 0;    // from which GOGC can be told
  std::int64_t last = 0;     // number of its last cycle
  std::int64_t live_mb = 0;  // the median of what its cycles marked
  std::int64_t named = -1;   // the GOGC that a heading above or the name of the file gives it
  std::int64_t gogc = -1;    // as in GcProcess
  std::int64_t gogc_low = 0;
  std::int64_t gogc_high = 0;
  std::int64_t sure_gogc = -1;  // the same, where a large allocation may have moved goals up
  std::int64_t sure_low = 0;
  std::int64_t sure_high = 0;
};

struct GcTraceFile {
  std::string file;
  std::int64_t cycles = 0;
  std::int64_t torn = 0;    // lines that are cut, or into which other text came
  std::vector<GcRun> runs;  // the first 100
  std::vector<std::string> contradictions;
  std::string mislabelled;  // which other GOGC a run is said to have, and what it shows; or ""
  std::string doubtful;     // the same, where something else may be meant
};

struct GctraceEvidence {
  std::vector<GcTraceFile> files;  // those with a cycle
};
const Declared& declare(const GcRun*);
const Declared& declare(const GcTraceFile*);
const Declared& declare(const GctraceEvidence*);

GctraceEvidence observe_gctrace_evidence(const Captured& captured);

}  // namespace grade
