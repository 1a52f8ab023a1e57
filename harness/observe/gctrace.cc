// How: one pass over the text, a line at a time and without copies, so that a log larger than
// memory can be read in pieces. A line is ours if it begins with "gc N @" and a digit; from there
// Fields reads on as long as it fits and keeps what was missing first, which becomes the reason of
// a bad line. Only lines with control sequences or Markdown around them are read a second time,
// without.
// Several processes may write into one stream. A cycle belongs to the process whose last number is
// the one before, of several to the one whose clock is nearest below; else it begins a new one.
// A goal gives a range of GOGC (gogc_estimate.h); the value that fits nine in ten of the ranges of
// a process is its estimate, a round one preferred.
// Whether the lines can be the runtime's own is judged by times, and by CPU times, which must be
// the stop times times one number of processors; `from_runtime` counts the writes of each line.
#include "harness/observe/gctrace.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "harness/observe/ansi.h"
#include "harness/observe/gogc_estimate.h"
#include "harness/observe/stream_time.h"

namespace grade {
namespace {

constexpr std::size_t kMaxListed = 20'000;
constexpr std::size_t kMaxBadListed = 1000;

// "@1.234s": always three decimals.
std::optional<std::chrono::nanoseconds> read_at(Cursor& in) {
  const auto seconds = in.digits(9);
  if (!seconds || !in.eat(".")) return std::nullopt;
  const std::size_t before = in.offset();
  const auto milliseconds = in.digits(3);
  if (!milliseconds || in.offset() - before != 3) return std::nullopt;
  return std::chrono::seconds(*seconds) + std::chrono::milliseconds(*milliseconds);
}

// "gc N @" and a digit: what makes a line ours.
std::optional<std::int64_t> read_head(Cursor& in) {
  if (!in.eat("gc ")) return std::nullopt;
  const auto number = in.digits(9);
  if (!number || !in.eat(" @") || !is_digit(in.peek())) return std::nullopt;
  return number;
}

// Reads on while it fits; the first thing that was missing is kept.
class Fields {
 public:
  explicit Fields(Cursor& in) : in_(in) {}
  template <std::size_t size>  // known, so that the comparison needs no call
  Fields& literal(const char (&text)[size]) {
    if (ok() && !in_.eat({text, size - 1})) missing_ = std::string("'") + text + "'";
    return *this;
  }
  Fields& whole(std::int64_t& into) { return read(in_.digits(12), into); }
  Fields& decimal(Decimal& into) { return read(in_.decimal(), into); }
  Fields& at(std::chrono::nanoseconds& into) { return read(read_at(in_), into); }
  bool optional(std::string_view text) { return ok() && in_.eat(text); }
  bool ok() const { return missing_.empty(); }
  std::string missing() && { return std::move(missing_); }

 private:
  template <class T>
  Fields& read(std::optional<T> value, T& into) {
    if (!ok()) return *this;
    if (value)
      into = *value;
    else
      missing_ = "a number";
    return *this;
  }
  Cursor& in_;
  std::string missing_;
};

// The rest of a cycle after its head; what was missing, or "".
std::string read_body(Cursor& in, GcCycle& c) {
  Fields f(in);
  f.at(c.at).literal("s ").whole(c.percent).literal("%");
  c.checks_leaks = f.optional(" (checking for goroutine leaks)");
  f.literal(": ").decimal(c.clock_ms[0]).literal("+").decimal(c.clock_ms[1]);
  f.literal("+").decimal(c.clock_ms[2]).literal(" ms clock, ");
  f.decimal(c.cpu_ms[0]).literal("+").decimal(c.cpu_ms[1]).literal("/").decimal(c.cpu_ms[2]);
  f.literal("/").decimal(c.cpu_ms[3]).literal("+").decimal(c.cpu_ms[4]).literal(" ms cpu, ");
  f.whole(c.start_mb).literal("->").whole(c.end_mb).literal("->").whole(c.live_mb);
  f.literal(" MB, ").whole(c.goal_mb).literal(" MB goal, ").whole(c.stacks_mb);
  f.literal(" MB stacks, ").whole(c.globals_mb).literal(" MB globals, ");
  f.whole(c.procs).literal(" P");
  c.is_forced = f.optional(" (forced)");
  return std::move(f).missing();
}

// Text may follow: a program's own that came before the line feed, or what a person adds. But the
// runtime itself goes on with a parenthesis, so that another one is not of its line.
bool is_line_end(std::string_view rest) { return !rest.starts_with(" ("); }

struct LineResult {
  std::optional<GcCycle> cycle;  // begin is an offset into the line
  std::optional<BadGcLine> bad;
};

BadGcLine bad_line(const Cursor& in, std::int64_t number, std::string_view missing) {
  std::string why = missing.empty() ? "text after its end" : "expected " + std::string(missing);
  if (!missing.empty() && in.at_end()) why = "cut off, " + why;
  return {0, in.col(), number, std::move(why)};
}

LineResult read_line(std::string_view line) {
  LineResult result;
  for (std::size_t from = line.find("gc "); from != std::string_view::npos;
       from = line.find("gc ", from + 1)) {
    Cursor in(line);
    in.take(from);
    const auto head = read_head(in);
    if (!head) continue;
    GcCycle cycle{.begin = from, .number = *head};
    const std::string missing = read_body(in, cycle);
    if (missing.empty() && is_line_end(in.rest())) {
      cycle.text = line.substr(from, in.offset() - from);
      result.cycle = std::move(cycle);
      return result;
    }
    if (!result.bad) result.bad = bad_line(in, *head, missing);
  }
  return result;
}

// A line with colours inside is read again without them; its cycle then begins with the line.
LineResult read_coloured_line(std::string_view line) {
  LineResult raw = read_line(line);
  if (raw.cycle || line.find('\x1b') == std::string_view::npos) return raw;
  LineResult plain = read_line(without_escapes(line));
  if (plain.cycle) plain.cycle->begin = 0;
  if (plain.bad) plain.bad->col = raw.bad ? raw.bad->col : 1;
  return plain;
}

}  // namespace

GcTrace parse_gctrace(std::string_view text) {
  constexpr std::size_t kShortest = 100;  // a cycle's line
  GcTrace trace;
  trace.cycles.reserve(std::min<std::size_t>(text.size() / kShortest, 1000));
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t feed = std::min(text.find('\n', begin), text.size());
    const std::size_t end = std::min(feed + 1, text.size());
    ++trace.lines;
    LineResult found = read_coloured_line(text.substr(begin, feed - begin));
    if (found.cycle) {
      found.cycle->line = trace.lines;
      found.cycle->begin += begin;
      found.cycle->end = end;
      trace.cycles.push_back(*std::move(found.cycle));
    }
    if (found.bad) {
      found.bad->line = trace.lines;
      trace.bad.push_back(*std::move(found.bad));
    }
    begin = end;
  }
  return trace;
}

std::size_t find_gctrace(std::string_view line) {
  for (std::size_t from = line.find("gc "); from != std::string_view::npos;
       from = line.find("gc ", from + 1)) {
    Cursor in(line.substr(from));
    if (read_head(in)) return from;
  }
  return std::string_view::npos;
}

namespace {

// One process: cycles with rising numbers.
struct Run {
  std::int64_t last = 0;
  std::chrono::nanoseconds at{};
  std::optional<GcLeft> left;  // when the last one was whole
};

// Gives each cycle to the process that it goes on with: its last number is the one before, its
// clock not later. Numbers of bad lines that come before close the gap that they leave; after any
// other gap nobody can tell, and a new process begins. Of many processes with the same last number
// the latest 64 are tried.
class ProcessFinder {
 public:
  // The process of the cycle; `left_before` then tells of the cycle just before it.
  std::size_t add(const GcCycle& cycle) {
    const std::size_t run = find(cycle).value_or(runs_.size());
    if (run == runs_.size()) start(cycle);
    Run& r = runs_[run];
    left_before_ = r.last + 1 == cycle.number ? r.left : std::nullopt;
    r = Run{cycle.number, cycle.at, left_by(cycle)};
    wait(run, cycle.number);
    return run;
  }
  void add_bad(std::int64_t number) { ++bad_[number]; }

  std::optional<GcLeft> left_before() const { return left_before_; }
  // How often the next number came with an earlier time.
  std::int64_t steps_back() const { return steps_back_; }

 private:
  std::optional<std::size_t> find(const GcCycle& cycle) {
    bool is_later = false;
    std::int64_t before = cycle.number - 1;
    while (true) {
      if (const auto run = take_waiting(before, cycle.at, is_later)) return run;
      const auto bad = bad_.find(before);
      if (bad == bad_.end()) break;
      if (--bad->second == 0) bad_.erase(bad);
      --before;
    }
    if (is_later) ++steps_back_;
    first_before_ = before;
    return std::nullopt;
  }

  void start(const GcCycle& cycle) {
    std::optional<GcLeft> left;
    if (first_before_ == 0) left = left_before_first(cycle);
    runs_.push_back(Run{first_before_, {}, left});
  }

  // The run that waits after `number`, of several the one whose clock is nearest below `at`.
  std::optional<std::size_t> take_waiting(std::int64_t number, std::chrono::nanoseconds at,
                                          bool& is_later) {
    const auto found = waiting_.find(number);
    if (found == waiting_.end()) return std::nullopt;
    std::vector<std::size_t>& runs = found->second;
    const std::size_t oldest = runs.size() - std::min<std::size_t>(runs.size(), 64);
    std::optional<std::size_t> best;
    for (std::size_t i = runs.size(); i-- > oldest;) {
      const std::chrono::nanoseconds last = runs_[runs[i]].at;
      is_later |= last > at;
      if (last <= at && (!best || last > runs_[runs[*best]].at)) best = i;
    }
    if (!best) return std::nullopt;
    const std::size_t run = runs[*best];
    runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(*best));
    if (runs.empty()) spare_ = waiting_.extract(found);
    return run;
  }

  // Nearly every cycle goes on with the last one's process, so its node is used again.
  void wait(std::size_t run, std::int64_t number) {
    if (spare_.empty()) {
      waiting_[number].push_back(run);
      return;
    }
    spare_.key() = number;
    auto inserted = waiting_.insert(std::move(spare_));
    spare_ = std::move(inserted.node);
    inserted.position->second.push_back(run);
  }

  std::vector<Run> runs_;
  using Waiting = std::map<std::int64_t, std::vector<std::size_t>>;
  Waiting waiting_;  // runs by their last number
  Waiting::node_type spare_;
  std::map<std::int64_t, int> bad_;  // numbers of broken lines, not yet used
  std::optional<GcLeft> left_before_;
  std::int64_t first_before_ = 0;
  std::int64_t steps_back_ = 0;
};

GcGoal goal_of(const GcCycle& cycle, const GcLeft& left) {
  const GogcRange likely = gogc_of_goal(cycle, left, GoalReading::likely);
  const GogcRange sure = gogc_of_goal(cycle, left, GoalReading::sure);
  return {.number = cycle.number,
          .process = cycle.process,
          .live_mb = left.live_low,
          .goal_mb = cycle.goal_mb,
          .gogc_low = likely.low,
          .gogc_high = likely.high,
          .sure_low = sure.low};
}

// Printed numbers are cut, not rounded: the value lies in [printed, printed + one last place).
bool is_product(Decimal product, Decimal factor, double times) {
  const double factor_step = std::pow(10, -factor.decimals);
  const double product_step = std::pow(10, -product.decimals);
  // "0" stands for less than a microsecond.
  const double a = factor.value == 0 ? 0.001 : factor_step;
  const double b = product.value == 0 ? 0.001 : product_step;
  constexpr double kSlack = 1e-9;
  const double low = factor.value * times;
  const double high = (factor.value + a) * times;
  return low < product.value + b + kSlack && high > product.value - kSlack;
}

// What of a cycle shows for how many CPUs its stop times count.
struct StopTimes {
  Decimal clock[2];
  Decimal cpu[2];
  std::int64_t procs = 0;
};

double share_with_cpu(std::span<const StopTimes> stops, std::int64_t at_most) {
  std::size_t good = 0;
  for (const StopTimes& stop : stops) {
    const auto times = static_cast<double>(std::min(stop.procs, at_most));
    if (is_product(stop.cpu[0], stop.clock[0], times) &&
        is_product(stop.cpu[1], stop.clock[1], times))
      ++good;
  }
  return stops.empty() ? 0 : static_cast<double>(good) / static_cast<double>(stops.size());
}

// The stop times count for min(GOMAXPROCS, CPUs) processors, and the number of CPUs is not
// printed; so any one number up to P may explain the whole trace.
bool cpu_fits_clock(std::span<const StopTimes> stops) {
  constexpr std::int64_t kMaxCpus = 512;
  std::int64_t most = 0;
  for (const StopTimes& stop : stops) most = std::max(most, stop.procs);
  if (share_with_cpu(stops, most) >= 0.9) return true;
  for (std::int64_t cpus = 1; cpus < std::min(most, kMaxCpus); ++cpus) {
    if (share_with_cpu(stops, cpus) >= 0.9) return true;
  }
  return false;
}

constexpr std::size_t kMaxProcesses = 1000;
constexpr std::size_t kMaxStops = 2000;
// The beginning of one run and the end of another can meet by chance, but not often.
constexpr std::int64_t kManyStepsBack = 2;

}  // namespace

struct GctraceReader::State {
  void add(GcCycle& cycle, GctraceSeen& piece) {
    cycle.process = finder.add(cycle);
    ++total;
    if (stops.size() < kMaxStops)
      stops.push_back({{cycle.clock_ms[0], cycle.clock_ms[2]},
                       {cycle.cpu_ms[0], cycle.cpu_ms[4]},
                       cycle.procs});
    if (cycle.process == cycles_of.size() && cycles_of.size() < kMaxProcesses) {
      cycles_of.push_back(0);
      estimates.emplace_back();
    }
    const bool is_listed = cycle.process < cycles_of.size();
    if (is_listed) ++cycles_of[cycle.process];
    const auto left = finder.left_before();
    if (!left) return;
    piece.goals.push_back(goal_of(cycle, *left));
    const GcGoal& goal = piece.goals.back();
    if (is_listed) estimates[cycle.process].add({goal.gogc_low, goal.gogc_high});
  }

  ProcessFinder finder;
  std::vector<StopTimes> stops;
  std::vector<std::int64_t> cycles_of;  // by process
  std::vector<GogcEstimate> estimates;
  std::int64_t total = 0;
  int lines = 0;
  std::size_t bytes = 0;
};

GctraceReader::GctraceReader() : state_(std::make_unique<State>()) {}
GctraceReader::~GctraceReader() = default;

GctraceSeen GctraceReader::read(std::string_view lines) {
  GcTrace trace = parse_gctrace(lines);
  GctraceSeen piece{.cycles = std::move(trace.cycles), .bad = std::move(trace.bad)};
  auto next_bad = piece.bad.begin();
  for (GcCycle& cycle : piece.cycles) {
    for (; next_bad != piece.bad.end() && next_bad->line <= cycle.line; ++next_bad)
      state_->finder.add_bad(next_bad->number);
    state_->add(cycle, piece);
    cycle.line += state_->lines;
    cycle.begin += state_->bytes;
    cycle.end += state_->bytes;
  }
  for (; next_bad != piece.bad.end(); ++next_bad) state_->finder.add_bad(next_bad->number);
  for (BadGcLine& bad : piece.bad) bad.line += state_->lines;
  state_->lines += trace.lines;
  state_->bytes += lines.size();
  return piece;
}

GctraceSeen GctraceReader::totals() const {
  GctraceSeen totals{.total = state_->total};
  for (std::size_t i = 0; i < state_->cycles_of.size(); ++i) {
    GcProcess& process = totals.processes.emplace_back();
    const GogcEstimate::Result estimate = state_->estimates[i].result();
    process.cycles = state_->cycles_of[i];
    process.goals = state_->estimates[i].goals();
    process.gogc = estimate.gogc;
    process.gogc_low = estimate.range.low;
    process.gogc_high = estimate.range.high;
  }
  if (state_->total == 0) return totals;  // no lines contradict nothing
  if (state_->finder.steps_back() >= kManyStepsBack)
    totals.contradictions.push_back("the times of a process go back");
  if (!cpu_fits_clock(state_->stops))
    totals.contradictions.push_back("CPU times are not the stop times × P");
  return totals;
}

namespace {

template <std::size_t N>
std::array<double, N> milliseconds(const std::array<Decimal, N>& times) {
  std::array<double, N> values{};
  std::ranges::transform(times, values.begin(), &Decimal::value);
  return values;
}

template <class T>
void append(std::vector<T>& to, std::vector<T>& from, std::size_t most) {
  const std::size_t n = std::min(from.size(), most - std::min(most, to.size()));
  std::move(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(n), std::back_inserter(to));
}

// The runtime writes a line in 38 to 40 pieces, some of which can go together.
constexpr int kFewestWrites = 20;

}  // namespace

const Declared& declare(const GcCycle*) {
  static const Declared declared = {
      field<&GcCycle::line>("line", "its line in the text"),
      field<&GcCycle::text>("text", "the line as printed, from `gc` to `P` or `(forced)`"),
      field<&GcCycle::process>("process", "which process printed it, from 0"),
      field<&GcCycle::number>("n", "its number as printed"),
      field<&GcCycle::at>("at", "since the process started"),
      field<&GcCycle::percent>("percent", "of CPU spent in GC since the start"),
      field<[](const GcCycle& c) { return milliseconds(c.clock_ms); }>(
          "clock_ms", "stop to sweep, concurrent mark, stop to end the mark"),
      field<[](const GcCycle& c) { return milliseconds(c.cpu_ms); }>(
          "cpu_ms", "P × the first, assist, dedicated, idle, P × the last"),
      field<&GcCycle::start_mb>("start_mb", "heap when it started, MiB rounded down"),
      field<&GcCycle::end_mb>("end_mb", "heap when it ended"),
      field<&GcCycle::live_mb>("live_mb", "heap that it marked"),
      field<&GcCycle::goal_mb>("goal_mb", "heap goal of this cycle, set when the last one ended"),
      field<&GcCycle::stacks_mb>("stacks_mb", "stacks that it scans"),
      field<&GcCycle::globals_mb>("globals_mb", "globals that it scans"),
      field<&GcCycle::procs>("procs", "P"),
      field<&GcCycle::is_forced>("forced", "by `runtime.GC`"),
  };
  return declared;
}

const Declared& declare(const GcGoal*) {
  static const Declared declared = {
      field<&GcGoal::number>("n", "number of the cycle that has the goal"),
      field<&GcGoal::process>("process", "which process, from 0"),
      field<&GcGoal::live_mb>("live_mb", "heap that the cycle before it marked, MiB"),
      field<&GcGoal::goal_mb>("goal_mb", "the goal, MiB"),
      field<&GcGoal::gogc_low>("gogc_low", "the least GOGC that gives this goal"),
      field<&GcGoal::gogc_high>("gogc_high", "the greatest"),
      field<&GcGoal::sure_low>("sure_low",
                               "the least, if a large allocation at the beginning of the cycle may "
                               "have moved the goal up"),
  };
  return declared;
}

const Declared& declare(const BadGcLine*) {
  static const Declared declared = {
      field<&BadGcLine::line>("line", "its line in the text"),
      field<&BadGcLine::why>("why", "where it stops being one"),
  };
  return declared;
}

const Declared& declare(const GcProcess*) {
  static const Declared declared = {
      field<&GcProcess::cycles>("cycles", "how many"),
      field<&GcProcess::goals>("goals", "how many"),
      field<&GcProcess::gogc>("gogc", "GOGC as estimated from the goals; -1 where they show none"),
      field<&GcProcess::gogc_low>("gogc_low", "the least GOGC that fits nine in ten of the goals"),
      field<&GcProcess::gogc_high>("gogc_high", "the greatest"),
  };
  return declared;
}

const Declared& declare(const GctraceSeen*) {
  static const Declared declared = {
      field<&GctraceSeen::cycles>("cycles", "one for each line, the first 20 000"),
      field<&GctraceSeen::goals>("goals",
                                 "of each cycle that is the first or comes right after another"),
      field<&GctraceSeen::bad>("bad", "lines that begin like one but do not continue like one"),
      field<&GctraceSeen::processes>(
          "processes",
          "that printed cycles, the first 1000; lines that are missing part one in two"),
      field<&GctraceSeen::total>("total", "cycles, also those beyond the 20 000 listed"),
      field<&GctraceSeen::from_runtime>(
          "from_runtime",
          "of a launch: share of the cycles that came in as many writes as the "
          "runtime makes; 1 without cycles and for files"),
      field<&GctraceSeen::contradictions>("contradictions",
                                          "why one runtime cannot have printed all the lines"),
  };
  return declared;
}

GctraceSeen observe_gctrace(const Captured& captured) {
  const Stream& stream = *captured.texts.front();
  constexpr std::size_t kPiece = 1u << 20;
  GctraceReader reader;
  GctraceSeen listed;
  std::int64_t not_from_runtime = 0;
  for (std::string_view rest = stream.bytes; !rest.empty();) {
    const std::size_t feed = rest.find('\n', std::min(kPiece, rest.size()));
    const std::size_t size = std::min(feed, rest.size() - 1) + 1;
    GctraceSeen piece = reader.read(rest.substr(0, size));
    rest.remove_prefix(size);
    const auto is_foreign = [&](const GcCycle& c) {
      return pieces(stream, c.begin, c.end) < kFewestWrites;
    };
    if (!stream.chunks.empty()) not_from_runtime += std::ranges::count_if(piece.cycles, is_foreign);
    append(listed.cycles, piece.cycles, kMaxListed);
    append(listed.goals, piece.goals, kMaxListed);
    append(listed.bad, piece.bad, kMaxBadListed);
  }
  GctraceSeen seen = reader.totals();
  if (seen.total > 0)
    seen.from_runtime = 1 - static_cast<double>(not_from_runtime) / static_cast<double>(seen.total);
  seen.cycles = std::move(listed.cycles);
  seen.goals = std::move(listed.goals);
  seen.bad = std::move(listed.bad);
  return seen;
}

namespace {

class GctracePieces : public PieceObserver {
 public:
  Observation read(std::string_view lines) override { return observation_of(reader_.read(lines)); }
  Observation finish() override { return observation_of(reader_.totals()); }

 private:
  GctraceReader reader_;
};

}  // namespace

std::unique_ptr<PieceObserver> gctrace_in_pieces() { return std::make_unique<GctracePieces>(); }

}  // namespace grade
