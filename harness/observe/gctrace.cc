#include "harness/observe/gctrace.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "harness/observe/ansi.h"
#include "harness/observe/stream_time.h"

namespace grade {
namespace {

constexpr std::size_t kMaxLines = 200'000;
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
  Fields& literal(const char* text) {
    if (ok() && !in_.eat(text)) missing_ = std::string("'") + text + "'";
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

// A line that a person quotes may end in a quotation mark, a Markdown backtick or a table's bar.
bool is_line_end(Cursor in) {
  while (!in.at_end()) {
    if (std::string_view("`'\"|*").find(in.peek()) != std::string_view::npos) return true;
    const std::size_t escape = escape_length(in.rest());
    if (escape == 0 && in.peek() != '\r' && in.peek() != ' ') return false;
    in.take(std::max<std::size_t>(escape, 1));
  }
  return true;
}

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
    if (missing.empty() && is_line_end(in)) {
      result.cycle = cycle;
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
  GcTrace trace;
  int line_number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t feed = std::min(text.find('\n', begin), text.size());
    const std::size_t end = std::min(feed + 1, text.size());
    ++line_number;
    LineResult found = read_coloured_line(text.substr(begin, feed - begin));
    if (found.cycle && trace.cycles.size() < kMaxLines) {
      found.cycle->line = line_number;
      found.cycle->begin += begin;
      found.cycle->end = end;
      trace.cycles.push_back(*found.cycle);
    }
    if (found.bad && trace.bad.size() < kMaxLines) {
      found.bad->line = line_number;
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
  std::optional<std::size_t> last_cycle;  // index, when it was whole
};

// Gives each cycle to the run that it goes on with. Numbers of bad lines that come before close
// the gap that they leave. Runs are found by their last number; of many, the latest 64 are tried.
class RunFinder {
 public:
  // Adds cycle number `index` and returns its run; `joins` tells the cycle just before it.
  std::size_t add(const GcCycle& cycle, std::size_t index) {
    const std::size_t run = find(cycle).value_or(runs_.size());
    if (run == runs_.size()) start();
    Run& r = runs_[run];
    joins_ = r.last + 1 == cycle.number ? r.last_cycle : std::nullopt;
    times_rise_ = times_rise_ && cycle.at >= r.at;
    r = Run{cycle.number, cycle.at, index};
    waiting_[cycle.number].push_back(run);
    return run;
  }
  void add_bad(std::int64_t number) { ++bad_[number]; }

  std::optional<std::size_t> joins() const { return joins_; }
  std::size_t size() const { return runs_.size(); }
  bool numbers_rise_by_one() const { return numbers_rise_; }
  bool times_rise() const { return times_rise_; }

 private:
  std::optional<std::size_t> find(const GcCycle& cycle) {
    std::int64_t before = cycle.number - 1;
    while (true) {
      if (const auto run = take_waiting(before, cycle.at)) return run;
      const auto bad = bad_.find(before);
      if (bad == bad_.end()) break;
      if (--bad->second == 0) bad_.erase(bad);
      --before;
    }
    first_before_ = before;
    return std::nullopt;
  }

  void start() {
    numbers_rise_ = numbers_rise_ && first_before_ == 0;
    runs_.push_back(Run{first_before_, {}, std::nullopt});
  }

  // The run that waits after `number`, of several the one whose clock is nearest below `at`.
  std::optional<std::size_t> take_waiting(std::int64_t number, std::chrono::nanoseconds at) {
    const auto found = waiting_.find(number);
    if (found == waiting_.end()) return std::nullopt;
    std::vector<std::size_t>& runs = found->second;
    const std::size_t oldest = runs.size() - std::min<std::size_t>(runs.size(), 64);
    std::size_t best = runs.size() - 1;
    const auto fits = [&](std::size_t i) { return runs_[runs[i]].at <= at; };
    for (std::size_t i = runs.size(); i-- > oldest;) {
      const bool is_nearer = runs_[runs[i]].at > runs_[runs[best]].at;
      if (fits(i) && (!fits(best) || is_nearer)) best = i;
    }
    const std::size_t run = runs[best];
    runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(best));
    if (runs.empty()) waiting_.erase(found);
    return run;
  }

  std::vector<Run> runs_;
  std::map<std::int64_t, std::vector<std::size_t>> waiting_;  // runs by their last number
  std::map<std::int64_t, int> bad_;  // numbers of broken lines, not yet used
  std::optional<std::size_t> joins_;
  std::int64_t first_before_ = 0;
  bool numbers_rise_ = true;
  bool times_rise_ = true;
};

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

double share_with_cpu(std::span<const GcCycle> cycles, std::int64_t at_most) {
  std::size_t good = 0;
  for (const GcCycle& c : cycles) {
    const auto times = static_cast<double>(std::min(c.procs, at_most));
    if (is_product(c.cpu_ms[0], c.clock_ms[0], times) &&
        is_product(c.cpu_ms[4], c.clock_ms[2], times))
      ++good;
  }
  return cycles.empty() ? 0 : static_cast<double>(good) / static_cast<double>(cycles.size());
}

// The stop times count for min(GOMAXPROCS, CPUs) processors, and the number of CPUs is not
// printed; so any one number up to P may explain the whole trace.
bool cpu_fits_clock(const std::vector<GcCycle>& cycles) {
  constexpr std::int64_t kMaxCpus = 512;
  const std::span<const GcCycle> some(cycles.data(), std::min<std::size_t>(cycles.size(), 2000));
  std::int64_t most = 0;
  for (const GcCycle& c : some) most = std::max(most, c.procs);
  if (share_with_cpu(some, most) >= 0.9) return true;
  for (std::int64_t cpus = 1; cpus < std::min(most, kMaxCpus); ++cpus) {
    if (share_with_cpu(some, cpus) >= 0.9) return true;
  }
  return false;
}

template <std::size_t N>
Value milliseconds(const std::array<Decimal, N>& times) {
  Values list;
  for (const Decimal& t : times) list.emplace_back(t.value);
  return list;
}

Value cycle_value(const GcCycle& c, std::size_t run, const Stream& stream) {
  return Record{{"line", c.line},
                {"n", c.number},
                {"run", static_cast<std::int64_t>(run)},
                {"at", c.at},
                {"percent", c.percent},
                {"clock_ms", milliseconds(c.clock_ms)},
                {"cpu_ms", milliseconds(c.cpu_ms)},
                {"start_mb", c.start_mb},
                {"end_mb", c.end_mb},
                {"live_mb", c.live_mb},
                {"goal_mb", c.goal_mb},
                {"stacks_mb", c.stacks_mb},
                {"globals_mb", c.globals_mb},
                {"procs", c.procs},
                {"forced", c.is_forced},
                {"writes", pieces(stream, c.begin, c.end)},
                {"arrived", arrival(stream, c.end - 1)}};
}

Value pair_value(const GcCycle& c, const GcCycle& next, std::size_t run) {
  return Record{{"n", c.number},
                {"run", static_cast<std::int64_t>(run)},
                {"live_mb", c.live_mb},
                {"stacks_mb", c.stacks_mb},
                {"globals_mb", c.globals_mb},
                {"next_goal_mb", next.goal_mb}};
}

Value bad_value(const BadGcLine& bad) { return Record{{"line", bad.line}, {"why", bad.why}}; }

Value count(std::size_t n) { return static_cast<std::int64_t>(n); }

Type cycle_type() {
  const Type reals = Type::list_of(real_type());
  return Type::record_of({{"line", int_type()},
                          {"n", int_type()},
                          {"run", int_type()},
                          {"at", duration_type()},
                          {"percent", int_type()},
                          {"clock_ms", reals},
                          {"cpu_ms", reals},
                          {"start_mb", int_type()},
                          {"end_mb", int_type()},
                          {"live_mb", int_type()},
                          {"goal_mb", int_type()},
                          {"stacks_mb", int_type()},
                          {"globals_mb", int_type()},
                          {"procs", int_type()},
                          {"forced", boolean_type()},
                          {"writes", int_type()},
                          {"arrived", duration_type()}});
}

}  // namespace

Type gctrace_type() {
  const Type pair = Type::record_of({{"n", int_type()},
                                     {"run", int_type()},
                                     {"live_mb", int_type()},
                                     {"stacks_mb", int_type()},
                                     {"globals_mb", int_type()},
                                     {"next_goal_mb", int_type()}});
  const Type bad = Type::record_of({{"line", int_type()}, {"why", string_type()}});
  return Type::record_of({{"cycles", Type::list_of(cycle_type())},
                          {"total", int_type()},
                          {"pairs", Type::list_of(pair)},
                          {"bad", Type::list_of(bad)},
                          {"runs", int_type()},
                          {"consistent", Type::record_of({{"numbering", boolean_type()},
                                                          {"time", boolean_type()},
                                                          {"cpu", boolean_type()}})}});
}

Value observe_gctrace(const Captured& captured) {
  const GcTrace trace = parse_gctrace(captured.err.bytes);
  Values cycles, pairs, bad;
  RunFinder runs;
  auto next_bad = trace.bad.begin();
  for (std::size_t i = 0; i < trace.cycles.size(); ++i) {
    const GcCycle& c = trace.cycles[i];
    for (; next_bad != trace.bad.end() && next_bad->line <= c.line; ++next_bad)
      runs.add_bad(next_bad->number);
    const std::size_t run = runs.add(c, i);
    if (cycles.size() < kMaxListed) cycles.push_back(cycle_value(c, run, captured.err));
    if (const auto before = runs.joins(); before && pairs.size() < kMaxListed)
      pairs.push_back(pair_value(trace.cycles[*before], c, run));
  }
  for (const BadGcLine& b : trace.bad) {
    if (bad.size() < kMaxBadListed) bad.push_back(bad_value(b));
  }
  const bool any = !trace.cycles.empty();  // no lines show nothing
  return Record{{"cycles", std::move(cycles)},
                {"total", count(trace.cycles.size())},
                {"pairs", std::move(pairs)},
                {"bad", std::move(bad)},
                {"runs", count(runs.size())},
                {"consistent", Record{{"numbering", any && runs.numbers_rise_by_one()},
                                      {"time", any && runs.times_rise()},
                                      {"cpu", cpu_fits_clock(trace.cycles)}}}};
}

}  // namespace grade
