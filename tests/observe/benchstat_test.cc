#include "harness/observe/benchstat.h"

#include <gtest/gtest.h>

#include <charconv>
#include <sstream>

#include "harness/base/text.h"
#include "tests/observe/bench_testdata.h"

namespace grade {
namespace {

std::vector<std::string> split_commas(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

struct CsvTable {
  std::vector<std::string> files;
  std::string unit;
  std::vector<std::vector<std::string>> rows;
};

std::vector<CsvTable> parse_csv(const std::string& text) {
  std::vector<CsvTable> tables;
  bool in_table = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto fields = split_commas(line);
    if (line.empty()) {
      in_table = false;
    } else if (!in_table && fields[0].empty()) {
      in_table = true;
      tables.emplace_back();
      for (const auto& f : fields) {
        if (!f.empty()) tables.back().files.push_back(f);
      }
    } else if (in_table && tables.back().unit.empty()) {
      tables.back().unit = fields[1];
    } else if (in_table) {
      tables.back().rows.push_back(fields);
    }
  }
  return tables;
}

// Fields of a CSV row: name, value and spread of the first column, then value, spread, delta and
// p of each other one.
void expect_cell(const BenchstatCell& cell, const std::vector<std::string>& fields,
                 std::size_t column) {
  const std::size_t at = column == 0 ? 1 : 3 + 4 * (column - 1);
  const std::string& number = fields.at(at);
  if (number.empty()) {
    EXPECT_EQ(cell.printed, "");
    return;
  }
  double value = 0;
  std::from_chars(number.data(), number.data() + number.size(), value);
  EXPECT_EQ(cell.printed, print_like(cell.printed, value));
  EXPECT_NEAR(cell.value, value, std::abs(value) * 1e-3);
  EXPECT_EQ(cell.spread, fields.at(at + 1));
  if (column == 0) return;
  EXPECT_EQ(cell.delta, fields.at(at + 2));
  const std::string& p = fields.at(at + 3);
  if (!p.empty()) {
    EXPECT_EQ(p, fmt::format("p={:.3f} n={}", cell.p, cell.n_old));
  }
}

class BenchstatGoldens : public testing::TestWithParam<BenchGolden> {};
TEST_P(BenchstatGoldens, TextGivesTheNumbersOfTheCsv) {
  const std::string base = "expected/" + GetParam().name + ".benchstat";
  const auto tables = parse_benchstat(bench_file(base + ".txt"));
  const auto wanted = parse_csv(bench_file(base + ".csv"));
  ASSERT_EQ(tables.size(), wanted.size());
  for (std::size_t t = 0; t < tables.size(); ++t) {
    SCOPED_TRACE(wanted[t].unit);
    EXPECT_EQ(tables[t].unit, wanted[t].unit);
    EXPECT_EQ(tables[t].columns, wanted[t].files);
    ASSERT_LE(tables[t].rows.size(),
              wanted[t].rows.size());  // a lone row has a geomean in CSV only
    for (std::size_t r = 0; r < wanted[t].rows.size(); ++r) {
      SCOPED_TRACE(wanted[t].rows[r][0]);
      if (r == tables[t].rows.size()) {
        EXPECT_EQ(wanted[t].rows[r][0], "geomean");
        continue;
      }
      const BenchstatRow& row = tables[t].rows[r];
      EXPECT_EQ(row.name, wanted[t].rows[r][0]);
      EXPECT_EQ(row.is_geomean, row.name == "geomean");
      for (std::size_t c = 0; c < row.cells.size(); ++c) {
        expect_cell(row.cells[c], wanted[t].rows[r], c);
      }
    }
  }
}
INSTANTIATE_TEST_SUITE_P(, BenchstatGoldens, testing::ValuesIn(bench_goldens()),
                         [](const auto& i) { return test_name(i.param.name); });

struct CellCase {
  const char* name;
  const char* row;
  BenchstatCell old_cell;
  BenchstatCell new_cell;
};
const CellCase kCells[] = {
    {"Difference",
     "Build-2             3.000 ± 0%   1.000 ± 0%  -66.67% (p=0.000 n=10)",
     {"3.000", 3, "0%", "", 0, -1, 0, 0},
     {"1.000", 1, "0%", "-66.67%", -66.67, 0, 10, 10}},
    {"OneSampleWithFootnotes",
     "Build-2             3.000 ± ∞ ¹   1.000 ± ∞ ¹  ~ (p=1.000 n=1) ²",
     {"3.000", 3, "∞", "", 0, -1, 0, 0},
     {"1.000", 1, "∞", "~", 0, 1, 1, 1}},
    {"UnequalSizesWithoutP",
     "Build-2             3.000 ± ∞ ¹   1.000 ± ∞ ¹  -66.67% (n=3+1)",
     {"3.000", 3, "∞", "", 0, -1, 0, 0},
     {"1.000", 1, "∞", "-66.67%", -66.67, -1, 3, 1}},
    {"FromZero",
     "Build-2             0.0 ± 0%     100.0 ± 0%  ? (n=1)",
     {"0.0", 0, "0%", "", 0, -1, 0, 0},
     {"100.0", 100, "0%", "?", 0, -1, 1, 1}},
    {"OnlyOld", "Build-2             3.000 ± 0%", {"3.000", 3, "0%", "", 0, -1, 0, 0}, {}},
    {"OnlyNew",
     "Build-2                          1.000 ± 0%",
     {},
     {"1.000", 1, "0%", "", 0, -1, 0, 0}},
};
class BenchstatCells : public testing::TestWithParam<CellCase> {};
TEST_P(BenchstatCells, AreRead) {
  const std::string text =
      std::string(
          "        │      before.txt      │             after.txt              │\n"
          "        │      allocs/op       │ allocs/op   vs base                │\n") +
      GetParam().row + "\n¹ need >= 6 samples\n";
  const auto tables = parse_benchstat(text);
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0].columns, (std::vector<std::string>{"before.txt", "after.txt"}));
  EXPECT_EQ(tables[0].unit, "allocs/op");
  ASSERT_EQ(tables[0].rows.size(), 1u);
  EXPECT_EQ(tables[0].rows[0].name, "Build-2");
  EXPECT_EQ(tables[0].rows[0].cells[0], GetParam().old_cell);
  EXPECT_EQ(tables[0].rows[0].cells[1], GetParam().new_cell);
}
INSTANTIATE_TEST_SUITE_P(, BenchstatCells, testing::ValuesIn(kCells),
                         [](const auto& i) { return i.param.name; });

TEST(Benchstat, TableWithoutItsLeadingSpacesIsReadInOrder) {
  const auto tables = parse_benchstat(
      "│ before │ after │\n│ allocs/op │ allocs/op vs base │\n"
      "Build-2 3.000 ± 0% 1.000 ± 0% -66.67% (p=0.000 n=10)\n");
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0].rows.at(0).cells.at(1).delta, "-66.67%");
}

TEST(Benchstat, LayoutOfBefore2023IsRead) {
  const auto tables = parse_benchstat(
      "name     old time/op  new time/op  delta\nBuild-2   3.0µs ± 0%   1.0µs ±12%  -66.67%  "
      "(p=0.002 n=6+5)\n\n"
      "name     old alloc/op  new alloc/op  delta\nBuild-2   65.5kB ± 0%   65.5kB ± 0%  ~  "
      "(all equal)\n[Geo mean] 1kB 1kB +0.00%\n");
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_TRUE(tables[0].of_means);
  EXPECT_EQ(tables[0].unit, "sec/op");
  EXPECT_EQ(tables[0].columns, (std::vector<std::string>{"old", "new"}));
  EXPECT_EQ(tables[0].rows.at(0).cells.at(1),
            (BenchstatCell{"1.0µ", 1e-6, "12%", "-66.67%", -66.67, 0.002, 6, 5}));
  EXPECT_EQ(tables[1].unit, "B/op");
  ASSERT_EQ(tables[1].rows.size(), 1u);
  EXPECT_EQ(tables[1].rows[0].cells.at(1), (BenchstatCell{"65.5k", 65500, "0%", "~", 0, 1, 0, 0}));
}

TEST(Benchstat, LabelsInCsvMayBeQuoted) {
  const auto tables = parse_benchstat(
      ",\"a,\"\"b\"\"\",,after,,,\r\n,allocs/op,CI,allocs/op,CI,vs base,P\r\n"
      "Build-2,3,0%,1,0%,-66.67%,p=0.100 n=3+2\r\nOnly,3,0%\r\n");
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0].columns, (std::vector<std::string>{"a,\"b\"", "after"}));
  EXPECT_EQ(tables[0].rows.at(0).cells.at(1),
            (BenchstatCell{"1", 1, "0%", "-66.67%", -66.67, 0.1, 3, 2}));
  EXPECT_EQ(tables[0].rows.at(1).cells.at(1), BenchstatCell{});
}

struct NoTable {
  const char* name;
  std::string in;
};
const NoTable kNoTables[] = {
    {"Nothing", ""},
    {"Prose", "name your price\nWe saw 3.000 ± 0% allocs.\n"},
    {"HeaderOnly", "   │ a │ b │\n   │ x │ y │\n"},
    {"BarsOnly", "││││││││\n││││││││\n\n"},
    {"ManyBars",
     [] {
       std::string bars;
       for (int i = 0; i < 5000; ++i) bars += "│ x ";
       return bars + "\n" + bars + "\nA 1.0\n";
     }()},
    {"CutOffCharacters",
     "  \xe2\x94\x82 a \xe2\x94\n \xe2\x94\x82 \xe2\x94\x82\n\xe2\x94 1\xc2\xb1\n"},
};
class BenchstatNoTable : public testing::TestWithParam<NoTable> {};
TEST_P(BenchstatNoTable, GivesNothing) { EXPECT_TRUE(parse_benchstat(GetParam().in).empty()); }
INSTANTIATE_TEST_SUITE_P(, BenchstatNoTable, testing::ValuesIn(kNoTables),
                         [](const auto& i) { return i.param.name; });

struct PrintCase {
  const char* name;
  const char* like;
  double value;
  const char* out;
};
const PrintCase kPrints[] = {
    {"Plain", "3.000", 1, "1.000"},        {"Nano", "57.71n", 5.7714e-8, "57.71n"},
    {"Kibi", "64.00Ki", 65536, "64.00Ki"}, {"Micro", "1.72µ", 1.4225e-6, "1.42µ"},
    {"NoNumber", "fast", 1, ""},           {"UnknownPrefix", "1.0Q", 1, ""},
};
class BenchstatPrint : public testing::TestWithParam<PrintCase> {};
TEST_P(BenchstatPrint, LikeShown) {
  EXPECT_EQ(print_like(GetParam().like, GetParam().value), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, BenchstatPrint, testing::ValuesIn(kPrints),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
