// A table is a line of labels (",before.txt,,after.txt,,,"), a line of what stands in each place
// (",sec/op,CI,sec/op,CI,vs base,P") and rows ("Build-2,7.4e-08,2%,2.7e-08,34%,-63.24%,p=0.002
// n=6").
#include "harness/observe/benchstat_csv.h"

#include "harness/base/cursor.h"
#include "harness/base/text.h"

namespace grade {
namespace {

constexpr std::size_t kMaxRows = 50'000;
constexpr std::size_t kMaxFields = 100;
constexpr std::size_t kMaxLineBytes = 8u << 10;

// Fields in quotes may hold commas; "" in them is a quote.
std::vector<std::string> split_fields(std::string_view line) {
  std::vector<std::string> fields(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size() && fields.size() <= kMaxFields; ++i) {
    const bool is_double = is_quoted && line.substr(i).starts_with("\"\"");
    if (line[i] == '"' && !is_double)
      is_quoted = !is_quoted;
    else if (line[i] == ',' && !is_quoted)
      fields.emplace_back();
    else
      fields.back() += line[i];
    if (is_double) ++i;
  }
  return fields;
}

// "p=0.002 n=6", "p=0.100 n=3+2"; as benchstat prints them.
void read_samples(std::string_view text, BenchstatCell& cell) {
  Cursor cursor(text);
  if (cursor.eat("p=")) {
    const auto p = cursor.decimal();
    if (!p) return;
    cell.p = p->value;
    cursor.eat(" ");
  }
  if (!cursor.eat("n=")) return;
  const auto first = cursor.digits(6);
  const auto second = cursor.eat("+") ? cursor.digits(6) : first;
  if (!first || !second) return;
  cell.n_old = static_cast<int>(*first);
  cell.n_new = static_cast<int>(*second);
}

class Parser {
 public:
  std::vector<BenchstatTable> parse(std::string_view text) {
    for (int line = 1; !text.empty() && rows_ < kMaxRows; ++line) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      take_line(line, trim(text.substr(0, std::min(end, kMaxLineBytes))));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    finish();
    return std::move(tables_);
  }

 private:
  void take_line(int line, std::string_view text) {
    if (text.find(',') == std::string_view::npos) return finish();
    std::vector<std::string> fields = split_fields(text);
    if (fields.size() < 3 || fields.size() > kMaxFields) return finish();
    if (fields[0].empty() && fields[2] == "CI") return begin(line, fields);
    if (fields[0].empty() || places_.empty() || !take_row(line, fields)) finish();
    labels_ = std::move(fields);
  }

  void begin(int line, const std::vector<std::string>& fields) {
    if (!table_.rows.empty()) finish();
    table_ = {.line = line, .unit = printable(fields[1], 60), .columns = {}, .rows = {}};
    places_.clear();
    for (std::size_t i = 1; i + 1 < fields.size(); ++i) {
      if (fields[i + 1] != "CI") continue;
      places_.push_back(i);
      table_.columns.push_back(i < labels_.size() ? printable(labels_[i], 60) : "");
    }
  }

  bool take_row(int line, const std::vector<std::string>& fields) {
    BenchstatRow row{.line = line, .name = printable(fields[0], 300), .cells = {}};
    row.is_geomean = row.name == "geomean";
    bool has_values = row.is_geomean;
    for (std::size_t c = 0; c < places_.size(); ++c) {
      const std::size_t end = c + 1 < places_.size() ? places_[c + 1] : fields.size();
      row.cells.push_back(cell(fields, places_[c], end));
      has_values = has_values || !row.cells.back().printed.empty();
    }
    if (!has_values) return false;
    table_.rows.push_back(std::move(row));
    ++rows_;
    return true;
  }

  // Value, spread, delta, p and n; the last two are not there in the first column.
  static BenchstatCell cell(const std::vector<std::string>& fields, std::size_t at,
                            std::size_t end) {
    BenchstatCell cell;
    end = std::min(end, fields.size());
    if (at >= end || print_like(fields[at], 1).empty()) return cell;
    cell.printed = fields[at];
    cell.value = benchstat_number(cell.printed);
    if (at + 1 < end) cell.spread = printable(fields[at + 1], 20);
    if (at + 3 >= end) return cell;
    cell.delta = printable(fields[at + 2], 20);
    Cursor percent(std::string_view(cell.delta).substr(cell.delta.starts_with('+') ? 1 : 0));
    cell.delta_percent = percent.number<double>().value_or(0);
    read_samples(fields[at + 3], cell);
    return cell;
  }

  void finish() {
    if (!table_.rows.empty()) tables_.push_back(std::move(table_));
    table_ = {};
    places_.clear();
    labels_.clear();
  }

  std::vector<BenchstatTable> tables_;
  BenchstatTable table_;
  std::vector<std::string> labels_;  // the line before
  std::vector<std::size_t> places_;  // of the value of each column
  std::size_t rows_ = 0;
};

}  // namespace

std::vector<BenchstatTable> parse_benchstat_csv(std::string_view text) {
  return Parser().parse(text);
}

}  // namespace grade
