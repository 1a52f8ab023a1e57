// How: a text is cut at the lines that name a GOGC, and each part is read on by the same reader, so
// that a process may go on from one part to the next. A name is wrong if no run that it speaks of
// fits it: `go run` adds runs of the go command, which sets percentages of its own. A heading
// stands above its run, but a program may also print its GOGC behind it, so the better of both is
// taken.
#include "harness/observe/gctrace_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "harness/observe/gctrace.h"
#include "harness/observe/gogc_estimate.h"
#include "harness/observe/gogc_labels.h"

namespace grade {
namespace {

constexpr std::size_t kMaxRuns = 100;

struct RunSoFar {
  GcRun run;
  std::vector<std::int64_t> live_mb;
  GogcEstimate likely;
  GogcEstimate sure;
};

GcRun finished(RunSoFar so_far) {
  GcRun run = so_far.run;
  std::ranges::sort(so_far.live_mb);
  if (!so_far.live_mb.empty()) run.live_mb = so_far.live_mb[so_far.live_mb.size() / 2];
  const GogcEstimate::Result likely = so_far.likely.result();
  const GogcEstimate::Result sure = so_far.sure.result();
  run.goals = so_far.likely.goals();
  run.gogc = likely.gogc;
  run.gogc_low = likely.range.low;
  run.gogc_high = likely.range.high;
  run.sure_gogc = sure.gogc;
  run.sure_low = sure.range.low;
  run.sure_high = sure.range.high;
  return run;
}

void add(const GcCycle& cycle, RunSoFar& so_far) {
  GcRun& run = so_far.run;
  so_far.live_mb.push_back(cycle.live_mb);
  if (run.cycles == 0) run.line = cycle.line;
  ++run.cycles;
  run.last = cycle.number;
}

// The runs of the parts of one text.
class RunReader {
 public:
  std::vector<GcRun> read(std::string_view part) {
    const GctraceSeen piece = reader_.read(part);
    std::map<std::size_t, RunSoFar> runs;
    for (const GcCycle& cycle : piece.cycles) add(cycle, runs[cycle.process]);
    std::set<std::size_t> is_first;
    for (const GcGoal& goal : piece.goals) {
      // A goal that was set before the label speaks for another GOGC.
      const bool is_set_before =
          is_first.insert(goal.process).second && known_.contains(goal.process);
      if (is_set_before) continue;
      runs[goal.process].likely.add({goal.gogc_low, goal.gogc_high});
      runs[goal.process].sure.add({goal.sure_low, goal.gogc_high});
    }
    std::vector<GcRun> all;
    for (auto& [process, run] : runs) {
      known_.insert(process);
      if (all.size() < kMaxRuns) all.push_back(finished(std::move(run)));
    }
    torn_ += static_cast<std::int64_t>(piece.bad.size());
    return all;
  }
  GctraceSeen totals() const { return reader_.totals(); }
  std::int64_t torn() const { return torn_; }

 private:
  GctraceReader reader_;
  std::set<std::size_t> known_;
  std::int64_t torn_ = 0;
};

enum class Fit { fits, may_not, does_not };

// Whether one of the runs has this GOGC; those that show none say nothing.
Fit fit_of(std::int64_t gogc, std::span<const GcRun> runs) {
  constexpr std::int64_t kFewestGoals = 3;
  const auto lies_in = [&](std::int64_t low, std::int64_t high) {
    return low <= gogc && gogc <= high;
  };
  Fit fit = Fit::fits;
  bool may_fit = false;
  for (const GcRun& run : runs) {
    if (run.goals < kFewestGoals) continue;
    if (run.gogc >= 0 && lies_in(run.gogc_low, run.gogc_high)) return Fit::fits;
    if (run.gogc >= 0) fit = Fit::does_not;
    may_fit |= run.sure_gogc >= 0 && lies_in(run.sure_low, run.sure_high);
  }
  return fit == Fit::does_not && may_fit ? Fit::may_not : fit;
}

// What is said of runs that do not fit it.
struct Misfit {
  Fit fit = Fit::fits;
  std::string text;
};

std::string shown_by(std::span<const GcRun> runs) {
  const auto most = std::ranges::max_element(
      runs, {}, [](const GcRun& run) { return run.gogc >= 0 ? run.goals : -1; });
  return fmt::format("the goals from line {} on show GOGC={} to {}", most->line, most->gogc_low,
                     most->gogc_high);
}

Misfit misfit_of(std::string_view where, const std::optional<GogcLabel>& label,
                 std::span<const GcRun> runs) {
  if (!label || runs.empty()) return {};
  Fit fit = fit_of(label->gogc, runs);
  if (fit == Fit::fits) return {};
  if (!label->is_sure) fit = Fit::may_not;
  return {fit, fmt::format("{} says GOGC={}, {}", where, label->gogc, shown_by(runs))};
}

const Misfit& worse(const Misfit& a, const Misfit& b) { return a.fit < b.fit ? b : a; }
const Misfit& better(const Misfit& a, const Misfit& b) { return a.fit < b.fit ? a : b; }

// Labels stand above the runs (shift 0) or behind them (1).
Misfit worst_misfit(const std::string& file, std::span<const LabelledPart> parts,
                    std::span<const std::vector<GcRun>> runs, std::size_t shift) {
  Misfit worst;
  for (std::size_t i = 0; i + shift < parts.size(); ++i)
    worst = worse(worst, misfit_of("the text of " + file, parts[i + shift].label, runs[i]));
  return worst;
}

void append(std::span<const GcRun> from, const std::optional<GogcLabel>& label,
            std::vector<GcRun>& to) {
  for (GcRun run : from) {
    if (to.size() == kMaxRuns) return;
    if (label) run.named = label->gogc;
    to.push_back(run);
  }
}

GcTraceFile read_file_of_evidence(const EvidenceFile& from) {
  GcTraceFile file{.file = from.name};
  const std::vector<LabelledPart> parts = labelled_parts(from.text);
  RunReader reader;
  std::vector<std::vector<GcRun>> runs;
  for (const LabelledPart& part : parts) runs.push_back(reader.read(part.text));
  const std::optional<GogcLabel> name = label_of_file(file.file);
  for (std::size_t i = 0; i < parts.size(); ++i)
    append(runs[i], parts[i].label.or_else([&] { return name; }), file.runs);
  const GctraceSeen totals = reader.totals();
  file.cycles = totals.total;
  file.contradictions = totals.contradictions;
  file.torn = reader.torn();
  Misfit by_text = worst_misfit(file.file, parts, runs, 0);
  const bool may_be_behind = !runs.front().empty();
  if (may_be_behind) by_text = better(by_text, worst_misfit(file.file, parts, runs, 1));
  const Misfit by_name = misfit_of("the name of " + file.file, name, file.runs);
  const Misfit& misfit = worse(by_name, by_text);
  if (misfit.fit == Fit::does_not) file.mislabelled = misfit.text;
  if (misfit.fit == Fit::may_not) file.doubtful = misfit.text;
  return file;
}

}  // namespace

const Declared& declare(const GcRun*) {
  static const Declared declared = {
      field<&GcRun::line>("line", "of its first cycle"),
      field<&GcRun::cycles>("cycles", "how many"),
      field<&GcRun::goals>("goals", "of them, from which GOGC can be told"),
      field<&GcRun::last>("last", "number of its last cycle"),
      field<&GcRun::live_mb>("live_mb", "what its cycles marked, MiB: the median"),
      field<&GcRun::named>(
          "named", "the GOGC that a heading above or the name of the file gives; -1 without"),
      field<&GcRun::gogc>("gogc", "as estimated from the goals; -1 where they show none"),
      field<&GcRun::gogc_low>("gogc_low", "the least GOGC that fits nine in ten of the goals"),
      field<&GcRun::gogc_high>("gogc_high", "the greatest"),
  };
  return declared;
}

const Declared& declare(const GcTraceFile*) {
  static const Declared declared = {
      field<&GcTraceFile::file>("file", "relative to the task folder"),
      field<&GcTraceFile::cycles>("cycles", "whole lines"),
      field<&GcTraceFile::torn>("torn", "lines that are cut, or into which other text came"),
      field<&GcTraceFile::runs>("runs",
                                "cycles of one process with numbers that rise by one, below one "
                                "heading; the first 100"),
      field<&GcTraceFile::contradictions>("contradictions",
                                          "why one runtime cannot have printed all the lines"),
      field<&GcTraceFile::mislabelled>(
          "mislabelled",
          "which GOGC its name, a command line or a heading gives to a run that shows another"),
      field<&GcTraceFile::doubtful>("doubtful", "the same where something else may be meant"),
  };
  return declared;
}

const Declared& declare(const GctraceEvidence*) {
  static const Declared declared = {
      field<&GctraceEvidence::files>("files", "those with a cycle"),
  };
  return declared;
}

GctraceEvidence observe_gctrace_evidence(const Captured& captured) {
  GctraceEvidence seen;
  for (const EvidenceFile& from : captured.files)
    if (GcTraceFile file = read_file_of_evidence(from); file.cycles > 0)
      seen.files.push_back(std::move(file));
  return seen;
}

}  // namespace grade
