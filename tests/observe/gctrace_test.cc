#include "harness/observe/gctrace.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/base/files.h"
#include "tests/observe/capture.h"

namespace grade {
namespace {

using std::chrono::milliseconds;

const std::string kLine =
    "gc 1 @0.086s 11%: 0.10+1.2+0.002 ms clock, 0.20+0.081/0.10/0+0.004 ms cpu, 3->6->3 MB, "
    "4 MB goal, 0 MB stacks, 0 MB globals, 2 P";

std::string line(int n, const std::string& at,
                 const std::string& memory = "3->6->3 MB, 4 MB goal") {
  return "gc " + std::to_string(n) + " @" + at +
         "s 11%: 0.10+1.2+0.002 ms clock, 0.20+0.081/0.10/0+0.004 ms cpu, " + memory +
         ", 0 MB stacks, 0 MB globals, 2 P\n";
}

struct Case {
  const char* name;
  std::string in;
  std::size_t cycles;
  std::size_t bad;
};
const Case kCases[] = {
    {"Empty", "", 0, 0},
    {"OtherLinesIgnored", "hello\nscvg: 8 MB released\nGC forced\ngc is slow\n", 0, 0},
    {"WholeLine", kLine + "\n", 1, 0},
    {"WithoutLineFeedAtTheEnd", kLine, 1, 0},
    {"WindowsLineEnd", kLine + "\r\n", 1, 0},
    {"Forced", kLine + " (forced)\n", 1, 0},
    {"LeakCheckOfGo126", "gc 1 @0.086s 11% (checking for goroutine leaks)" + kLine.substr(16), 1,
     0},
    {"AfterPartialLine", "progress 50%\r" + kLine + "\n", 1, 0},
    {"GluedToAWord", "progress" + kLine + "\n", 1, 0},
    {"ColourReset", kLine + "\x1b[0m\n", 1, 0},
    {"ColouredByGrep", "\x1b[01;31mgc 1\x1b[m\x1b[K" + kLine.substr(4) + "\n", 1, 0},
    {"CutOffMidLine", "gc 7 @0.4", 0, 1},
    {"CutOffInLastField", kLine.substr(0, kLine.size() - 1), 0, 1},
    {"TextAfterTheEnd", kLine + " (student printed this)\n", 0, 1},
    {"MadeUp", "gc 99 @9.999s 99%: not a real trace line\n", 0, 1},
    {"LogLineInside",
     "gc 14 @0.086s 11%: 52+104+0.043 ms clock, 105+0.081/0.10/0+0.087 ms cpu, "
     "13->33->202026/11/23 21:20:20 progress 29500\n MB, 15 MB goal, 0 MB stacks, "
     "0 MB globals, 2 P\n",
     0, 1},
    {"CutOffThenWhole", "gc 3 @0.1" + kLine + "\n", 1, 1},
    {"NumberTooLong", "gc 99999999999999999999 @0.086s" + kLine.substr(12) + "\n", 0, 0},
    {"NegativeNumber", "gc -1 @0.086s" + kLine.substr(12) + "\n", 0, 0},
    {"TwoDecimalsOfSeconds", "gc 1 @0.08s" + kLine.substr(12) + "\n", 0, 1},
    {"OldFormatWithoutStacks",
     "gc 1 @0.086s 11%: 0.10+1.2+0.002 ms clock, 0.20+0.081/0.10/0+0.004 ms cpu, "
     "3->6->3 MB, 4 MB goal, 2 P\n",
     0, 1},
};
class GctraceTable : public testing::TestWithParam<Case> {};
TEST_P(GctraceTable, Counts) {
  const GcTrace t = parse_gctrace(GetParam().in);
  EXPECT_EQ(t.cycles.size(), GetParam().cycles);
  EXPECT_EQ(t.bad.size(), GetParam().bad);
}
INSTANTIATE_TEST_SUITE_P(, GctraceTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(Gctrace, ReadsEveryField) {
  const GcTrace t = parse_gctrace("x\n" + kLine + " (forced)\n");
  ASSERT_EQ(t.cycles.size(), 1u);
  const GcCycle& c = t.cycles[0];
  EXPECT_EQ(c.line, 2);
  EXPECT_EQ(c.number, 1);
  EXPECT_EQ(c.at, milliseconds(86));
  EXPECT_EQ(c.percent, 11);
  EXPECT_EQ(c.clock_ms, (std::array{Decimal{0.10, 2}, Decimal{1.2, 1}, Decimal{0.002, 3}}));
  EXPECT_EQ(c.cpu_ms[1], (Decimal{0.081, 3}));
  EXPECT_EQ(c.cpu_ms[3], (Decimal{0, 0}));
  EXPECT_EQ(c.start_mb, 3);
  EXPECT_EQ(c.end_mb, 6);
  EXPECT_EQ(c.live_mb, 3);
  EXPECT_EQ(c.goal_mb, 4);
  EXPECT_EQ(c.procs, 2);
  EXPECT_TRUE(c.is_forced);
}

TEST(Gctrace, SaysWhereABrokenLineBreaks) {
  const GcTrace t = parse_gctrace("gc 99 @9.999s 99%: not a real trace line\ngc 7 @0.4");
  ASSERT_EQ(t.bad.size(), 2u);
  EXPECT_EQ(t.bad[0].col, 20);
  EXPECT_EQ(t.bad[0].why, "expected a number");
  EXPECT_EQ(t.bad[1].line, 2);
  EXPECT_EQ(t.bad[1].why, "cut off, expected a number");
}

// Every field of every line that a reference parser found in logs of eight Go releases.
std::string field(const nlohmann::json& row, std::size_t i) {
  return row[i].is_null() ? "" : row[i].get<std::string>();
}
double number(const nlohmann::json& row, std::size_t i) { return std::stod(field(row, i)); }

void expect_same(const GcCycle& c, const nlohmann::json& row) {
  EXPECT_EQ(c.line, row[0].get<int>());
  EXPECT_EQ(c.number, number(row, 2));
  EXPECT_EQ(c.at, milliseconds(std::llround(number(row, 3) * 1000)));
  EXPECT_EQ(c.percent, number(row, 4));
  EXPECT_EQ(c.checks_leaks, !field(row, 5).empty());
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(c.clock_ms[i].value, number(row, 6 + i));
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(c.cpu_ms[i].value, number(row, 9 + i));
  const std::int64_t counts[] = {c.start_mb,  c.end_mb,     c.live_mb, c.goal_mb,
                                 c.stacks_mb, c.globals_mb, c.procs};
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(counts[i], number(row, 14 + i));
  EXPECT_EQ(c.is_forced, !field(row, 21).empty());
}

const std::filesystem::path kLogs = GRADE_SOURCE_DIR "/tests/testdata/gctrace";

TEST(Gctrace, AgreesWithTheReferenceOnEveryLog) {
  const auto expected = nlohmann::json::parse(*read_file(kLogs / "expected.json", 1 << 20));
  ASSERT_EQ(expected.size(), 112u);
  for (const auto& [name, rows] : expected.items()) {
    SCOPED_TRACE(name);
    const std::string text = *read_file(kLogs / name, 1 << 20);
    const GcTrace trace = parse_gctrace(text);
    ASSERT_EQ(trace.cycles.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      expect_same(trace.cycles[i], rows[i]);
      const std::size_t begin = trace.cycles[i].begin;
      EXPECT_EQ(begin > 0 && text[begin - 1] != '\n', rows[i][1].get<bool>());
    }
  }
}

TEST(Gctrace, EveryRealLogIsConsistent) {
  const auto expected = nlohmann::json::parse(*read_file(kLogs / "expected.json", 1 << 20));
  for (const auto& [name, rows] : expected.items()) {
    SCOPED_TRACE(name);
    const Value seen = observe_gctrace(capture_err(*read_file(kLogs / name, 1 << 20)).view());
    EXPECT_TRUE(conforms(seen, gctrace_type()));
    EXPECT_TRUE(at(seen, "consistent.numbering").as_bool());
    EXPECT_TRUE(at(seen, "consistent.time").as_bool());
    EXPECT_TRUE(at(seen, "consistent.cpu").as_bool());
    EXPECT_EQ(at(seen, "runs").as_int(), 1);
    EXPECT_EQ(at(seen, "pairs").as_list().size() + 1, rows.size());
  }
}

TEST(Gctrace, ReadsACaptureOfBothStreams) {
  for (const char* go : {"go1.24", "go1.26"}) {
    const GcTrace merged = parse_gctrace(*read_file(kLogs / go / "noisy.merged", 1 << 20));
    EXPECT_GE(merged.cycles.size(), 10u);
    for (std::size_t i = 0; i < merged.cycles.size(); ++i)
      EXPECT_EQ(merged.cycles[i].number, static_cast<std::int64_t>(i) + 1);
  }
}

Value observe(std::string_view text) { return observe_gctrace(capture_err(text).view()); }

struct Consistency {
  const char* name;
  std::string in;
  int runs;
  bool numbering;
  bool time;
};
const Consistency kConsistency[] = {
    {"OneRun", line(1, "0.100") + line(2, "0.200"), 1, true, true},
    {"SecondProcess", line(1, "0.100") + line(2, "0.200") + line(1, "0.001"), 2, true, true},
    {"TwoProcessesInterleaved",
     line(1, "0.100") + line(1, "5.000") + line(2, "0.200") + line(2, "5.100") + line(3, "5.200"),
     2, true, true},
    {"StartsAtFive", line(5, "0.100") + line(6, "0.200"), 1, false, true},
    {"Repeated", line(1, "0.100") + line(2, "0.200") + line(2, "0.200"), 2, false, true},
    {"LineLeftOut", line(1, "0.100") + line(3, "0.200"), 2, false, true},
    {"LineSpoilt", line(1, "0.100") + "gc 2 @0.150s 1%: 0.2026 log\n" + line(3, "0.200"), 1, true,
     true},
    {"FirstLineSpoilt", "gc 1 @0.150s 1%: 0.2026 log\n" + line(2, "0.200"), 1, true, true},
    {"ClockGoesBack", line(1, "0.200") + line(2, "0.100"), 1, true, false},
    {"NoLines", "hello\n", 0, false, false},
};
class GctraceRuns : public testing::TestWithParam<Consistency> {};
TEST_P(GctraceRuns, AreToldApart) {
  const Value seen = observe(GetParam().in);
  EXPECT_EQ(at(seen, "runs").as_int(), GetParam().runs);
  EXPECT_EQ(at(seen, "consistent.numbering").as_bool(), GetParam().numbering);
  EXPECT_EQ(at(seen, "consistent.time").as_bool(), GetParam().time);
}
INSTANTIATE_TEST_SUITE_P(, GctraceRuns, testing::ValuesIn(kConsistency),
                         [](const auto& i) { return i.param.name; });

TEST(Gctrace, PairsJoinConsecutiveCyclesOfOneRun) {
  const Value seen = observe(line(1, "0.100", "3->6->5 MB, 4 MB goal") +
                             line(1, "5.000", "9->9->9 MB, 4 MB goal") +
                             line(2, "0.200", "9->9->7 MB, 10 MB goal"));
  const List pairs = at(seen, "pairs").as_list();
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(at(pairs[0], "n").as_int(), 1);
  EXPECT_EQ(at(pairs[0], "live_mb").as_int(), 5);
  EXPECT_EQ(at(pairs[0], "next_goal_mb").as_int(), 10);
}

TEST(Gctrace, CpuMustBeProcsTimesClock) {
  std::string forged = line(1, "0.100");
  forged.replace(forged.find("0.20+"), 4, "0.31");
  EXPECT_FALSE(at(observe(forged), "consistent.cpu").as_bool());
  EXPECT_TRUE(at(observe(line(1, "0.100")), "consistent.cpu").as_bool());
}

TEST(Gctrace, CpuMayCountFewerCpusThanProcs) {
  std::string text = line(1, "0.100") + line(2, "0.100");
  for (std::size_t p = text.find("2 P"); p != std::string::npos; p = text.find("2 P"))
    text.replace(p, 3, "32 Q");
  for (std::size_t p = text.find('Q'); p != std::string::npos; p = text.find('Q')) text[p] = 'P';
  EXPECT_EQ(at(observe(text).field("cycles")->as_list()[0], "procs").as_int(), 32);
  EXPECT_TRUE(at(observe(text), "consistent.cpu").as_bool());
}

TEST(Gctrace, CountsTheWritesOfALine) {
  Capture c;
  arrive(c.err, line(1, "0.100"), milliseconds(100));
  for (char byte : line(2, "0.200")) arrive(c.err, std::string(1, byte), milliseconds(200));
  const List cycles = observe_gctrace(c.view()).field("cycles")->as_list();
  EXPECT_EQ(at(cycles[0], "writes").as_int(), 1);
  EXPECT_EQ(at(cycles[0], "arrived").as_duration(), milliseconds(100));
  EXPECT_EQ(at(cycles[1], "writes").as_int(), static_cast<std::int64_t>(line(2, "0.200").size()));
  EXPECT_EQ(at(cycles[1], "arrived").as_duration(), milliseconds(200));
}

TEST(Gctrace, ManyRunsTakeNoQuadraticTime) {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += line(1, "0.100");
  for (int i = 0; i < 30'000; ++i) text += line(2, "0.100");
  const Value seen = observe(text);
  EXPECT_EQ(at(seen, "total").as_int(), 60'000);
  EXPECT_EQ(at(seen, "runs").as_int(), 30'000);
}

}  // namespace
}  // namespace grade
