#include "harness/observe/gc.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

#include "harness/observe/gctrace.h"

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

bool ends_a_cycle(const Event& event) { return event.counts.contains("had_goal"); }

// The least goal that a percentage gives after a cycle, by commit in mgcpacer.go. In doubles, since
// any percentage can be set.
double goal_of(std::int64_t gogc, std::int64_t live, std::int64_t other) {
  constexpr double kMinimum = 4 << 20;
  const double share = static_cast<double>(gogc) / 100;
  const auto marked = static_cast<double>(live);
  return std::max(marked + (marked + static_cast<double>(other)) * share, kMinimum * share);
}

// One process, event by event.
class GcProcessSeen {
 public:
  void add(const Event& event, std::map<std::int64_t, GcLevel>& levels) {
    const GcSample now = sample_of(event);
    if (is_first_) gogc_before_ = now.gogc;
    is_first_ = false;
    if (ends_a_cycle(event)) add_cycle(event, now, levels);
    last_ = now;
  }
  const GcSample& last() const { return last_; }

 private:
  void add_cycle(const Event& event, const GcSample& now, std::map<std::int64_t, GcLevel>& levels) {
    GcLevel& level = levels[last_.gogc];
    level.gogc = last_.gogc;
    ++level.cycles;
    if (now.num_forced == last_.num_forced) ++level.automatic;
    // Where the percentage was just set, it may have come too late for this goal.
    const bool is_settled = last_.gogc >= 0 && last_.gogc == gogc_before_;
    constexpr double kRounding = 4096;
    const std::int64_t other = other_ >= 0 ? other_ : event.count("globals");
    const double least = goal_of(last_.gogc, live_, other) - kRounding;
    if (is_settled && static_cast<double>(event.count("had_goal")) < least) ++level.limited;
    gogc_before_ = now.gogc;
    live_ = now.live;
    other_ = event.count("stacks") + event.count("globals");
  }

  GcSample last_;
  bool is_first_ = true;
  std::int64_t gogc_before_ = 0;  // when the cycle before ended
  std::int64_t live_ = 0;         // that the last cycle marked
  std::int64_t other_ = -1;       // stacks and globals that it scanned; -1 before the first
};

// The fields of a printed cycle that tell it from others; whether it was forced may be torn off.
using Printed = std::array<std::int64_t, 8>;
Printed printed_of(const GcCycle& c) {
  return {c.number, c.start_mb, c.end_mb, c.live_mb, c.goal_mb, c.stacks_mb, c.globals_mb, c.procs};
}
Printed printed_of(const Event& event) {
  const auto mb = [&](std::string_view name) { return event.count(name) >> 20; };
  return {event.count("num_gc"), mb("begin"),  mb("end"),     mb("live"),
          mb("had_goal"),        mb("stacks"), mb("globals"), event.count("gomaxprocs")};
}

// Events beyond those that are read cannot vouch for their lines.
std::int64_t last_known_cycle(const Events& events) {
  constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();
  if (events.all.size() < kMaxEvents) return kAll;
  std::int64_t last = 0;
  for (const Event& event : events.all) last = std::max(last, event.count("num_gc"));
  return last;
}

void compare_with_printed(const Events& events, const std::vector<GcCycle>& cycles,
                          GcReport& report) {
  std::map<Printed, int> reported;
  for (const Event& event : events.all)
    if (event.kind == "gc" && ends_a_cycle(event)) ++reported[printed_of(event)];
  const std::int64_t last_known = last_known_cycle(events);
  constexpr std::size_t kMaxInvented = 2000;
  for (const GcCycle& cycle : cycles) {
    const auto found = reported.find(printed_of(cycle));
    const bool is_reported = found != reported.end() && found->second-- > 0;
    if (!is_reported && cycle.number <= last_known && report.invented.size() < kMaxInvented)
      report.invented.push_back(cycle.text);
  }
  report.printed = static_cast<std::int64_t>(cycles.size());
}

void set_live(std::vector<std::int64_t> live_mb, GcReport& report) {
  if (live_mb.empty()) return;
  std::ranges::sort(live_mb);
  report.live_low_mb = live_mb[live_mb.size() / 4];
  report.live_high_mb = live_mb.back();
}

}  // namespace

GcReport gc_report(const Events& events) {
  GcReport report;
  std::map<std::int64_t, GcProcessSeen> processes;
  std::map<std::int64_t, GcLevel> levels;
  std::vector<std::int64_t> live_mb;
  for (const Event& event : events.all) {
    if (event.kind != "gc") continue;
    report.samples.push_back(sample_of(event));
    processes[event.pid].add(event, levels);
    if (ends_a_cycle(event)) live_mb.push_back(event.count("live") >> 20);
  }
  for (const auto& [pid, process] : processes) {
    report.cycles += process.last().num_gc;
    report.forced += process.last().num_forced;
  }
  for (const auto& [gogc, level] : levels) report.levels.push_back(level);
  set_live(std::move(live_mb), report);
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

const Declared& declare(const GcLevel*) {
  static const Declared declared = {
      field<&GcLevel::gogc>("gogc", "a GC percentage; -1 when off"),
      field<&GcLevel::cycles>("cycles", "whose heap goal was set while it was in force"),
      field<&GcLevel::automatic>("automatic", "of them, not by runtime.GC"),
      field<&GcLevel::limited>(
          "limited", "of them, with a goal below the one that it gives: there is a memory limit"),
  };
  return declared;
}

const Declared& declare(const GcReport*) {
  static const Declared declared = {
      field<&GcReport::samples>("samples", "at each cycle and every 20 ms"),
      field<&GcReport::cycles>("cycles", "of all processes"),
      field<&GcReport::forced>("forced", "of them, by runtime.GC"),
      field<&GcReport::levels>("levels", "the GC percentages in force, the lowest first"),
      field<&GcReport::live_low_mb>("live_low_mb",
                                    "MiB that the cycles marked: a quarter of them less"),
      field<&GcReport::live_high_mb>("live_high_mb", "the most that one marked"),
      field<&GcReport::printed>("printed", "GC-trace lines on stderr, of the first 20 000"),
      field<&GcReport::invented>("invented",
                                 "of them, the first 2000 that are no cycle of a process"),
  };
  return declared;
}

GcReport observe_gc(const Captured& captured) {
  GcReport report = gc_report(*captured.events);
  compare_with_printed(*captured.events,
                       observe_gctrace({.texts = captured.texts, .facts = captured.facts}).cycles,
                       report);
  return report;
}

}  // namespace grade
