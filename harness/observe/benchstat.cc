#include "harness/observe/benchstat.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "harness/base/cursor.h"
#include "harness/base/text.h"
#include "harness/observe/benchstat_csv.h"
#include "harness/observe/gobench.h"

namespace grade {
namespace {

constexpr std::size_t kMaxRows = 50'000;
constexpr std::size_t kMaxColumns = 20;
constexpr std::size_t kMaxLineBytes = 8u << 10;
constexpr std::string_view kBar = "│";
constexpr std::string_view kPlusMinus = "±";

struct Prefix {
  std::string_view text;
  double factor;
};
constexpr Prefix kPrefixes[] = {
    {"Ti", 0x1p40}, {"Gi", 0x1p30}, {"Mi", 0x1p20}, {"Ki", 0x1p10}, {"T", 1e12}, {"G", 1e9},
    {"M", 1e6},     {"k", 1e3},     {"m", 1e-3},    {"µ", 1e-6},    {"n", 1e-9},
};

// A word of a line; columns are counted in code points, as the command pads.
struct Word {
  std::string_view text;
  int col = 0;
};

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Words between spaces and tabs; a tab counts as one column.
std::vector<Word> split_words(std::string_view line) {
  std::vector<Word> words;
  int col = 0;
  bool in_word = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool is_space = line[i] == ' ' || line[i] == '\t';
    if (!is_space && !in_word) words.push_back({line.substr(i, 0), col});
    if (!is_space) {
      Word& word = words.back();
      word.text = {word.text.data(), word.text.size() + 1};
    }
    in_word = !is_space;
    if (starts_code_point(line[i])) ++col;
  }
  return words;
}

struct Number {
  double value = 0;
  int decimals = 0;
  std::string_view suffix;  // what stands behind the digits
  double factor = 1;
};

// The factor of "n" or "Ki"; none for other text.
std::optional<double> suffix_factor(std::string_view suffix) {
  if (suffix.empty()) return 1;
  for (const Prefix& prefix : kPrefixes) {
    if (suffix == prefix.text) return prefix.factor;
  }
  return std::nullopt;
}

// "7.469e-08", as only CSV has it.
std::optional<Number> parse_exponent(std::string_view word) {
  Cursor cursor(word);
  const auto value = cursor.number<double>();
  if (!value || !cursor.at_end() || !std::isfinite(*value)) return std::nullopt;
  constexpr int kDecimals = 17;
  return Number{*value, kDecimals, {}, 1};
}

std::optional<Number> parse_number(std::string_view word) {
  if (word.find_first_of("eE") != std::string_view::npos) return parse_exponent(word);
  const bool is_negative = word.starts_with('-');
  Cursor cursor(word.substr(is_negative ? 1 : 0));
  const auto digits = cursor.decimal();
  if (!digits) return std::nullopt;
  const auto factor = suffix_factor(cursor.rest());
  if (!factor) return std::nullopt;
  return Number{is_negative ? -digits->value : digits->value, digits->decimals, cursor.rest(),
                *factor};
}

// "-66.67%", "+3.00%", "0.00%".
std::optional<double> parse_percent(std::string_view word) {
  if (!word.ends_with('%')) return std::nullopt;
  word.remove_suffix(1);
  const bool is_negative = word.starts_with('-');
  if (is_negative || word.starts_with('+')) word.remove_prefix(1);
  Cursor cursor(word);
  const auto digits = cursor.decimal();
  if (!digits || !cursor.at_end()) return std::nullopt;
  return is_negative ? -digits->value : digits->value;
}

bool is_delta(std::string_view word) {
  return word == "~" || word == "?" || parse_percent(word).has_value();
}

// Reads the words of one row from left to right, one cell after the other.
class RowReader {
 public:
  explicit RowReader(std::vector<Word> words) : words_(std::move(words)) {}

  bool at_end() const { return at_ == words_.size(); }
  int col() const { return words_[at_].col; }
  void skip() { ++at_; }

  // A value with its spread and, behind it, a delta with p and n; nothing when no value comes next.
  std::optional<BenchstatCell> cell() {
    const auto number = at_end() ? std::nullopt : parse_number(words_[at_].text);
    if (!number) return std::nullopt;
    BenchstatCell cell;
    cell.printed = words_[at_++].text;
    cell.value = number->value * number->factor;
    take_spread(cell);
    take_footnotes();
    take_delta(cell);
    take_footnotes();
    return cell;
  }

 private:
  void take_spread(BenchstatCell& cell) {
    if (at_end() || !words_[at_].text.starts_with(kPlusMinus)) return;
    const std::string_view attached = words_[at_++].text.substr(kPlusMinus.size());
    if (!attached.empty())
      cell.spread = attached;
    else if (!at_end())
      cell.spread = words_[at_++].text;
  }

  void take_delta(BenchstatCell& cell) {
    if (at_end() || !is_delta(words_[at_].text)) return;
    cell.delta = words_[at_++].text;
    cell.delta_percent = parse_percent(cell.delta).value_or(0);
    take_samples(cell);
  }

  // "¹" or "¹ ²", which stand behind what they explain.
  void take_footnotes() {
    constexpr std::array<std::string_view, 10> kDigits = {"⁰", "¹", "²", "³", "⁴",
                                                          "⁵", "⁶", "⁷", "⁸", "⁹"};
    while (!at_end()) {
      const std::string_view word = words_[at_].text;
      const auto starts = [&](std::string_view digit) { return word.starts_with(digit); };
      if (std::none_of(kDigits.begin(), kDigits.end(), starts)) return;
      ++at_;
    }
  }

  // "(p=0.000 n=10)", "(n=3+1)", "(p=0.079 n=4+5)".
  void take_samples(BenchstatCell& cell) {
    if (at_end() || !words_[at_].text.starts_with('(')) return;
    if (words_[at_].text == "(all") cell.p = 1;
    bool is_last = false;
    for (bool is_first = true; !at_end() && !is_last; is_first = false, ++at_) {
      std::string_view word = words_[at_].text.substr(is_first ? 1 : 0);
      is_last = word.ends_with(')');
      if (is_last) word.remove_suffix(1);
      Cursor cursor(word);
      if (cursor.eat("p=")) {
        const auto p = cursor.decimal();
        if (p && cursor.at_end()) cell.p = p->value;
      } else if (cursor.eat("n=")) {
        take_counts(cell, cursor);
      }
    }
  }

  static void take_counts(BenchstatCell& cell, Cursor& cursor) {
    const auto first = cursor.digits(6);
    const auto second = cursor.eat("+") ? cursor.digits(6) : first;
    if (!first || !second || !cursor.at_end()) return;
    cell.n_old = static_cast<int>(*first);
    cell.n_new = static_cast<int>(*second);
  }

  std::vector<Word> words_;
  std::size_t at_ = 0;
};

// The text between the bars of a header line, without the text before the first bar.
std::vector<std::string_view> between_bars(std::string_view line) {
  std::vector<std::string_view> cells;
  std::size_t bar = line.find(kBar);
  while (bar != std::string_view::npos && cells.size() <= kMaxColumns) {
    const std::size_t from = bar + kBar.size();
    bar = line.find(kBar, from);
    const std::string_view cell = trim(line.substr(from, bar - from));
    if (bar != std::string_view::npos || !cell.empty()) cells.push_back(cell);
  }
  return cells;
}

std::vector<int> bar_columns(std::string_view line) {
  std::vector<int> columns;
  int col = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!starts_code_point(line[i])) continue;
    if (line.substr(i).starts_with(kBar)) columns.push_back(col);
    ++col;
  }
  return columns;
}

std::string without_base(std::string_view header_cell) {
  if (header_cell.ends_with("vs base")) header_cell.remove_suffix(7);
  return printable(trim(header_cell), 60);
}

// "name  old time/op  new time/op  delta": the unit that stands for "time/op"; "" for other lines,
// and for units of one's own that newer releases scale.
std::string unit_of_old_header(std::string_view line) {
  if (!trim(line).starts_with("name ")) return {};
  const auto words = split_words(line);
  if (words.size() != 6 || words[1].text != "old" || words[3].text != "new" ||
      words[5].text != "delta" || words[2].text != words[4].text)
    return {};
  if (words[2].text == "time/op") return "sec/op";
  if (words[2].text == "alloc/op") return "B/op";
  if (words[2].text == "speed") return "B/s";
  const bool is_printed_as_given = tidy_unit(words[2].text, 1).first == words[2].text;
  return is_printed_as_given ? printable(words[2].text, 60) : "";
}

// Of "74.6ns", "12.0B" and "138MB/s" what newer releases print.
std::string_view without_unit(std::string_view word, std::string_view unit) {
  const std::string_view shown = unit == "sec/op" ? "s" : unit == "B/op" ? "B" : unit;
  if (word.ends_with(shown) && is_digit(word.front())) word.remove_suffix(shown.size());
  return word;
}

class Parser {
 public:
  std::vector<BenchstatTable> parse(std::string_view text) {
    for (int line = 1; !text.empty() && rows_ < kMaxRows; ++line) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view row = text.substr(0, end);
      if (row.ends_with('\r')) row.remove_suffix(1);
      take_line(line, row.substr(0, kMaxLineBytes));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    finish();
    return std::move(tables_);
  }

 private:
  void take_line(int line, std::string_view text) {
    if (text.find(kBar) != std::string_view::npos) return take_bars(line, text);
    if (std::string unit = unit_of_old_header(text); !unit.empty())
      return take_old_header(line, unit);
    if (trim(text).empty() || !in_table_ || !take_row(line, text)) finish();
  }

  // Header lines: labels of the columns, perhaps in several levels, then the units.
  void take_bars(int line, std::string_view text) {
    if (in_table_ && !table_.rows.empty()) finish();
    const auto cells = between_bars(text);
    if (cells.empty() || cells.size() > kMaxColumns) return finish();
    if (in_table_) table_.columns = units_;  // the line before was one of labels
    in_table_ = true;
    table_.line = line;
    units_.clear();
    for (const std::string_view cell : cells) units_.push_back(without_base(cell));
    table_.unit = units_.front();
    bars_ = bar_columns(text);
  }

  void take_old_header(int line, const std::string& unit) {
    finish();
    in_table_ = true;
    units_ = {unit, unit};
    table_ = {.of_means = true, .line = line, .unit = unit, .columns = {"old", "new"}, .rows = {}};
  }

  // False when the line is none: footnotes, configuration, prose.
  bool take_row(int line, std::string_view text) {
    auto words = split_words(text);
    if (words.size() > 200 || words.size() < 2) return false;
    table_.columns.resize(units_.size());
    if (table_.of_means)
      for (Word& word : words) word.text = without_unit(word.text, table_.unit);
    if (const auto row = row_by_bars(line, words)) return add(*row);
    if (const auto row = row_in_order(line, words)) return add(*row);
    return false;
  }

  bool add(const BenchstatRow& row) {
    table_.rows.push_back(row);
    ++rows_;
    return true;
  }

  BenchstatRow new_row(int line, std::string_view name) const {
    BenchstatRow row;
    row.line = line;
    row.name = printable(name, 300);
    row.is_geomean = name == "geomean";
    row.cells.resize(table_.columns.size());
    return row;
  }

  // By the place of each word under the bars of the header; none where they do not line up.
  std::optional<BenchstatRow> row_by_bars(int line, const std::vector<Word>& words) const {
    if (bars_.empty() || bars_.front() == 0) return {};
    std::size_t labels = 0;
    while (labels < words.size() && words[labels].col < bars_.front()) ++labels;
    if (labels == 0) return {};
    const Word& last = words[labels - 1];
    const auto width = std::count_if(last.text.begin(), last.text.end(), starts_code_point);
    if (last.col + width > bars_.front()) return {};
    const char* label_end = last.text.data() + last.text.size();
    const std::string_view label(words[0].text.data(),
                                 static_cast<std::size_t>(label_end - words[0].text.data()));
    BenchstatRow row = new_row(line, trim(label));
    RowReader reader({words.begin() + static_cast<std::ptrdiff_t>(labels), words.end()});
    bool has_values = row.is_geomean;
    while (!reader.at_end()) {
      const std::size_t column = column_at(reader.col());
      if (auto cell = reader.cell()) {
        row.cells[column] = std::move(*cell);
        has_values = true;
      } else if (!row.is_geomean) {
        return {};
      } else {
        reader.skip();  // a footnote in the place of a value
      }
    }
    return has_values ? std::optional(std::move(row)) : std::nullopt;
  }

  std::size_t column_at(int col) const {
    const auto after = std::upper_bound(bars_.begin(), bars_.end(), col);
    const auto index = static_cast<std::size_t>(after - bars_.begin());
    return std::min(index == 0 ? 0 : index - 1, table_.columns.size() - 1);
  }

  // The first word is the name, the cells follow one another.
  std::optional<BenchstatRow> row_in_order(int line, const std::vector<Word>& words) const {
    BenchstatRow row = new_row(line, words[0].text);
    RowReader reader({words.begin() + 1, words.end()});
    std::size_t column = 0;
    while (!reader.at_end() && column < row.cells.size()) {
      auto cell = reader.cell();
      if (!cell) break;
      row.cells[column++] = std::move(*cell);
    }
    return column > 0 && reader.at_end() ? std::optional(std::move(row)) : std::nullopt;
  }

  void finish() {
    if (in_table_ && !table_.rows.empty()) tables_.push_back(std::move(table_));
    table_ = {};
    units_.clear();
    bars_.clear();
    in_table_ = false;
  }

  std::vector<BenchstatTable> tables_;
  BenchstatTable table_;
  std::vector<std::string> units_;  // the last line with bars
  std::vector<int> bars_;
  bool in_table_ = false;
  std::size_t rows_ = 0;
};

}  // namespace

std::vector<BenchstatTable> parse_benchstat(std::string_view text) {
  std::vector<BenchstatTable> tables = Parser().parse(text);
  for (BenchstatTable& table : parse_benchstat_csv(text)) tables.push_back(std::move(table));
  std::ranges::sort(tables, {}, &BenchstatTable::line);
  std::set<std::string> units;
  int output = 0;
  for (BenchstatTable& table : tables) {
    if (!units.insert(table.unit).second) {
      units = {table.unit};
      ++output;
    }
    table.output = output;
  }
  return tables;
}

double benchstat_number(std::string_view printed) {
  const auto number = parse_number(printed);
  return number ? number->value * number->factor : 0;
}

std::string print_like(std::string_view printed, double value) {
  const auto number = parse_number(printed);
  if (!number) return {};
  return fmt::format("{:.{}f}{}", value / number->factor, number->decimals, number->suffix);
}

}  // namespace grade
