#include "harness/observe/number_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/observe/capture.h"

namespace grade {
namespace {

using std::chrono::milliseconds;

// "label=value" of each number, the value in bytes where the unit is known.
std::string cells(std::string_view text) {
  std::string shown;
  for (const NumberLine& line : parse_numbers(stream_of(text)).lines) {
    for (const NumberCell& c : line.cells)
      shown += fmt::format("{}{}={}", shown.empty() ? "" : "; ", c.label,
                           c.value * (c.unit == 0 ? 1 : c.unit));
  }
  return shown;
}

struct Case {
  const char* name;
  std::string in;
  std::string cells;
};
const Case kCases[] = {
    {"ColonAfterLabel", "HeapAlloc: 123", "HeapAlloc=123"},
    {"PhraseAsLabel", "heap alloc: 123", "heap alloc=123"},
    {"EqualsWithSpaces", "HeapAlloc = 1.5 MiB", "HeapAlloc=1572864"},
    {"KeyValuePairs", "memstats HeapAlloc=1 HeapInuse=2 NumGC=3",
     "HeapAlloc=1; HeapInuse=2; NumGC=3"},
    {"NoSeparator", "HeapAlloc 123", "HeapAlloc=123"},
    {"Json", R"({"heap_alloc":123,"num_gc":4})", "heap_alloc=123; num_gc=4"},
    {"JsonNestedAndSpaced", R"({"memstats": {"HeapAlloc": 1.0e3}, "list": [1,234]})",
     "HeapAlloc=1000; list=1; =234"},
    {"SlogText", "time=2026-11-24T06:22:50.123Z level=INFO msg=tick heap_alloc=123 num_gc=4",
     "heap_alloc=123; num_gc=4"},
    {"SlogJson",
     R"({"time":"2026-11-24T06:22:50.123456+01:00","level":"INFO","msg":"tick","HeapAlloc":123})",
     "HeapAlloc=123"},
    {"LogPrefix", "2026/11/24 06:22:50 HeapAlloc: 123", "HeapAlloc=123"},
    {"LogPrefixWithMicroseconds", "2026/11/24 06:22:50.123456 main.go:12: HeapAlloc=5",
     "main.go=12; HeapAlloc=5"},
    {"ClockAlone", "06:22:50 HeapAlloc 7", "HeapAlloc=7"},
    {"GoStruct", "{HeapAlloc:123 HeapIdle:456}", "HeapAlloc=123; HeapIdle=456"},
    {"GoMap", "map[HeapAlloc:123 NumGC:4]", "HeapAlloc=123; NumGC=4"},
    {"MetricName", "/gc/heap/live:bytes 123", "/gc/heap/live:bytes=123"},
    {"ThousandsWithCommas", "HeapAlloc: 1,234,567", "HeapAlloc=1234567"},
    {"ThousandsWithUnderscores", "HeapAlloc: 1_234_567", "HeapAlloc=1234567"},
    {"ThousandsWithPoints", "HeapAlloc: 1.234.567", "HeapAlloc=1234567"},
    {"ThousandsWithApostrophes", "HeapAlloc: 1'234'567", "HeapAlloc=1234567"},
    {"OnePointIsOfDecimals", "HeapAlloc: 1.234", "HeapAlloc=1.234"},
    {"QuotedNumbersAreTwo", "'123' '456'", "=123; =456"},
    {"ThousandsAndDecimals", "HeapAlloc: 1,234.5 KiB", "HeapAlloc=1264128"},
    {"NotThousands", "a 12,34 b", "a=12; =34"},
    {"UnitGlued", "HeapAlloc=2KiB HeapInuse=3B", "HeapAlloc=2048; HeapInuse=3"},
    {"UnitInLabel", "HeapAlloc (KiB): 2", "HeapAlloc=2048"},
    {"UnitInKey", "heap_alloc_kib=2", "heap_alloc_kib=2048"},
    {"UnitsTakenFor1024s", "a 1 KB, b 1 kB, c 1 MB, d 1 K", "a=1024; b=1024; c=1048576; d=1024"},
    {"RateIsNoSize", "57.5 MB/s", "=57.5"},
    {"OtherUnit", "took 12ms", "took=12"},
    {"Percent", "util 99%", "util=99"},
    {"Negative", "diff = -12", "diff=-12"},
    {"Exponent", "HeapAlloc 1.7592e+13", "HeapAlloc=17592000000000"},
    {"HexIgnored", "ptr 0xc000012345 HeapAlloc 5", "ptr 0xc000012345 HeapAlloc=5"},
    {"VersionIgnored", "go1.26.8 and 1.26.8", ""},
    {"AddressIgnored", "listening on 127.0.0.1:8080", ""},
    {"HashIgnored", "commit 4f3a9c", ""},
    {"NameWithDigitsIgnored", "task-01 heap2 x86_64", ""},
    {"GoDurationIgnored", "elapsed 1m3.5s", ""},
    {"EndOfSentence", "It was 5.", "It was=5"},
    {"HeaderOverColumns", "HeapAlloc  HeapInuse  NumGC\n      123        456      7\n",
     "HeapAlloc=123; HeapInuse=456; NumGC=7"},
    {"HeaderWithUnits",
     "time     HeapAlloc(MiB)  HeapInuse(MiB)\n12:34:56            1.5             2\n",
     "HeapAlloc=1572864; HeapInuse=2097152"},
    {"HeaderAndUnitsInRows", "source    HeapAlloc  HeapInuse\nmemstats  1.5 MiB    2 KiB\n",
     "HeapAlloc=1572864; HeapInuse=2048"},
    {"HeaderOfPipes", "| t | HeapAlloc | NumGC |\n|---|---|---|\n| 1 | 123 | 4 |\n",
     "t=1; HeapAlloc=123; NumGC=4"},
    {"HeaderOfCommas", "HeapAlloc,HeapInuse,NumGC\n123,456,789\n",
     "HeapAlloc=123; HeapInuse=456; NumGC=789"},
    {"ProseIsNoCommaHeader", "reading memory statistics, every second\nHeapAlloc: 1,234\n",
     "HeapAlloc=1234"},
    {"RedrawnWithCarriageReturn", "\rHeapAlloc: 1\rHeapAlloc: 2", "HeapAlloc=1; HeapAlloc=2"},
    {"RedrawnWithCursorMovement", "\x1b[2J\x1b[HHeapAlloc: 1\x1b[K\x1b[1A\x1b[2KHeapAlloc: 2",
     "HeapAlloc=1; HeapAlloc=2"},
    {"Colours", "\x1b[32mHeapAlloc\x1b[0m: \x1b[1m12\x1b[0m", "HeapAlloc=12"},
    {"GctraceDropped",
     "HeapAlloc: 5\ngc 1 @0.086s 11%: 0.10+1.2+0.002 ms clock, 0.20+0.081/0.10/0+0.004 ms cpu, "
     "3->6->3 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n",
     "HeapAlloc=5"},
    {"PartialLineBeforeGctraceKept", "NumGC: 6 gc 7 @0.4", "NumGC=6"},
    {"CutOffEscape", "a 1\x1b[3", "a=1"},
};
class NumberTableCells : public testing::TestWithParam<Case> {};
TEST_P(NumberTableCells, AreFound) { EXPECT_EQ(cells(GetParam().in), GetParam().cells); }
INSTANTIATE_TEST_SUITE_P(, NumberTableCells, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(NumberTable, KeepsPlaceAndPrintedForm) {
  const NumberTable table = parse_numbers(stream_of("\n  HeapAlloc: 1,234.50 MB\n"));
  ASSERT_EQ(table.lines.size(), 1u);
  EXPECT_EQ(table.lines[0].line, 2);
  const NumberCell& cell = table.lines[0].cells[0];
  EXPECT_EQ(cell.text, "1,234.50 MB");
  EXPECT_EQ(cell.col, 14);
  EXPECT_DOUBLE_EQ(cell.step, 0.01);
  EXPECT_EQ(cell.other_unit, 1e6);
}

TEST(NumberTable, GroupsBothStreamsByTick) {
  Capture c;
  arrive(c.out, "HeapAlloc: 1\n", milliseconds(0));
  arrive(c.out, "NumGC: 2\n", milliseconds(250));
  arrive(c.err, "HeapInuse: 3\n", milliseconds(100));
  arrive(c.out, "HeapAlloc: 4\n", milliseconds(1000));
  const Value seen = seen_by("numbers", c);
  const List blocks = at(seen, "blocks").as_list();
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(at(blocks[0], "cells").as_list().size(), 3u);
  EXPECT_EQ(at(at(blocks[0], "cells").as_list()[1], "label").as_string(), "HeapInuse");
  EXPECT_EQ(at(blocks[1], "at").as_duration(), milliseconds(1000));
  EXPECT_EQ(at(seen, "lines").as_int(), 4);
}

TEST(NumberTable, ALineArrivesWithItsLastByte) {
  Capture c;
  arrive(c.out, "\rHeapAlloc: 1", milliseconds(10));
  arrive(c.out, "23", milliseconds(20));
  arrive(c.out, "\rHeapAlloc: 4", milliseconds(1000));
  const NumberTable table = parse_numbers(c.out);
  ASSERT_EQ(table.lines.size(), 2u);
  EXPECT_EQ(table.lines[0].at, milliseconds(20));
  EXPECT_EQ(table.lines[0].cells[0].value, 123);
}

TEST(NumberTable, HostileTextIsBounded) {
  std::string many;
  for (int i = 0; i < 400'000; ++i) many += i % 100 == 99 ? "1\n" : "1 ";
  std::size_t numbers = 0;
  for (const NumberLine& line : parse_numbers(stream_of(many)).lines) numbers += line.cells.size();
  EXPECT_LE(numbers, 100'256u);
  for (const char* piece :
       {"1", "1.", "1:", "1e", "12:34", "\x1b[", "gc 1 @1", "a-1", "1,234", "(("}) {
    std::string text;
    while (text.size() < 2'000'000) text += piece;
    parse_numbers(stream_of(text));
  }
}

}  // namespace
}  // namespace grade
