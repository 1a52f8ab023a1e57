#include "harness/observe/gctrace.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/base/files.h"
#include "harness/base/text.h"
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
    {"ParenthesisAfterTheEnd", kLine + " (student printed this)\n", 0, 1},
    {"TextAfterTheEnd", kLine + "   <-- this is the one I explain\n", 1, 0},
    {"FullStopAfterTheEnd", kLine + ".\n", 1, 0},
    {"LogLineBeforeTheLineFeed", kLine + "2026/11/23 21:20:20 progress\n\n", 1, 0},
    {"JsonOfALogDriver", R"({"log":")" + kLine + R"(\n","stream":"stderr"})" + "\n", 1, 0},
    {"TimeStamped", "Nov 23 21:20:20 " + kLine + "\n", 1, 0},
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

GctraceSeen observe(std::string_view text) {
  const Stream stream = stream_of(text);
  return observe_gctrace({.texts = {&stream}, .facts = {}});
}

TEST(Gctrace, NothingContradictsARealLog) {
  const auto expected = nlohmann::json::parse(*read_file(kLogs / "expected.json", 1 << 20));
  for (const auto& [name, rows] : expected.items()) {
    SCOPED_TRACE(name);
    const GctraceSeen seen = observe(*read_file(kLogs / name, 1 << 20));
    EXPECT_EQ(seen.contradictions, std::vector<std::string>());
    ASSERT_EQ(seen.processes.size(), 1u);
    EXPECT_EQ(seen.processes[0].cycles, static_cast<std::int64_t>(rows.size()));
    EXPECT_EQ(seen.goals.size(), rows.size());
  }
}

TEST(Gctrace, GoalsOfARealLogTellItsGogc) {
  const std::pair<const char*, std::int64_t> logs[] = {{"go1.24/steady-gogc50.stderr", 50},
                                                       {"go1.24/steady.stderr", 100},
                                                       {"go1.24/steady-gogc200.stderr", 200},
                                                       {"go1.26/steady-gogc50.stderr", 50},
                                                       {"go1.26/steady.stderr", 100}};
  for (const auto& [name, gogc] : logs) {
    SCOPED_TRACE(name);
    const GctraceSeen seen = observe(read_file(kLogs / name, 1 << 20).value_or(""));
    ASSERT_EQ(seen.processes.size(), 1u);
    EXPECT_EQ(seen.processes[0].gogc, gogc);
    EXPECT_LE(seen.processes[0].gogc_low, gogc);
    EXPECT_GE(seen.processes[0].gogc_high, gogc);
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

struct Contradiction {
  const char* name;
  std::string in;
  std::size_t processes;
  const char* contradiction;
};
constexpr const char* kTimes = "the times of a process go back";
const Contradiction kContradictions[] = {
    {"OneRun", line(1, "0.100") + line(2, "0.200"), 1, nullptr},
    {"SecondProcess", line(1, "0.100") + line(2, "0.200") + line(1, "0.001"), 2, nullptr},
    {"TwoProcessesInterleaved",
     line(1, "0.100") + line(1, "5.000") + line(2, "0.200") + line(2, "5.100") + line(3, "5.200"),
     2, nullptr},
    {"StartsAtFive", line(5, "0.100") + line(6, "0.200"), 1, nullptr},
    {"Repeated", line(1, "0.100") + line(2, "0.200") + line(2, "0.200"), 2, nullptr},
    {"LineLeftOut", line(1, "0.100") + line(3, "0.200"), 2, nullptr},
    {"LineSpoilt", line(1, "0.100") + "gc 2 @0.150s 1%: 0.2026 log\n" + line(3, "0.200"), 1,
     nullptr},
    {"FirstLineSpoilt", "gc 1 @0.150s 1%: 0.2026 log\n" + line(2, "0.200"), 1, nullptr},
    {"EndsOfTwoRunsMeetByChance", line(4, "0.200") + line(5, "0.100"), 2, nullptr},
    {"ClockGoesBack", line(1, "0.300") + line(2, "0.200") + line(3, "0.100"), 3, kTimes},
    {"OneOfTwoProcessesSpoilt",
     line(1, "0.100") + line(1, "5.000") + line(2, "5.100") + "gc 2 @0.150s 1%: 0.2026 log\n" +
         line(3, "0.200"),
     2, nullptr},
    {"NoLines", "hello\n", 0, nullptr},
};
class GctraceProcesses : public testing::TestWithParam<Contradiction> {};
TEST_P(GctraceProcesses, AreToldApart) {
  const GctraceSeen seen = observe(GetParam().in);
  EXPECT_EQ(seen.processes.size(), GetParam().processes);
  std::vector<std::string> expected;
  if (GetParam().contradiction != nullptr) expected.emplace_back(GetParam().contradiction);
  EXPECT_EQ(seen.contradictions, expected);
}
INSTANTIATE_TEST_SUITE_P(, GctraceProcesses, testing::ValuesIn(kContradictions),
                         [](const auto& i) { return i.param.name; });

TEST(Gctrace, AGoalFollowsFromTheCycleBeforeItOfTheProcess) {
  const GctraceSeen seen = observe(line(1, "0.100", "3->6->5 MB, 4 MB goal") +
                                   line(1, "5.000", "9->9->9 MB, 4 MB goal") +
                                   line(2, "0.200", "9->9->7 MB, 10 MB goal"));
  ASSERT_EQ(seen.goals.size(), 3u);
  EXPECT_EQ(seen.goals[0].live_mb, 0) << "nothing before the first cycle";
  EXPECT_EQ(seen.goals[2].number, 2);
  EXPECT_EQ(seen.goals[2].live_mb, 5);
  EXPECT_EQ(seen.goals[2].goal_mb, 10);
}

struct GoalCase {
  const char* name;
  std::string in;  // the last goal counts
  std::int64_t low;
  std::int64_t high;
  std::int64_t sure_low;
};
GoalCase after(const char* name, const char* left, const char* goal, std::int64_t low,
               std::int64_t high, std::int64_t sure_low) {
  return {name, line(1, "0.100", left) + line(2, "0.200", goal), low, high, sure_low};
}
// By goal = max(live + (live + stacks + globals) * GOGC / 100, 4 MiB * GOGC / 100, begin + 64 KiB),
// with each number up to 1 MiB greater than printed.
const GoalCase kGoals[] = {
    after("Large", "90->110->100 MB, 99 MB goal", "101->200->150 MB, 150 MB goal", 48, 50, 48),
    after("Floor", "0->0->0 MB, 4 MB goal", "2->2->0 MB, 4 MB goal", 100, 124, 100),
    after("FloorNearTheBeginning", "0->0->0 MB, 4 MB goal", "3->3->0 MB, 4 MB goal", 100, 124, 0),
    after("AboveALargeAllocation", "9->9->9 MB, 4 MB goal", "24->24->9 MB, 24 MB goal", 0, 177, 0),
    after("PerhapsAboveOne", "9->9->9 MB, 4 MB goal", "23->24->9 MB, 24 MB goal", 117, 177, 0),
    after("BelowTheLive", "90->110->100 MB, 99 MB goal", "1->1->1 MB, 50 MB goal", 0, -1, 0),
    after("Off", "1->1->1 MB, 4 MB goal", "1->1->1 MB, 999999999999 MB goal", 1'000'000, 1'000'000,
          1'000'000),
    {"FirstOfItsProcess", line(1, "0.100", "0->1->0 MB, 2 MB goal"), 50, 74, 50},
};
class GctraceGoals : public testing::TestWithParam<GoalCase> {};
TEST_P(GctraceGoals, SpeakForValuesOfGogc) {
  const GctraceSeen seen = observe(GetParam().in);
  ASSERT_FALSE(seen.goals.empty());
  EXPECT_EQ(seen.goals.back().gogc_low, GetParam().low);
  EXPECT_EQ(seen.goals.back().gogc_high, GetParam().high);
  EXPECT_EQ(seen.goals.back().sure_low, GetParam().sure_low);
}
INSTANTIATE_TEST_SUITE_P(, GctraceGoals, testing::ValuesIn(kGoals),
                         [](const auto& i) { return i.param.name; });

// A program whose allocations are of 10 MiB begins most cycles above the goal that GOGC gives.
TEST(Gctrace, GoalsAboveLargeAllocationsFitTheirGogc) {
  std::string text = line(1, "0.100", "10->10->10 MB, 10 MB goal");
  for (int i = 2; i <= 10; ++i)
    text +=
        line(i, "0.100", i % 3 == 0 ? "30->30->10 MB, 30 MB goal" : "20->20->10 MB, 20 MB goal");
  const GcProcess process = observe(text).processes.at(0);
  EXPECT_LE(process.gogc_low, 50);
  EXPECT_GE(process.gogc_high, 50);
}

TEST(Gctrace, GoalsThatNoGogcGivesEstimateNothing) {
  std::string text = line(5, "0.100", "90->110->100 MB, 99 MB goal");
  for (int i = 3; i <= 12; ++i)
    text += line(2 * i, "0.100", "90->110->100 MB, 150 MB goal") +
            line(2 * i + 1, "0.100", "90->110->100 MB, 300 MB goal");
  const GctraceSeen seen = observe(text);
  ASSERT_EQ(seen.processes.size(), 1u);
  EXPECT_EQ(seen.processes[0].goals, 20);
  EXPECT_EQ(seen.processes[0].gogc, -1);
  EXPECT_EQ(seen.processes[0].gogc_low, 0);
  EXPECT_EQ(seen.processes[0].gogc_high, 1'000'000);
}

constexpr const char* kCpu = "CPU times are not the stop times × P";

TEST(Gctrace, CpuMustBeProcsTimesClock) {
  std::string forged = line(1, "0.100");
  forged.replace(forged.find("0.20+"), 4, "0.31");
  EXPECT_EQ(observe(forged).contradictions, (std::vector<std::string>{kCpu}));
}

TEST(Gctrace, CpuMayCountFewerCpusThanProcs) {
  std::string text = line(1, "0.100") + line(2, "0.100");
  for (std::size_t p = text.find("2 P"); p != std::string::npos; p = text.find("2 P"))
    text.replace(p, 3, "32 Q");
  for (std::size_t p = text.find('Q'); p != std::string::npos; p = text.find('Q')) text[p] = 'P';
  EXPECT_EQ(observe(text).cycles[0].procs, 32);
  EXPECT_TRUE(observe(text).contradictions.empty());
}

TEST(Gctrace, CountsTheCyclesInFewerWritesThanTheRuntimeMakes) {
  Capture c;
  arrive(c.err, line(1, "0.100"), milliseconds(100));
  for (char byte : line(2, "0.200")) arrive(c.err, std::string(1, byte), milliseconds(200));
  EXPECT_EQ(at(seen_by("gctrace", c), "from_runtime").as_real(), 0.5);
  EXPECT_EQ(observe(c.err.bytes).from_runtime, 1) << "in a file nobody can tell";
}

TEST(Gctrace, TextIsTheLineWithoutWhatStandsAroundIt) {
  std::string plain = line(1, "0.100");
  plain.pop_back();
  for (const std::string& quoted : {plain, "> `" + plain + "`", "log: " + plain + " \r",
                                    "\x1b[32m" + plain + "\x1b[0m", "\x1b[1mgc" + plain.substr(2)})
    EXPECT_EQ(observe(quoted).cycles.at(0).text, plain) << quoted;
}

TEST(Gctrace, IsReadInPiecesAsInOne) {
  const std::string text = *read_file(kLogs / "go1.26/noisy.stderr", 1 << 20) + "gc 7 @0.4\n";
  const GctraceSeen whole = observe(text);
  GctraceReader reader;
  std::vector<std::string> cycles, goals, bad_lines;
  for (const std::string_view line : split_lines(text)) {
    const GctraceSeen piece = reader.read(std::string(line) + "\n");
    for (const GcCycle& cycle : piece.cycles) cycles.push_back(to_string(value_of(cycle), 1000));
    for (const GcGoal& goal : piece.goals) goals.push_back(to_string(value_of(goal)));
    for (const BadGcLine& bad : piece.bad) bad_lines.push_back(to_string(value_of(bad)));
  }
  ASSERT_EQ(cycles.size(), whole.cycles.size());
  for (std::size_t i = 0; i < cycles.size(); ++i)
    EXPECT_EQ(cycles[i], to_string(value_of(whole.cycles[i]), 1000));
  ASSERT_EQ(goals.size(), whole.goals.size());
  ASSERT_EQ(bad_lines.size(), whole.bad.size());
  for (std::size_t i = 0; i < bad_lines.size(); ++i)
    EXPECT_EQ(bad_lines[i], to_string(value_of(whole.bad[i])));
  EXPECT_EQ(reader.totals().total, whole.total);
  EXPECT_EQ(reader.totals().contradictions, whole.contradictions);
}

TEST(Gctrace, ManyProcessesTakeNoQuadraticTime) {
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += line(1, "0.100");
  for (int i = 0; i < 30'000; ++i) text += line(2, "0.100");
  const GctraceSeen seen = observe(text);
  EXPECT_EQ(seen.total, 60'000);
  EXPECT_EQ(seen.processes.size(), 1000u);
}

}  // namespace
}  // namespace grade
