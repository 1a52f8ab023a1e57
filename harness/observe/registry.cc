#include <algorithm>

#include "harness/observe/bench_compare.h"
#include "harness/observe/bench_events.h"
#include "harness/observe/escape_notes.h"
#include "harness/observe/gctrace.h"
#include "harness/observe/gobench.h"
#include "harness/observe/number_table.h"
#include "harness/observe/observer.h"
#include "harness/observe/probe_events.h"
#include "harness/observe/tagged_numbers.h"
#include "harness/observe/text_lines.h"

namespace grade {

const std::vector<Observer>& observers() {
  static const std::vector<Observer> all = {
      {"gctrace",
       "cycles of GODEBUG=gctrace=1 on stderr: printed by the runtime, in about 39 writes a line; "
       "a program can print such lines too, in one",
       gctrace_type(),
       observe_gctrace,
       {},
       {},
       true},
      {"gc_probe",
       "cycle counts and GOGC every 20 ms, from our file in the main package on descriptor 3",
       gc_probe_type(),
       observe_gc_probe,
       {"gc-probe"},
       {},
       false,
       true},
      {"numbers", "numbers on stdout and stderr, a block a tick: the program's own words",
       numbers_type(), observe_numbers},
      {"tagged_numbers",
       "numbers on stdout and stderr traced to the metric that each was read from, by the tags of "
       "the instrumented runtime (GRADE_TAGS=distinct)",
       tagged_numbers_type(),
       observe_tagged_numbers,
       {"metric-tags"},
       {{"GRADE_TAGS", "distinct"}},
       false,
       true},
      {"agreeing_numbers",
       "the same with one tag for each field, whether from MemStats or metrics "
       "(GRADE_TAGS=agree), and how far the two are apart",
       agreeing_numbers_type(),
       observe_agreeing_numbers,
       {"metric-tags"},
       {{"GRADE_TAGS", "agree"}},
       false,
       true},
      {"escape",
       "escape notes of our own go build -gcflags=-m, and the functions of the submission with "
       "the notes in their lines",
       escape_type(), observe_escape},
      {"text", "the text itself: the program's own words", text_type(), observe_text},
      {"gobench",
       "benchmark results on stdout, as go test prints them; a program can print them too",
       gobench_type(), observe_gobench},
      {"bench_events",
       "benchmark results as package testing measured them, on descriptor 3 from the instrumented "
       "standard library",
       bench_events_type(),
       observe_bench_events,
       {"bench-events"},
       {},
       false,
       true},
  };
  return all;
}

const Observer* find_observer(std::string_view name) {
  const auto found = std::ranges::find(observers(), name, &Observer::name);
  return found == observers().end() ? nullptr : &*found;
}

const std::vector<EvidenceObserver>& evidence_observers() {
  static const std::vector<EvidenceObserver> all = {
      {"bench_evidence",
       "captured benchmark results of all files together, and each row of benchstat output "
       "computed "
       "again from them",
       bench_evidence_type(), bench_evidence},
  };
  return all;
}

const EvidenceObserver* find_evidence_observer(std::string_view name) {
  const auto found = std::ranges::find(evidence_observers(), name, &EvidenceObserver::name);
  return found == evidence_observers().end() ? nullptr : &*found;
}

}  // namespace grade
