#include "harness/cli/observed_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

namespace grade {
namespace {

bool is_table(const Field& field) { return field.count != nullptr; }

class JsonLines : public ObservedText {
 public:
  std::string part(const Observation& observation) override {
    std::string out;
    out.reserve(largest_);
    for (const Field& field : observation.declared->fields())
      if (is_table(field)) append_elements(field, observation.seen.get(), out);
    largest_ = std::max(largest_, out.size());
    return out;
  }

  std::string last_part(const Observation& observation) override {
    std::string out = part(observation);
    char before = '{';
    for (const Field& field : observation.declared->fields()) {
      if (is_table(field)) continue;
      fmt::format_to(std::back_inserter(out), "{}\"{}\":", before, field.name);
      field.json(observation.seen.get(), out);
      before = ',';
    }
    return out + (before == '{' ? "{}\n" : "}\n");
  }

 private:
  static void append_elements(const Field& field, const void* record, std::string& out) {
    const std::size_t count = field.count(record);
    const std::string key = fmt::format("{{\"{}\":", field.name);
    for (std::size_t i = 0; i < count; ++i) {
      out += key;
      field.json_at(record, i, out);
      out += "}\n";
    }
  }

  std::size_t largest_ = 0;  // of the parts so far
};

constexpr std::size_t kRowsShown = 10;
constexpr std::size_t kWidestCell = 32;  // bytes

// The first rows of a list of records.
struct Table {
  std::vector<std::vector<std::string>> rows;
  std::size_t count = 0;
};

std::string cell_text(const Value& value) {
  std::string text = to_string(value, kWidestCell);
  const bool is_text = value.kind() == Kind::string;
  return is_text && text.size() > 1 ? text.substr(1, text.size() - 2) : text;
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string padded(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, columns_of(text)), ' ');
}

class Tables : public ObservedText {
 public:
  explicit Tables(std::size_t width) : width_(width) {}

  std::string part(const Observation& observation) override {
    const Record record = observation.value().as_record();
    for (std::size_t i = 0; i < record.size(); ++i)
      if (is_table(observation.declared->fields()[i])) add_rows(tables_[i], record[i].as_list());
    return "";
  }

  std::string last_part(const Observation& observation) override {
    part(observation);
    std::string out;
    const Record record = observation.value().as_record();
    for (std::size_t i = 0; i < record.size(); ++i) {
      const Field& field = observation.declared->fields()[i];
      if (is_table(field))
        out += table_text(field, tables_[i]);
      else
        out += fmt::format("{}: {}\n", field.name,
                           to_string(record[i], width_ - std::min(width_ / 2, field.name.size())));
    }
    return out;
  }

 private:
  static void add_rows(Table& table, const List& list) {
    for (std::size_t i = 0; i < list.size() && table.rows.size() < kRowsShown; ++i) {
      const Record row = list[i].as_record();
      std::vector<std::string>& cells = table.rows.emplace_back();
      for (std::size_t column = 0; column < row.size(); ++column)
        cells.push_back(cell_text(row[column]));
    }
    table.count += list.size();
  }

  std::string table_text(const Field& field, const Table& table) const {
    std::string out = fmt::format("{}: {}\n", field.name, table.count);
    if (table.count == 0) return out;
    const std::vector<Field>& columns = field.inner->fields();
    std::vector<std::string> lines(table.rows.size() + 1);
    std::string left_out;
    std::size_t used = 0;
    for (std::size_t column = 0; column < columns.size(); ++column) {
      std::size_t widest = columns[column].name.size();
      for (const auto& row : table.rows) widest = std::max(widest, columns_of(row[column]));
      if (used + 2 + widest > width_) {
        left_out += fmt::format("{}{}", left_out.empty() ? "" : ", ", columns[column].name);
        continue;
      }
      used += 2 + widest;
      lines[0] += "  " + padded(columns[column].name, widest);
      for (std::size_t row = 0; row < table.rows.size(); ++row)
        lines[row + 1] += "  " + padded(table.rows[row][column], widest);
    }
    for (std::string& line : lines) {
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    if (table.count > table.rows.size())
      out += fmt::format("  … {} more\n", table.count - table.rows.size());
    if (!left_out.empty()) out += fmt::format("  not shown: {}\n", left_out);
    return out;
  }

  std::size_t width_;
  std::map<std::size_t, Table> tables_;  // by field
};

}  // namespace

std::unique_ptr<ObservedText> observed_tables(std::size_t width) {
  return std::make_unique<Tables>(width);
}

std::unique_ptr<ObservedText> observed_json() { return std::make_unique<JsonLines>(); }

}  // namespace grade
