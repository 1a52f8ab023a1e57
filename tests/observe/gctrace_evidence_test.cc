#include "harness/observe/gctrace_evidence.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/observe/gogc_labels.h"
#include "tests/observe/capture.h"

namespace grade {
namespace {

// Cycles from `first` to `last` of a program with 20 MiB of live heap.
std::string cycles(int gogc, int first = 1, int last = 6) {
  std::string text;
  for (int n = first; n <= last; ++n) {
    const int goal = n == 1 ? 4 * gogc / 100 : 20 + 20 * gogc / 100;
    text += fmt::format(
        "gc {} @0.{:03}s 11%: 0.10+1.2+0.002 ms clock, 0.20+0.081/0.10/0+0.004 ms cpu, "
        "{}->{}->20 MB, {} MB goal, 0 MB stacks, 0 MB globals, 2 P\n",
        n, n, goal - 2, goal, goal);
  }
  return text;
}

GcTraceFile read(const std::string& name, const std::string& text) {
  const std::vector<EvidenceFile> files = {{"evidence/none.txt", "hello\n"}, {name, text}};
  const GctraceEvidence seen = observe_gctrace_evidence({.files = files, .facts = {}});
  return seen.files.empty() ? GcTraceFile{} : seen.files.at(0);
}

TEST(GctraceEvidence, HasTheRunsOfEachFile) {
  const GcTraceFile file =
      read("evidence/a.txt", cycles(50, 1, 4) + "gc 5 @0.005s torn\n" + cycles(200));
  EXPECT_EQ(file.file, "evidence/a.txt");
  EXPECT_EQ(file.cycles, 10);
  EXPECT_EQ(file.torn, 1);
  ASSERT_EQ(file.runs.size(), 2u);
  EXPECT_EQ(file.runs[1].line, 6);
  EXPECT_EQ(file.runs[1].cycles, 6);
  EXPECT_EQ(file.runs[1].goals, 6);
  EXPECT_EQ(file.runs[1].last, 6);
  EXPECT_EQ(file.runs[1].live_mb, 20);
  EXPECT_EQ(file.runs[1].named, -1);
  EXPECT_EQ(file.runs[1].gogc, 200);
  EXPECT_LT(file.runs[0].gogc_high, file.runs[1].gogc_low);
}

TEST(GctraceEvidence, AProcessMayChangeItsGogcBelowAHeading) {
  const GcTraceFile file = read("evidence/a.txt", "GOGC=50\n" + cycles(50) + "GOGC=200\n" +
                                                      cycles(50, 7, 7) + cycles(200, 8, 12));
  ASSERT_EQ(file.runs.size(), 2u);
  EXPECT_EQ(file.runs[1].named, 200);
  EXPECT_EQ(file.runs[1].gogc, 200) << "the goal of cycle 7 was set before";
  EXPECT_EQ(file.mislabelled, "");
}

struct LabelCase {
  const char* name;
  std::string file;
  std::string text;
  const char* mislabelled;
  const char* doubtful;
};
const LabelCase kLabels[] = {
    {"FileIsRight", "evidence/gogc50.txt", cycles(50), "", ""},
    {"FileIsWrong", "evidence/gogc50.txt", cycles(200),
     "the name of evidence/gogc50.txt says GOGC=50, the goals from line 1 on show GOGC=200 to 204",
     ""},
    {"FolderIsWrong", "evidence/GOGC=50/out.txt", cycles(200), "the name of", ""},
    {"FileHasABareNumber", "evidence/run-50.log", cycles(200), "", "the name of"},
    {"FileHasAnotherNumber", "evidence/run-20.log", cycles(200), "", ""},
    {"FileNamesTwo", "evidence/gogc50-200.txt", cycles(100), "", ""},
    {"CommandIsRight", "evidence/a.txt", "$ GOGC=50 GODEBUG=gctrace=1 ./a\n" + cycles(50), "", ""},
    {"CommandIsWrong", "evidence/a.txt", "$ GOGC=50 GODEBUG=gctrace=1 ./a\n" + cycles(200),
     "the text of evidence/a.txt says GOGC=50, the goals from line 2 on show GOGC=200 to 204", ""},
    {"PowerShell", "evidence/a.txt",
     "PS> $env:GOGC = \"50\"; $env:GODEBUG='gctrace=1'; ./a\n" + cycles(200), "the text of", ""},
    {"HeadingsAreSwapped", "evidence/a.md",
     "## GOGC=200\n" + cycles(50) + "## GOGC=50\n" + cycles(200), "the text of", ""},
    {"HeadingsAreBehind", "evidence/a.md", cycles(50) + "GOGC=50\n" + cycles(200) + "GOGC=200\n",
     "", ""},
    {"SentenceAboveAnotherRun", "evidence/a.md", "Compare this with GOGC=50:\n" + cycles(200), "",
     "the text of"},
    {"SentenceWithSeveral", "evidence/a.md", "GOGC=50 and GOGC=100 are below.\n" + cycles(200), "",
     ""},
    {"GoCommandBesideTheRun", "evidence/gogc50.txt", cycles(200, 1, 9) + cycles(50), "", ""},
    {"TooFewGoals", "evidence/gogc50.txt", cycles(200, 4, 5), "", ""},
};
class GctraceLabels : public testing::TestWithParam<LabelCase> {};
TEST_P(GctraceLabels, AreComparedWithTheGoals) {
  const GcTraceFile file = read(GetParam().file, GetParam().text);
  const auto expect_begin = [](const std::string& text, std::string_view begin) {
    EXPECT_EQ(begin.empty(), text.empty()) << text;
    EXPECT_TRUE(text.starts_with(begin)) << text;
  };
  expect_begin(file.mislabelled, GetParam().mislabelled);
  expect_begin(file.doubtful, GetParam().doubtful);
}
INSTANTIATE_TEST_SUITE_P(, GctraceLabels, testing::ValuesIn(kLabels),
                         [](const auto& i) { return i.param.name; });

TEST(GogcLabels, AreNumbersBehindTheWord) {
  using Values = std::vector<std::int64_t>;
  EXPECT_EQ(gogc_named("GOGC=50 ./a; GOGC=50 ./b"), Values{50});
  EXPECT_EQ(gogc_named("./a -gogc 200"), Values{200});
  EXPECT_EQ(gogc_named("| `GOGC` | 25 |"), Values{25});
  EXPECT_EQ(gogc_named("==> evidence/gogc_400.txt <=="), Values{400});
  EXPECT_EQ(gogc_named("GOGC=50 and GOGC=200"), (Values{50, 200}));
  EXPECT_EQ(gogc_named("GOGC=off, GOGC, gogc"), Values{});
  EXPECT_EQ(gogc_named("a golang gc of 50"), Values{});
}

}  // namespace
}  // namespace grade
