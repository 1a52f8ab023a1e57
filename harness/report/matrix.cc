#include "harness/report/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "harness/base/utf8.h"
#include "harness/report/layout.h"
#include "harness/report/tally.h"

namespace grade {
namespace {

// Shorter ids first, so that 10.2 stands before 10.10.
using IdKey = std::pair<std::size_t, std::string>;
IdKey key_of(const Verdict& verdict) { return {verdict.id.size(), verdict.id}; }

struct Row {
  std::string name;  // fit to be shown
  double earned = 0;
  double possible = 0;
  std::map<int, std::map<IdKey, Outcome>> tasks;
};

struct Column {
  int task = 0;
  std::vector<IdKey> ids;
  std::string title() const { return fmt::format("T{}", task); }
  int width() const { return static_cast<int>(std::max(title().size(), ids.size())) + 2; }
};

struct Table {
  std::vector<Row> rows;
  std::vector<Column> columns;
  int name_width = 0;
  int points_width = 0;
  int left_width() const { return name_width + points_width + 4; }
};

std::string points_text(const Row& row) {
  return fmt::format("{:g}/{:g}", row.earned, row.possible);
}

std::vector<Row> rows_of(const Report& report, const Page& page) {
  std::vector<Row> rows;
  std::map<std::string, std::size_t> row_of;
  for (const Verdict& verdict : report.verdicts) {
    const auto [at, is_new] = row_of.try_emplace(verdict.submission, rows.size());
    if (is_new) rows.emplace_back().name = page.shown(verdict.submission);
    Row& row = rows[at->second];
    row.possible += points_of(verdict);
    if (verdict.outcome == Outcome::pass) row.earned += points_of(verdict);
    row.tasks[verdict.task].insert_or_assign(key_of(verdict), verdict.outcome);
  }
  return rows;
}

std::vector<Column> columns_of(const Report& report) {
  std::map<int, std::set<IdKey>> ids;
  for (const Verdict& verdict : report.verdicts) ids[verdict.task].insert(key_of(verdict));
  std::vector<Column> columns;
  for (const auto& [task, keys] : ids) columns.push_back({task, {keys.begin(), keys.end()}});
  return columns;
}

Table table_of(const Report& report, const Page& page) {
  Table table{.rows = rows_of(report, page), .columns = columns_of(report)};
  for (Row& row : table.rows) {
    row.name = cut_to_width(row.name, page.width() / 3, page.glyphs().ellipsis);
    table.name_width = std::max(table.name_width, display_width(row.name));
    table.points_width = std::max(table.points_width, static_cast<int>(points_text(row).size()));
  }
  return table;
}

char letter_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return 'P';
    case Outcome::fail:
      return 'F';
    case Outcome::review:
      return 'R';
    case Outcome::inconclusive:
      return 'I';
    case Outcome::error:
      break;
  }
  return 'E';
}

// One span a criterion, "-" for one that this submission was not graded on.
void add_cell(const Row& row, const Column& column, std::vector<Span>& spans) {
  spans.push_back({"  "});
  const auto task = row.tasks.find(column.task);
  for (const IdKey& id : column.ids) {
    const bool is_graded = task != row.tasks.end() && task->second.contains(id);
    if (is_graded)
      spans.push_back(
          {std::string(1, letter_of(task->second.at(id))), ink_of(task->second.at(id))});
    else
      spans.push_back({"-", Ink::dim});
  }
  const int used = static_cast<int>(column.ids.size()) + 2;
  spans.push_back({std::string(static_cast<std::size_t>(column.width() - used), ' ')});
}

void print_block(const Table& table, std::span<const Column> columns, Page& page) {
  const auto left = static_cast<std::size_t>(table.left_width() - 2);
  std::vector<Span> titles = {{std::string(left, ' ')}};
  for (const Column& column : columns)
    titles.push_back({fmt::format("  {:{}}", column.title(), column.width() - 2), Ink::bold});
  page.blank();
  page.line(titles);
  for (const Row& row : table.rows) {
    const int pad = table.name_width - display_width(row.name);
    std::vector<Span> spans = {{row.name},
                               {std::string(static_cast<std::size_t>(pad), ' ')},
                               {fmt::format("  {:>{}}", points_text(row), table.points_width)}};
    for (const Column& column : columns) add_cell(row, column, spans);
    page.line(spans);
  }
}

// How many of the columns fit beside the names; one at least.
std::size_t fitting(std::span<const Column> columns, int room) {
  std::size_t count = 0;
  for (const Column& column : columns) {
    room -= column.width();
    if (room < 0) break;
    ++count;
  }
  return std::max<std::size_t>(count, 1);
}

}  // namespace

Ink ink_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return Ink::good;
    case Outcome::fail:
      return Ink::bad;
    case Outcome::review:
      return Ink::ask;
    case Outcome::inconclusive:
      return Ink::wait;
    case Outcome::error:
      break;
  }
  return Ink::bad;
}

void print_matrix(const Report& report, Page& page) {
  const Table table = table_of(report, page);
  if (table.rows.size() < 2) return;
  std::span<const Column> rest = table.columns;
  while (!rest.empty()) {
    const std::size_t count = fitting(rest, page.width() - table.left_width() + 2);
    print_block(table, rest.first(count), page);
    rest = rest.subspan(count);
  }
  page.flow(
      {},
      "One letter per criterion, in order: P pass, F fail, R review, I inconclusive, E error, "
      "- not graded",
      2, Ink::dim);
}

}  // namespace grade
