// How: whole lines of a trace are taken out of each text. A line that was taken out and that is
// captured settles it. Of what is left all numbers are collected, and the captured line is looked
// for of which the most fields have all their numbers there. Times with three decimals, three phase
// times and three heap sizes seldom agree by chance.
#include "harness/observe/gctrace_annotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "harness/base/cursor.h"
#include "harness/observe/gctrace.h"

namespace grade {
namespace {

constexpr std::string_view kEvidence = "evidence/";
constexpr std::size_t kMaxCaptured = 20'000;
constexpr std::size_t kMaxProse = 64 << 10;

// What the annotation has to name, with the values of one line.
struct FieldValues {
  std::string_view name;
  std::vector<double> values;
};
using Fields = std::array<FieldValues, 7>;

Fields fields_of(const GcCycle& c) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const auto real = [](std::int64_t n) { return static_cast<double>(n); };
  return {{{"cycle", {real(c.number)}},
           {"time", {real(duration_cast<milliseconds>(c.at).count()) / 1000}},  // as printed
           {"%CPU", {real(c.percent)}},
           {"phase times", {c.clock_ms[0].value, c.clock_ms[1].value, c.clock_ms[2].value}},
           {"heap sizes", {real(c.start_mb), real(c.end_mb), real(c.live_mb)}},
           {"goal", {real(c.goal_mb)}},
           {"P count", {real(c.procs)}}}};
}

std::string shown(const FieldValues& field) {
  return fmt::format("{}", fmt::join(field.values, ", "));
}

struct CapturedLine {
  GcCycle cycle;
  std::string_view file;
};

// A file, cut into whole lines of a trace and the rest.
struct TextParts {
  std::string_view file;
  std::vector<GcCycle> cycles;
  std::string prose;
  std::size_t trace_lines = 0;  // torn ones included
  bool is_captured_trace = false;
};

TextParts parts_of(const EvidenceFile& from) {
  GcTrace trace = parse_gctrace(from.text);
  TextParts parts{.file = from.name, .cycles = std::move(trace.cycles)};
  std::size_t at = 0;
  for (const GcCycle& cycle : parts.cycles) {
    parts.prose += from.text.substr(at, cycle.begin - at);
    const bool is_as_printed = from.text.substr(cycle.begin).starts_with(cycle.text);
    at = is_as_printed ? cycle.begin + cycle.text.size() : cycle.end;
  }
  parts.prose += from.text.substr(at);
  parts.trace_lines = parts.cycles.size() + trace.bad.size();
  return parts;
}

// Five lines are asked for; with less everywhere, two are taken for a trace.
void mark_captured_traces(std::vector<TextParts>& texts) {
  for (const std::size_t fewest : {5, 2}) {
    bool is_any = false;
    for (TextParts& text : texts) {
      text.is_captured_trace =
          text.file.starts_with(kEvidence) && !text.cycles.empty() && text.trace_lines >= fewest;
      is_any |= text.is_captured_trace;
    }
    if (is_any) return;
  }
}

// The numbers of a text. "5,8" is a decimal comma or two numbers, so it is all three.
std::set<double> numbers_of(std::string_view text) {
  std::set<double> numbers;
  for (Cursor in(text); !in.at_end();) {
    if (!is_digit(in.peek())) {
      in.take(1);
      continue;
    }
    const auto number = in.decimal();
    if (!number) {
      in.take_while(is_digit);
      continue;
    }
    numbers.insert(number->value);
    if (Cursor comma = in; number->decimals == 0 && comma.eat(",")) {
      const std::size_t before = comma.offset();
      if (const auto part = comma.digits(9); part && number->value < 1e9)
        numbers.insert(
            Cursor(fmt::format("{}.{:0{}}", number->value, *part, comma.offset() - before))
                .decimal()
                .value_or(Decimal{})
                .value);
    }
  }
  return numbers;
}

bool has_all(const std::set<double>& numbers, const FieldValues& field) {
  return std::ranges::all_of(field.values, [&](double v) { return numbers.contains(v); });
}

// Small whole numbers are in every text, so they do not tell a line.
bool tells_a_line(const FieldValues& field) {
  return field.name == "time" || field.name == "phase times" || field.name == "heap sizes";
}

struct Match {
  const CapturedLine* line = nullptr;
  std::size_t fields = 0;   // that agree
  std::size_t telling = 0;  // of them
  auto operator<=>(const Match& other) const {
    return std::pair(fields, telling) <=> std::pair(other.fields, other.telling);
  }
  bool operator==(const Match&) const = default;
};

template <class Agrees>
Match best_match(std::span<const CapturedLine> captured, const Agrees& agrees) {
  Match best;
  for (const CapturedLine& line : captured) {
    Match match{.line = &line};
    const Fields fields = fields_of(line.cycle);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!agrees(i, fields[i])) continue;
      ++match.fields;
      if (tells_a_line(fields[i])) ++match.telling;
    }
    if (best.line == nullptr || match > best) best = match;
  }
  return best;
}

GcAnnotation about(const TextParts& text, const CapturedLine& line) {
  return {.file = std::string(text.file),
          .line = line.cycle.text,
          .captured_in = std::string(line.file)};
}

// Quotes are the lines of a text that is no captured trace itself, and those that one repeats.
std::vector<GcCycle> quotes_in(const TextParts& text) {
  if (!text.is_captured_trace) return text.cycles;
  std::vector<GcCycle> repeated;
  std::set<std::string_view> known;
  for (const GcCycle& cycle : text.cycles)
    if (!known.insert(cycle.text).second) repeated.push_back(cycle);
  return repeated;
}

GcAnnotation nearest_to_quote(const TextParts& text, const GcCycle& quote,
                              std::span<const CapturedLine> captured) {
  const Fields quoted = fields_of(quote);
  const Match best = best_match(captured, [&](std::size_t i, const FieldValues& field) {
    return field.values == quoted[i].values;
  });
  GcAnnotation found = about(text, *best.line);
  const Fields fields = fields_of(best.line->cycle);
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].values != quoted[i].values)
      found.differences.push_back(
          fmt::format("{} is {}, captured {}", fields[i].name, shown(quoted[i]), shown(fields[i])));
  if (found.differences.empty()) found.differences.emplace_back("CPU times or roots are others");
  return found;
}

// A line that is not quoted as a whole.
std::optional<GcAnnotation> split_line_in(const TextParts& text,
                                          std::span<const CapturedLine> captured) {
  constexpr std::size_t kFewest = 5;
  const std::set<double> numbers = numbers_of(text.prose);
  const Match best = best_match(
      captured, [&](std::size_t, const FieldValues& field) { return has_all(numbers, field); });
  if (best.fields < kFewest || best.telling == 0) return std::nullopt;
  GcAnnotation found = about(text, *best.line);
  for (const FieldValues& field : fields_of(best.line->cycle))
    if (!has_all(numbers, field))
      found.differences.push_back(fmt::format("{} {} is not there", field.name, shown(field)));
  found.is_captured = found.differences.empty();
  return found;
}

std::optional<GcAnnotation> annotation_in(const TextParts& text,
                                          std::span<const CapturedLine> captured) {
  const std::vector<GcCycle> quotes = quotes_in(text);
  for (const GcCycle& quote : quotes) {
    const auto same = std::ranges::find(captured, quote.text, [](const CapturedLine& line) {
      return std::string_view(line.cycle.text);
    });
    if (same == captured.end()) continue;
    GcAnnotation found = about(text, *same);
    found.is_captured = true;
    return found;
  }
  std::optional<GcAnnotation> split = split_line_in(text, captured);
  if (quotes.empty() || (split && split->is_captured)) return split;
  return nearest_to_quote(text, quotes.front(), captured);
}

}  // namespace

const Declared& declare(const GcAnnotation*) {
  static const Declared declared = {
      field<&GcAnnotation::file>("file", "relative to the task folder"),
      field<&GcAnnotation::is_captured>("is_captured", "the line is one of the captured trace"),
      field<&GcAnnotation::line>("line", "that line, else the nearest of the captured ones"),
      field<&GcAnnotation::captured_in>("captured_in", "the file of that line"),
      field<&GcAnnotation::differences>("differences", "which fields have other values there"),
  };
  return declared;
}

const Declared& declare(const GcAnnotations*) {
  static const Declared declared = {
      field<&GcAnnotations::found>(
          "found",
          "texts that quote a line of a trace or have most of the values of a captured one"),
      field<&GcAnnotations::prose>(
          "prose", "all texts but captured traces, without whole lines of a trace, up to 64 KiB"),
  };
  return declared;
}

GcAnnotations observe_gctrace_annotation(const Captured& captured) {
  std::vector<TextParts> texts;
  for (const EvidenceFile& file : captured.files) texts.push_back(parts_of(file));
  mark_captured_traces(texts);
  std::vector<CapturedLine> lines;
  for (const TextParts& text : texts)
    for (const GcCycle& cycle : text.cycles)
      if (text.is_captured_trace && lines.size() < kMaxCaptured)
        lines.push_back({cycle, text.file});
  GcAnnotations seen;
  for (const TextParts& text : texts) {
    std::optional<GcAnnotation> found;
    if (!lines.empty()) found = annotation_in(text, lines);
    if (!text.is_captured_trace || found) seen.prose += text.prose + "\n";
    if (found) seen.found.push_back(*std::move(found));
  }
  seen.prose.resize(std::min(seen.prose.size(), kMaxProse));
  return seen;
}

}  // namespace grade
