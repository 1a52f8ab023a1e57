#include "harness/observe/gc.h"

#include <algorithm>
#include <map>

namespace grade {
namespace {

GcSample sample_of(const Event& event) {
  return {.pid = event.pid,
          .at = event.at,
          .num_gc = event.count("num_gc"),
          .num_forced = event.count("num_forced"),
          .gogc = event.count("gogc"),
          .goal = event.count("goal"),
          .live = event.count("live"),
          .gomaxprocs = event.count("gomaxprocs")};
}

}  // namespace

GcReport gc_report(const Events& events) {
  GcReport report;
  std::map<std::int64_t, GcSample> last;
  for (const Event& event : events.all) {
    if (event.kind != "gc") continue;
    report.samples.push_back(sample_of(event));
    last[event.pid] = report.samples.back();
  }
  if (report.samples.empty()) return report;
  const std::int64_t first = report.samples.front().gogc;
  const auto other =
      std::ranges::find_if(report.samples, [&](const GcSample& s) { return s.gogc != first; });
  report.gogc = other == report.samples.end() ? first : other->gogc;
  for (const auto& [pid, sample] : last) {
    report.cycles += sample.num_gc;
    report.forced += sample.num_forced;
  }
  return report;
}

const Declared& declare(const GcSample*) {
  static const Declared declared = {
      field<&GcSample::pid>("pid", "of the process"),
      field<&GcSample::at>("at", "since that process started"),
      field<&GcSample::num_gc>("num_gc", "cycles so far"),
      field<&GcSample::num_forced>("num_forced", "of them, by runtime.GC"),
      field<&GcSample::gogc>("gogc", "the GC percentage in force; -1 when off"),
      field<&GcSample::goal>("goal", "heap goal, bytes; -1 where there is none"),
      field<&GcSample::live>("live", "heap that the last cycle marked, bytes"),
      field<&GcSample::gomaxprocs>("gomaxprocs", "GOMAXPROCS"),
  };
  return declared;
}

const Declared& declare(const GcReport*) {
  static const Declared declared = {
      field<&GcReport::samples>("samples", "at each cycle and every 20 ms"),
      field<&GcReport::gogc>("gogc",
                             "in force in all samples, -1 when off; where it changed or processes "
                             "differ, the first other value"),
      field<&GcReport::cycles>("cycles", "of all processes"),
      field<&GcReport::forced>("forced", "of them, by runtime.GC"),
  };
  return declared;
}

GcReport observe_gc(const Captured& captured) { return gc_report(*captured.events); }

}  // namespace grade
