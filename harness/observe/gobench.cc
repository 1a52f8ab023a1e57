// How: a line is cut into fields at white space and read left to right: name, iterations, then
// pairs of value and unit, as benchstat's own reader does it, so that both take the same lines for
// results.
// A line that begins with "Benchmark" but has no units is prose and ignored; one that has units but
// does not fit is kept as bad, with the reason, since it is a result that was edited or torn.
// Output of `go test -json` is unpacked first: it comes in pieces, each at most a line, and those
// of several packages are mixed, so the pieces are joined per package until a line is whole.
// "pkg:" holds for the results that follow. The "-N" at the end of a name is GOMAXPROCS only if N
// is above 1, since go test adds none for one CPU: "/a-1" is always part of the name.
// A unit that appears twice is an edited line: the first value counts, and the line is listed as
// bad.
#include "harness/observe/gobench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "harness/base/cursor.h"
#include "harness/base/text.h"
#include "harness/observe/bench_events.h"

namespace grade {
namespace {

constexpr std::size_t kMaxResults = 100'000;
constexpr std::size_t kMaxValues = 400'000;  // of all results
constexpr std::size_t kMaxBad = 1000;
constexpr std::size_t kMaxPackages = 100;
constexpr std::size_t kMaxLineBytes = 64u << 10;  // where benchstat gives up, too
constexpr std::size_t kMaxUnits = 100;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

std::string_view take_field(Cursor& cursor) {
  cursor.take_while(is_space);
  return cursor.take_while([](char c) { return !is_space(c); });
}

template <class Number>
std::optional<Number> whole_number(std::string_view field) {
  Cursor cursor(field);
  const auto n = cursor.number<Number>();
  return cursor.at_end() ? n : std::nullopt;
}

// The N of "-N". go test adds no suffix for one CPU, so "/a-1" is always part of a name.
int procs_suffix(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash + 1 == name.size() || name[dash + 1] == '0') return 1;
  Cursor cursor(name.substr(dash + 1));
  const auto procs = cursor.digits(6);
  return procs && cursor.at_end() ? static_cast<int>(*procs) : 1;
}

class Parser {
 public:
  GoBench parse(std::string_view text) {
    for (int line = 1; !text.empty(); ++line) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      take_line(line, text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    for (const auto& [pkg, partial] : partials_) take_output_line(partial.line, partial.text);
    return std::move(out_);
  }

 private:
  struct Partial {
    int line = 0;
    std::string text;
  };

  void take_line(int line, std::string_view text) {
    if (text.starts_with('{')) {
      if (const auto event = parse_test_event(text)) return take_event(line, *event);
    }
    take_output_line(line, text);
  }

  // Output comes in pieces, each at most a line; the pieces of several packages may be mixed.
  void take_event(int line, const TestEvent& event) {
    if (event.action == "fail") out_.failed = true;
    if (event.action != "output") return;
    if (!partials_.contains(event.package) && partials_.size() >= kMaxPackages) return;
    Partial& partial = partials_[event.package];
    if (partial.text.size() < kMaxLineBytes) partial.text += event.output;
    partial.line = line;
    if (!event.output.ends_with('\n')) return;
    for (const std::string_view whole : split_lines(partial.text)) take_output_line(line, whole);
    partial.text.clear();
  }

  void take_output_line(int line, std::string_view text) {
    if (text.starts_with("Benchmark")) return take_result(line, text);
    after_result_ = false;
    if (text.starts_with("goos: ")) in_run_ = false;
    if (text.starts_with("pkg: ")) return set_package(trim(text.substr(5)));
    if (text.starts_with("cpu: ")) out_.cpu = printable(trim(text.substr(5)), 200);
    if (text.starts_with("PASS") && trim(text) == "PASS") out_.saw_ok = true;
    if (text.starts_with("ok  \t")) return take_ok(text.substr(5));
    if (text.starts_with("FAIL\t") || (text.starts_with("FAIL") && trim(text) == "FAIL") ||
        text.starts_with("--- FAIL: ")) {
      out_.failed = true;
    }
  }

  void set_package(std::string_view pkg) {
    in_run_ = false;
    pkg_ = printable(pkg, 300);
    const bool is_new = std::find(out_.pkgs.begin(), out_.pkgs.end(), pkg_) == out_.pkgs.end();
    if (is_new && out_.pkgs.size() < kMaxPackages) out_.pkgs.push_back(pkg_);
  }

  // "ok  \tcorpus/benchpkg\t0.095s", or "(cached)" in place of the time.
  void take_ok(std::string_view rest) {
    out_.saw_ok = true;
    Cursor cursor(rest);
    take_field(cursor);
    cursor.take_while(is_space);
    const auto seconds = cursor.decimal();
    if (seconds && cursor.eat("s")) {
      out_.bench_time_s += seconds->value;
      if (in_run_) out_.runs.back().ok_seconds = seconds->value;
    }
    in_run_ = false;
  }

  void take_result(int line, std::string_view text) {
    if (text.size() > kMaxLineBytes) return add_bad(line, "the line is longer than 64 KiB");
    Cursor cursor(text);
    const std::string_view full_name = take_field(cursor);
    cursor.take_while(is_space);
    if (cursor.at_end()) {  // the bare name that -v prints first
      after_result_ = false;
      return;
    }
    const auto iterations = whole_number<std::int64_t>(take_field(cursor));
    if (!iterations) return take_other(line, text);
    if (*iterations <= 0) return add_bad(line, "the iteration count must be above 0");
    BenchResult result;
    result.line = line;
    result.iterations = *iterations;
    result.values.reserve(4);
    if (!take_values(line, cursor, result)) return;
    set_names(result, full_name);
    add(std::move(result));
  }

  // Prose may start with "Benchmark", too; only what has units is a spoilt result.
  void take_other(int line, std::string_view text) {
    after_result_ = false;
    if (text.find("/op") != std::string_view::npos)
      add_bad(line, "no iteration count after the name");
  }

  bool take_values(int line, Cursor& cursor, BenchResult& result) {
    while (true) {
      const std::string_view number = take_field(cursor);
      if (number.empty()) break;
      const std::string_view unit = take_field(cursor);
      const auto value = whole_number<double>(number);
      if (unit.empty() || !value || !std::isfinite(*value) || result.values.size() >= kMaxUnits) {
        add_bad(line, unit.empty()
                          ? "a value without a unit"
                          : fmt::format("no finite number before {}", printable(unit, 60)));
        return false;
      }
      add_value(line, result, printable(unit, 60), *value);
    }
    if (result.values.empty()) add_bad(line, "no values after the iteration count");
    return !result.values.empty();
  }

  void add_value(int line, BenchResult& result, std::string unit, double value) {
    if (const double* first = result.value(unit)) {
      return add_bad(line, fmt::format("{} appears twice, {} and {}; the first one counts", unit,
                                       *first, value));
    }
    result.values.emplace_back(std::move(unit), value);
  }

  void set_names(BenchResult& result, std::string_view full_name) const {
    result.full_name = printable(full_name, 300);
    result.procs = procs_suffix(full_name);
    if (result.procs > 1) full_name = full_name.substr(0, full_name.rfind('-'));
    result.name = printable(full_name, 300);
    result.pkg = pkg_;
  }

  void add(BenchResult result) {
    if (!after_result_) ++block_;
    after_result_ = true;
    result.block = block_;
    if (!in_run_) out_.runs.push_back({});
    in_run_ = true;
    result.run = static_cast<int>(out_.runs.size()) - 1;
    out_.runs.back().claimed_seconds += std::max(claimed_seconds(result), 0.0);
    values_ += result.values.size();
    if (out_.results.size() < kMaxResults && values_ <= kMaxValues) {
      out_.results.push_back(std::move(result));
    } else if (!is_cut_) {
      is_cut_ = true;
      add_bad(result.line, "too many results; the rest is left out");
    }
  }

  void add_bad(int line, std::string why) {
    if (out_.bad.size() < kMaxBad) out_.bad.push_back({line, std::move(why)});
  }

  GoBench out_;
  std::map<std::string, Partial, std::less<>> partials_;  // by package
  std::string pkg_;
  int block_ = 0;
  std::size_t values_ = 0;
  bool after_result_ = false;
  bool in_run_ = false;
  bool is_cut_ = false;
};

double value_or(const BenchResult& result, std::string_view unit, double otherwise) {
  const double* value = result.value(unit);
  return value ? *value : otherwise;
}

bool is_standard(std::string_view unit) {
  return unit == "ns/op" || unit == "B/op" || unit == "allocs/op";
}

}  // namespace

const double* BenchResult::value(std::string_view unit) const {
  for (const auto& [name_of, v] : values) {
    if (name_of == unit) return &v;
  }
  return nullptr;
}

GoBench parse_gobench(std::string_view text) { return Parser().parse(text); }

// testing ends a benchmark only when its time is reached, so this is at least the -benchtime.
double claimed_seconds(const BenchResult& result) {
  const double* ns = result.value("ns/op");
  return ns == nullptr ? -1 : static_cast<double>(result.iterations) * *ns / 1e9;
}

std::pair<std::string, double> tidy_unit(std::string_view unit, double value) {
  std::string tidy;
  double factor = 1;
  bool is_divisor = false;
  for (std::size_t i = 0; i < unit.size();) {
    const std::size_t end = std::min(unit.find_first_of("-/*", i), unit.size());
    const std::string_view word = unit.substr(i, end - i);
    const bool is_ns = !is_divisor && word == "ns";
    const bool is_mb = !is_divisor && word == "MB";
    if (is_ns) factor /= 1e9;
    if (is_mb) factor *= 1e6;
    tidy += is_ns ? "sec" : is_mb ? "B" : word;
    if (end < unit.size()) tidy += unit[end];
    if (end < unit.size() && unit[end] != '-') is_divisor = unit[end] == '/';
    i = end + 1;
  }
  if (value * factor == value) return {std::string(unit), value};
  return {std::move(tidy), value * factor};
}

namespace {

bool has_mem(const BenchResult& result) {
  return result.value("B/op") != nullptr && result.value("allocs/op") != nullptr;
}

std::vector<CustomValue> custom_values(const BenchResult& result) {
  std::vector<CustomValue> custom;
  for (const auto& [unit, value] : result.values)
    if (!is_standard(unit)) custom.push_back({unit, value});
  return custom;
}

}  // namespace

const Declared& declare(const CustomValue*) {
  static const Declared declared = {
      field<&CustomValue::unit>("unit", "of b.ReportMetric, as printed"),
      field<&CustomValue::value>("value", "in that unit"),
  };
  return declared;
}

const Declared& declare(const BenchResult*) {
  static const Declared declared = {
      field<&BenchResult::line>("line", "its line in the text"),
      field<&BenchResult::name>("name", "without the -N at its end"),
      field<&BenchResult::pkg>("pkg", "of the `pkg:` line above it"),
      field<&BenchResult::procs>("procs", "the N of -N; 1 without it"),
      field<&BenchResult::iterations>("iterations", "b.N"),
      field<[](const BenchResult& r) { return value_or(r, "ns/op", -1.0); }>(
          "ns_per_op", "-1 where it is not printed"),
      field<[](const BenchResult& r) { return value_or(r, "B/op", -1.0); }>(
          "bytes_per_op", "-1 where it is not printed"),
      field<[](const BenchResult& r) { return value_or(r, "allocs/op", -1.0); }>(
          "allocs_per_op", "-1 where it is not printed"),
      field<claimed_seconds>("claimed_seconds", "iterations × ns/op; -1 without ns/op"),
      field<has_mem>("has_mem", "B/op and allocs/op are printed"),
      field<custom_values>("custom", "values of other units"),
  };
  return declared;
}

const Declared& declare(const BadBenchLine*) {
  static const Declared declared = {
      field<&BadBenchLine::line>("line", "its line in the text"),
      field<&BadBenchLine::why>("why", "what does not fit"),
  };
  return declared;
}

const Declared& declare(const GoBench*) {
  static const Declared declared = {
      field<&GoBench::results>("results", "one for each line, the first 100 000"),
      field<&GoBench::bad>("bad", "lines that look like a result but are not"),
      field<[](const GoBench& b) { return b.saw_ok && !b.failed; }>("ok", "PASS, and no FAIL"),
      field<&GoBench::failed>("failed", "FAIL"),
  };
  return declared;
}

GoBench observe_gobench(const Captured& captured) {
  return parse_gobench(captured.texts.front()->bytes);
}

}  // namespace grade
