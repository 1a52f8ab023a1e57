// How: three passes of growing scope, so that each stays simple.
// LineScanner walks once through a line and knows what a number is. It consumes things that only
// look like one (dates, clocks, versions, addresses, hex) whole, since taking their digits would
// invent numbers, and gives each number the label before it and the unit at it or in its label.
// Units are kept in both meanings (KB as 1024 and as 1000): which one the program meant shows only
// when the value is compared with what the runtime returned, in tagged_numbers.
// A line of words without numbers may be a header row. It is only remembered; if the next line has
// numbers, each takes the label of the column with its index if the counts agree, else of the
// nearest column. No layout is assumed to be right: a label that stands at the number itself wins.
// TableReader undoes what terminals do ("\r", cursor movement) and joins lines that arrive within
// one tick to a block. All limits bound work for hostile output; beyond them numbers are dropped.
#include "harness/observe/number_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

#include "harness/base/cursor.h"
#include "harness/base/text.h"
#include "harness/observe/ansi.h"
#include "harness/observe/gctrace.h"
#include "harness/observe/stream_time.h"

namespace grade {
namespace {

constexpr std::size_t kMaxNumbers = 100'000;
constexpr std::size_t kMaxInLine = 1024;
constexpr std::size_t kMaxLabel = 64;
constexpr std::size_t kMaxText = 40;
constexpr std::size_t kMaxHeader = 512;
constexpr std::chrono::milliseconds kTick{300};

bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t'; }

struct Unit {
  std::string_view name;  // lower case, without a "b" or "ib" behind it
  double bytes;
  double decimal;
};
constexpr double kKi = 1024, kMi = kKi * 1024, kGi = kMi * 1024, kTi = kGi * 1024;
constexpr Unit kUnits[] = {{"k", kKi, 1e3}, {"m", kMi, 1e6}, {"g", kGi, 1e9}, {"t", kTi, 1e12}};

struct UnitReading {
  double unit = 0;
  double other = 0;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// "KiB" has one meaning; "KB" and "K" have two. A lone "m" is minutes or milli, a lone "b" is bits.
std::optional<UnitReading> unit_named(std::string_view name) {
  if (name == "B") return UnitReading{1, 0};
  const std::string low = lower(name.substr(0, 8));
  if (low == "bytes" || low == "byte") return UnitReading{1, 0};
  for (const Unit& u : kUnits) {
    if (!low.starts_with(u.name)) continue;
    const std::string_view tail = std::string_view(low).substr(1);
    if (tail == "ib" || tail == "i") return UnitReading{u.bytes, 0};
    const bool is_alone = tail.empty() && (name[0] < 'a' || name == "k");
    if (tail == "b" || is_alone) return UnitReading{u.bytes, u.decimal};
  }
  return std::nullopt;
}

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::size_t digits_at(std::string_view s, std::size_t i) {
  std::size_t n = 0;
  while (i + n < s.size() && is_digit(s[i + n])) ++n;
  return n;
}

bool has(std::string_view s, std::size_t i, char c) { return i < s.size() && s[i] == c; }

// "12:34", "12:34:56" and "12:34:56.789"; its length or 0.
std::size_t clock_length(std::string_view s, std::size_t i) {
  const std::size_t hours = digits_at(s, i);
  if (hours == 0 || hours > 2 || !has(s, i + hours, ':') || digits_at(s, i + hours + 1) != 2)
    return 0;
  std::size_t n = hours + 3;
  if (has(s, i + n, ':') && digits_at(s, i + n + 1) == 2) n += 3;
  if (has(s, i + n, '.') && digits_at(s, i + n + 1) > 0) n += 1 + digits_at(s, i + n + 1);
  return n;
}

// "2026/11/24", "2026-11-24T06:22:50.1Z", "2026/11/24 06:22:50" and a clock; its length or 0.
std::size_t date_time_length(std::string_view s, std::size_t i) {
  if (const std::size_t clock = clock_length(s, i)) return clock;
  if (digits_at(s, i) != 4 || !(has(s, i + 4, '/') || has(s, i + 4, '-'))) return 0;
  if (digits_at(s, i + 5) != 2 || !has(s, i + 7, s[i + 4]) || digits_at(s, i + 8) != 2) return 0;
  std::size_t n = 10;
  if (!has(s, i + n, 'T') && !has(s, i + n, ' ')) return n;
  const std::size_t clock = clock_length(s, i + n + 1);
  if (clock == 0) return n;
  n += 1 + clock;
  if (has(s, i + n, 'Z')) return n + 1;
  if ((has(s, i + n, '+') || has(s, i + n, '-')) && clock_length(s, i + n + 1) > 0)
    n += 1 + clock_length(s, i + n + 1);
  return n;
}

enum class Commas { group, separate };

// Digits with a mark between groups of three: "1,234,567", "1_234", "1'234" and "1.234.567".
std::size_t whole_part_end(std::string_view s, std::size_t i, Commas commas) {
  const std::size_t first = digits_at(s, i);
  const std::size_t end = i + first;
  if (first > 3 || end == s.size()) return end;
  const char mark = s[end];
  std::size_t after = end;
  while (has(s, after, mark) && digits_at(s, after + 1) == 3) after += 4;
  const bool may_group = mark == '_' || mark == '\'' || (mark == ',' && commas == Commas::group) ||
                         (mark == '.' && after >= end + 8);
  return may_group ? after : end;
}

// The end of "1,234.5e+06" from its first digit.
struct Mantissa {
  std::size_t end = 0;
  int decimals = 0;
  int exponent = 0;
};
Mantissa read_mantissa(std::string_view s, std::size_t i, Commas commas) {
  Mantissa m{whole_part_end(s, i, commas), 0, 0};
  if (has(s, m.end, '.') && digits_at(s, m.end + 1) > 0) {
    m.decimals = static_cast<int>(std::min<std::size_t>(digits_at(s, m.end + 1), 400));
    m.end += 1 + digits_at(s, m.end + 1);
  }
  if (!has(s, m.end, 'e') && !has(s, m.end, 'E')) return m;
  const std::size_t sign = has(s, m.end + 1, '+') || has(s, m.end + 1, '-') ? 1 : 0;
  const std::size_t digits = digits_at(s, m.end + 1 + sign);
  if (digits == 0 || digits > 3) return m;
  const std::size_t from = m.end + 1 + sign;
  std::from_chars(s.data() + from, s.data() + from + digits, m.exponent);
  if (s[m.end + 1] == '-') m.exponent = -m.exponent;
  m.end = from + digits;
  return m;
}

std::optional<double> to_double(std::string_view printed) {
  std::array<char, 64> plain{};
  std::size_t n = 0;
  const bool groups_by_points = std::ranges::count(printed, '.') > 1;
  for (char c : printed) {
    if (c == ',' || c == '_' || c == '\'' || (c == '.' && groups_by_points)) continue;
    if (n == plain.size()) return std::nullopt;
    plain[n++] = c;
  }
  double value = 0;
  const auto [end, ec] = std::from_chars(plain.data(), plain.data() + n, value);
  if (ec != std::errc{} || end != plain.data() + n || !std::isfinite(value)) return std::nullopt;
  return value;
}

// A label as it stands before a number.
struct Label {
  std::string text;
  UnitReading unit;          // "HeapAlloc (MiB):", "heap_mib="
  bool is_explicit = false;  // with ":" or "="
};

std::string_view strip_end(std::string_view text, std::string_view any_of) {
  const std::size_t last = text.find_last_not_of(any_of);
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

// Takes "(MiB)" or "[MiB]" off the end of a label.
UnitReading take_bracketed_unit(std::string_view& text) {
  if (!text.ends_with(')') && !text.ends_with(']')) return {};
  const std::size_t open = text.find_last_of("([");
  if (open == std::string_view::npos) return {};
  const auto unit = unit_named(trim(text.substr(open + 1, text.size() - open - 2)));
  if (!unit) return {};
  text = strip_end(text.substr(0, open), " \t");
  return *unit;
}

// "heap_alloc_mib", "heap_alloc_bytes", "/gc/heap/live:bytes", "HeapAllocMiB".
UnitReading unit_at_end(std::string_view label) {
  const std::size_t cut = label.find_last_of("_:- /");
  if (cut != std::string_view::npos) {
    const std::string_view last = label.substr(cut + 1);
    if (last.size() > 1) return unit_named(last).value_or(UnitReading{});
  }
  for (const char* tail : {"KiB", "MiB", "GiB", "Bytes", "KB", "MB", "GB"}) {
    if (label.ends_with(tail)) return unit_named(tail).value_or(UnitReading{});
  }
  return {};
}

// Where the last phrase of `text` begins: after a mark, after two spaces, after a box line.
std::size_t phrase_begin(std::string_view text, bool one_word) {
  std::size_t i = text.size();
  for (; i > 0; --i) {
    const char c = text[i - 1];
    if (std::string_view(",;|\t{}()[]\"'=<>").find(c) != std::string_view::npos) break;
    if (c == ' ' && (one_word || i == 1 || text[i - 2] == ' ' || text[i - 2] == ':')) break;
    if (i >= 3 && text.substr(i - 3, 2) == "\xe2\x94") break;
    if (i >= 3 && text.substr(i - 3, 2) == "\xe2\x95") break;
  }
  return i;
}

Label label_in(std::string_view between) {
  if (between.size() > 2 * kMaxLabel) between.remove_prefix(between.size() - 2 * kMaxLabel);
  std::string_view text = strip_end(between, " \t\"'([{<~+-");
  Label label;
  const bool is_key = text.ends_with('=') && text.size() > 1 && !is_space(text[text.size() - 2]);
  label.is_explicit = text.ends_with(':') || text.ends_with('=');
  text = strip_end(text, ":= \t\"'|>-");
  label.unit = take_bracketed_unit(text);
  text.remove_prefix(phrase_begin(text, is_key));
  while (!text.empty() && !is_word(text[0]) && text[0] != '/' &&
         static_cast<unsigned char>(text[0]) < 0x80)
    text.remove_prefix(1);
  if (text.size() > kMaxLabel) text.remove_prefix(text.size() - kMaxLabel);
  if (label.unit.unit == 0) label.unit = unit_at_end(text);
  label.text = std::string(text);
  return label;
}

// What one line holds: numbers, and spans that count as one field of a table.
struct ScannedLine {
  std::vector<NumberCell> cells;
  std::vector<Span> cell_spans;   // one for each cell
  std::vector<Span> other_spans;  // dates and times
};

class LineScanner {
 public:
  LineScanner(std::string_view line, Commas commas) : s_(line), commas_(commas) {}

  ScannedLine scan() && {
    while (i_ < s_.size() && out_.cells.size() < kMaxInLine) {
      if (is_digit(s_[i_]))
        number();
      else if (is_letter(s_[i_]) || s_[i_] == '_')
        skip_word();
      else
        in_array_ = s_[i_] == '[' || (in_array_ && s_[i_] != ']'), ++i_;
    }
    return std::move(out_);
  }

 private:
  void skip_word() {
    while (i_ < s_.size() && is_word(s_[i_])) ++i_;
    // "task-01" and "go1.26.8" are names.
    const bool is_name = has(s_, i_, '-') && i_ + 1 < s_.size() && is_word(s_[i_ + 1]);
    const bool is_version = has(s_, i_, '.') && is_digit(s_[i_ - 1]) && digits_at(s_, i_ + 1) > 0;
    if (is_name || is_version) ++i_, skip_run();
  }
  // All of a thing that only looks like a number: "1.26.11", "127.0.0.1:80", "4f3a9c", "1m3.5s".
  void skip_run() {
    while (i_ < s_.size() && (is_word(s_[i_]) || has_inner_mark())) ++i_;
  }
  bool has_inner_mark() const {
    const char c = s_[i_];
    return (c == '.' || c == ':') && i_ + 1 < s_.size() && is_word(s_[i_ + 1]);
  }

  void number() {
    if (const std::size_t length = date_time_length(s_, i_)) {
      out_.other_spans.push_back({i_, i_ + length});
      i_ += length;
      label_from_ = i_;
      return;
    }
    const bool is_hex = s_[i_] == '0' && (has(s_, i_ + 1, 'x') || has(s_, i_ + 1, 'X'));
    const Commas commas = in_array_ ? Commas::separate : commas_;
    const Mantissa m = read_mantissa(s_, i_, commas);
    if (is_hex || is_run(m.end)) return skip_run();
    const std::optional<double> value = to_double(s_.substr(i_, m.end - i_));
    if (value)
      add(m, *value);
    else
      i_ = m.end;
  }

  // A second point, or letters that digits follow.
  bool is_run(std::size_t end) const {
    if (has(s_, end, '.') && digits_at(s_, end + 1) > 0) return true;
    std::size_t i = end;
    while (i < s_.size() && (is_letter(s_[i]) || s_[i] == '_')) ++i;
    return i > end && digits_at(s_, i) > 0;
  }

  bool is_negative() const {
    if (i_ == 0 || s_[i_ - 1] != '-') return false;
    return i_ == 1 || std::string_view(" \t=:(,|[").find(s_[i_ - 2]) != std::string_view::npos;
  }

  // Letters at the number or after one space; its end, or the number's own when there is none.
  std::size_t unit_end(std::size_t end, NumberCell& cell) const {
    const bool has_gap = has(s_, end, ' ');
    const std::size_t from = end + (has_gap ? 1 : 0);
    std::size_t to = from;
    while (to < s_.size() && is_letter(s_[to]) && to - from < 8) ++to;
    if (to == from || (to < s_.size() && (is_word(s_[to]) || s_[to] == '/' || s_[to] == '=')))
      return end;
    const auto unit = unit_named(s_.substr(from, to - from));
    if (!unit) return end;
    cell.unit = unit->unit;
    cell.other_unit = unit->other;
    cell.has_own_unit = true;
    return to;
  }

  void add(const Mantissa& m, double value) {
    NumberCell cell;
    Label label = label_in(s_.substr(label_from_, i_ - label_from_));
    cell.value = is_negative() ? -value : value;
    cell.step = std::pow(10, m.exponent - m.decimals);
    const std::size_t end = unit_end(m.end, cell);
    if (!cell.has_own_unit) {
      cell.unit = label.unit.unit;
      cell.other_unit = label.unit.other;
    }
    cell.label = std::move(label.text);
    cell.label_from = label.is_explicit    ? LabelFrom::mark
                      : cell.label.empty() ? LabelFrom::nowhere
                                           : LabelFrom::before;
    cell.col = static_cast<int>(i_) + 1;
    cell.text = std::string(s_.substr(i_, std::min(end - i_, kMaxText)));
    if (is_negative()) cell.text.insert(0, "-");
    out_.cells.push_back(std::move(cell));
    out_.cell_spans.push_back({i_, end});
    i_ = end;
    while (i_ < s_.size() && is_letter(s_[i_])) ++i_;  // another unit: "12ms", "5x"
    label_from_ = i_;
  }

  std::string_view s_;
  Commas commas_;
  std::size_t i_ = 0;
  std::size_t label_from_ = 0;
  bool in_array_ = false;
  ScannedLine out_;
};

// A header row: columns with the names that stand over numbers.
struct Column {
  std::string label;
  UnitReading unit;
  Span at;
};
struct Header {
  std::vector<Column> columns;
  char separator = ' ';  // '|', ',', '\t', or ' ' for two and more spaces or for any
};

// Fields of a line by `separator`; '2' stands for two and more spaces, ' ' for any white space.
std::vector<Span> split_fields(std::string_view line, char separator) {
  std::vector<Span> fields;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    Span field{begin, end};
    while (field.begin < field.end && is_space(line[field.begin])) ++field.begin;
    while (field.end > field.begin && is_space(line[field.end - 1])) --field.end;
    if (field.begin < field.end) fields.push_back(field);
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool is_wide = separator == '2' && is_space(line[i]) &&
                         (line[i] == '\t' || (i + 1 < line.size() && is_space(line[i + 1])));
    const bool is_any = separator == ' ' && is_space(line[i]);
    if (!is_wide && !is_any && line[i] != separator) continue;
    close(i);
    begin = i + 1;
  }
  close(line.size());
  return fields;
}

bool has_letter(std::string_view text) { return std::ranges::any_of(text, is_letter); }

std::optional<Header> header_of(std::string_view line) {
  for (char separator : {'|', ',', '\t', '2', ' '}) {
    const std::vector<Span> fields = split_fields(line, separator);
    if (fields.size() < 2 || fields.size() > kMaxInLine) continue;
    if (separator == ',' && line.find(", ") != std::string_view::npos) continue;
    Header header{{}, separator};
    for (const Span& field : fields) {
      std::string_view text = line.substr(field.begin, field.end - field.begin);
      UnitReading unit = take_bracketed_unit(text);
      if (unit.unit == 0) unit = unit_at_end(text);
      header.columns.push_back({std::string(text.substr(0, kMaxLabel)), unit, field});
    }
    return header;
  }
  return std::nullopt;
}

bool has_digit(std::string_view text) { return std::ranges::any_of(text, is_digit); }

// Two words at least, or fields with marks between them.
bool may_be_header(std::string_view line) {
  return line.size() <= kMaxHeader && has_letter(line) &&
         trim(line).find_first_of(" \t|,") != std::string_view::npos;
}

std::size_t distance(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

const Column& nearest_column(const Header& header, Span cell) {
  const auto apart = [&](const Column& c) {
    return std::min(distance(c.at.begin, cell.begin), distance(c.at.end, cell.end));
  };
  return *std::ranges::min_element(header.columns, {}, apart);
}

// Fields of a row, where a number with its unit, or a date with its time, is one field.
std::vector<Span> row_fields(std::string_view line, const Header& header, const ScannedLine& row) {
  const char separator = header.separator == '2' ? ' ' : header.separator;
  std::vector<Span> whole = row.cell_spans;
  whole.insert(whole.end(), row.other_spans.begin(), row.other_spans.end());
  std::ranges::sort(whole, {}, &Span::begin);
  std::vector<Span> fields;
  auto next = whole.begin();
  for (const Span& field : split_fields(line, separator)) {
    while (next != whole.end() && next->end <= field.begin) ++next;
    const bool is_inside = next != whole.end() && next->begin < field.begin;
    if (!is_inside) fields.push_back(field);
  }
  return fields;
}

void label_by_header(std::string_view line, const Header& header, ScannedLine& row) {
  const std::vector<Span> fields = row_fields(line, header, row);
  const bool fits_fields = fields.size() == header.columns.size();
  const bool fits_cells = row.cells.size() == header.columns.size();
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    NumberCell& cell = row.cells[i];
    const bool is_marked = cell.label_from == LabelFrom::mark;
    if (is_marked || (!cell.label.empty() && !fits_fields && !fits_cells)) continue;
    const auto after = std::ranges::upper_bound(fields, row.cell_spans[i].begin, {}, &Span::begin);
    const auto index = static_cast<std::size_t>(after - fields.begin());
    const Column& column = fits_fields && index > 0 ? header.columns[index - 1]
                           : fits_cells             ? header.columns[i]
                                                    : nearest_column(header, row.cell_spans[i]);
    cell.label = column.label;
    cell.label_from = fits_fields || fits_cells ? LabelFrom::column : LabelFrom::near_column;
    if (cell.has_own_unit) continue;
    cell.unit = column.unit.unit;
    cell.other_unit = column.unit.other;
  }
}

// Other tracing of the runtime, and the rest of a gctrace line that was torn apart.
bool is_runtime_trace(std::string_view line) {
  for (std::string_view start : {"scav ", "pacer: ", "SCHED ", "scan: ", "checkfinalizers: "}) {
    if (line.starts_with(start)) return true;
  }
  return line.find(" MB goal, ") != std::string_view::npos;
}

class TableReader {
 public:
  explicit TableReader(const Stream& stream) : stream_(stream) {}

  NumberTable read() && {
    const std::string_view text = stream_.bytes;
    for (std::size_t i = 0; i < text.size() && numbers_ < kMaxNumbers;) {
      const std::size_t stop = std::min(text.find_first_of("\n\r\x1b", i), text.size());
      append(text, i, stop);
      if (stop == text.size()) break;
      i = stop + special(text.substr(stop));
    }
    flush();
    return std::move(table_);
  }

 private:
  void append(std::string_view text, std::size_t begin, std::size_t end) {
    if (begin == end) return;
    plain_.append(text.substr(begin, end - begin));
    last_byte_ = end - 1;
  }

  // Handles a line end or a control sequence; its length.
  std::size_t special(std::string_view rest) {
    if (rest[0] != '\x1b') {
      flush();
      if (rest[0] == '\n') ++line_;
      return 1;
    }
    const std::size_t length = std::max<std::size_t>(escape_length(rest), 1);
    const char what = rest[length - 1];
    if (std::string_view("ABCDEFGHJcfdsu78").find(what) != std::string_view::npos) flush();
    return length;
  }

  void flush() {
    const std::string line = std::exchange(plain_, {});
    if (trim(line).empty()) return;
    ++table_.text_lines;
    std::string_view own = std::string_view(line).substr(0, find_gctrace(line));
    if (is_runtime_trace(own)) return;
    if (has_digit(own)) read_header();
    const bool is_csv = is_csv_row(own);
    ScannedLine scanned = LineScanner(own, is_csv ? Commas::separate : Commas::group).scan();
    if (scanned.cells.empty()) {
      if (may_be_header(own)) header_line_ = own;
      return;
    }
    if (header_) label_by_header(own, *header_, scanned);
    numbers_ += scanned.cells.size();
    const std::size_t end = scanned.cell_spans.back().end;
    table_.lines.push_back({line_, arrival(stream_, last_byte_), std::move(scanned.cells),
                            std::string(own.substr(end, kMaxLabel))});
  }

  // Most lines without numbers are prose, so a header is only read once a row follows.
  void read_header() {
    if (header_line_.empty()) return;
    if (auto header = header_of(std::exchange(header_line_, {}))) header_ = std::move(header);
  }

  // Under a header like "a,b,c", commas do not group digits.
  bool is_csv_row(std::string_view line) const {
    if (!header_ || header_->separator != ',') return false;
    const auto commas = static_cast<std::size_t>(std::ranges::count(line, ','));
    return commas + 1 == header_->columns.size();
  }

  const Stream& stream_;
  NumberTable table_;
  std::string plain_;  // of the line so far, without control sequences
  std::size_t last_byte_ = 0;
  std::size_t numbers_ = 0;
  int line_ = 1;
  std::string header_line_;  // not yet read
  std::optional<Header> header_;
};

}  // namespace

NumberTable parse_numbers(const Stream& stream) { return TableReader(stream).read(); }

NumberTable parse_numbers(std::span<const Stream* const> streams) {
  NumberTable all;
  const auto earlier = [](const NumberLine& a, const NumberLine& b) { return a.at < b.at; };
  for (const Stream* stream : streams) {
    NumberTable table = parse_numbers(*stream);
    const auto before = static_cast<std::ptrdiff_t>(all.lines.size());
    std::ranges::move(table.lines, std::back_inserter(all.lines));
    std::inplace_merge(all.lines.begin(), all.lines.begin() + before, all.lines.end(), earlier);
    all.text_lines += table.text_lines;
  }
  return all;
}

std::vector<std::span<const NumberLine>> group_by_tick(std::span<const NumberLine> lines) {
  std::vector<std::span<const NumberLine>> groups;
  while (!lines.empty()) {
    std::size_t n = 1;
    while (n < lines.size() && lines[n].at - lines[0].at <= kTick) ++n;
    groups.push_back(lines.first(n));
    lines = lines.subspan(n);
  }
  return groups;
}

const Declared& declare(const NumberCell*) {
  static const Declared declared = {
      field<&NumberCell::label>("label", "the words before or above the number"),
      field<[](const NumberCell& c) { return c.value * (c.unit == 0 ? 1 : c.unit); }>(
          "value", "in bytes where a unit is known"),
      field<&NumberCell::text>("text", "as printed, with its unit"),
  };
  return declared;
}

const Declared& declare(const NumberBlock*) {
  static const Declared declared = {
      field<&NumberBlock::at>("at", "when its first line came; lines within 300 ms are one block"),
      field<&NumberBlock::cells>("cells", "its numbers"),
  };
  return declared;
}

const Declared& declare(const Numbers*) {
  static const Declared declared = {
      field<&Numbers::blocks>("blocks", "what is printed at one time"),
      field<&Numbers::lines>("lines", "that are not blank"),
  };
  return declared;
}

Numbers observe_numbers(const Captured& captured) {
  const NumberTable table = parse_numbers(captured.texts);
  Numbers seen{{}, table.text_lines};
  for (std::span<const NumberLine> tick : group_by_tick(table.lines)) {
    NumberBlock block{tick[0].at, {}};
    for (const NumberLine& line : tick)
      block.cells.insert(block.cells.end(), line.cells.begin(), line.cells.end());
    seen.blocks.push_back(std::move(block));
  }
  return seen;
}

}  // namespace grade
