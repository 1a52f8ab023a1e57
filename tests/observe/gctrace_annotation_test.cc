#include "harness/observe/gctrace_annotation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/observe/capture.h"

namespace grade {
namespace {

const std::string kLine =
    "gc 12 @0.287s 3%: 0.077+5.8+0.043 ms clock, 0.15+0/0.17/0.085+0.086 ms cpu, 47->52->25 MB, "
    "55 MB goal, 0 MB stacks, 0 MB globals, 2 P";

std::string make_trace() {
  std::string text;
  for (int n = 8; n <= 11; ++n)
    text += fmt::format(
        "gc {} @0.1{:02}s 2%: 0.0{:02}+6.{}+0.04 ms clock, 0.15+0/0.17/0.085+0.086 ms cpu, "
        "{}->{}->24 MB, 5{} MB goal, 0 MB stacks, 0 MB globals, 2 P\n",
        n, n, n, n, n + 30, n + 40, n);
  return text + kLine + "\n";
}

const std::string kTrace = make_trace();

GcAnnotations read(const std::string& file, const std::string& text) {
  const std::vector<EvidenceFile> files = {{"evidence/trace.txt", kTrace}, {file, text}};
  return observe_gctrace_annotation({.files = files, .facts = {}});
}

struct Case {
  const char* name;
  std::string text;
};
const Case kOfTheTrace[] = {
    {"Quoted", "The line\n\n    " + kLine + "\n\nis about cycle 12.\n"},
    {"EndsWithAFullStop", "I explain " + kLine + ".\n"},
    {"WithinBackticks", "> `" + kLine + "`\n"},
    {"Wrapped", "> " + kLine.substr(0, 60) + "\n> " + kLine.substr(60) + "\n"},
    {"WrappedInTheMiddleOfAField", kLine.substr(0, 48) + "\n" + kLine.substr(48) + "\n"},
    {"Table",
     "| field | meaning |\n|---|---|\n| gc 12 | cycle |\n| @0.287s | time |\n| 3% | CPU |\n"
     "| 0.077+5.8+0.043 ms clock | phases |\n| 47->52->25 MB | heap |\n| 55 MB goal | goal |\n"
     "| 2 P | processors |\n"},
    {"List",
     "* 12: the cycle\n* 0.287: seconds\n* 3: percent\n* phases: 0.077 ms, 5.8 ms and 0.043 ms\n"
     "* heap: from 47 to 52, and 25 live\n* 55: goal\n* 2: processors\n"},
    {"DecimalCommas",
     "Zyklus 12, nach 0,287 s, 3 %: 0,077 + 5,8 + 0,043 ms; 47 → 52 → 25 MB, Ziel 55 MB, 2 P"},
};
class AnnotationOfTheTrace : public testing::TestWithParam<Case> {};
TEST_P(AnnotationOfTheTrace, IsRecognised) {
  for (const char* file : {"WRITEUP.md", "evidence/annotated.md", "notes.txt"}) {
    const GcAnnotations seen = read(file, GetParam().text);
    ASSERT_EQ(seen.found.size(), 1u) << file;
    EXPECT_EQ(seen.found[0].file, file);
    EXPECT_TRUE(seen.found[0].is_captured) << file;
    EXPECT_EQ(seen.found[0].line, kLine);
    EXPECT_EQ(seen.found[0].captured_in, "evidence/trace.txt");
  }
}
INSTANTIATE_TEST_SUITE_P(, AnnotationOfTheTrace, testing::ValuesIn(kOfTheTrace),
                         [](const auto& i) { return i.param.name; });

std::string changed(std::string text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

using Texts = std::vector<std::string>;

TEST(GctraceAnnotation, NamesTheFieldOfTheNearestLineThatDiffers) {
  const GcAnnotations quoted = read("WRITEUP.md", changed(kLine, "0.287", "0.291") + "\n");
  ASSERT_EQ(quoted.found.size(), 1u);
  EXPECT_FALSE(quoted.found[0].is_captured);
  EXPECT_EQ(quoted.found[0].line, kLine);
  EXPECT_EQ(quoted.found[0].differences, Texts{"time is 0.291, captured 0.287"});
  const GcAnnotations listed =
      read("WRITEUP.md", changed(kOfTheTrace[5].text, "47->52->25", "47->53->25"));
  ASSERT_EQ(listed.found.size(), 1u);
  EXPECT_FALSE(listed.found[0].is_captured);
  EXPECT_EQ(listed.found[0].differences, Texts{"heap sizes 47, 52, 25 is not there"});
  const GcAnnotations cpu = read("WRITEUP.md", changed(kLine, "0/0.17/", "9/0.17/") + "\n");
  EXPECT_EQ(cpu.found.at(0).differences, Texts{"CPU times or roots are others"});
}

TEST(GctraceAnnotation, AQuotedExampleDoesNotHideALineOfTheTrace) {
  const std::string text = changed(kLine, "gc 12", "gc 77") + "\n" + kOfTheTrace[5].text;
  EXPECT_TRUE(read("WRITEUP.md", text).found.at(0).is_captured);
}

TEST(GctraceAnnotation, ATextWithoutALineExplainsNone) {
  EXPECT_TRUE(read("WRITEUP.md", "cycle, time, %CPU, phases, heap, goal 55, 2 P\n").found.empty());
  EXPECT_TRUE(read("WRITEUP.md", "").found.empty());
}

TEST(GctraceAnnotation, ATraceMayBeExplainedWhereItIs) {
  const auto alone = [](const std::string& text) {
    const std::vector<EvidenceFile> files = {{"evidence/trace.txt", text}};
    return observe_gctrace_annotation({.files = files, .facts = {}});
  };
  EXPECT_TRUE(alone(kTrace + "done\n").found.empty());
  EXPECT_EQ(alone(kTrace + "done\n").prose, "");
  EXPECT_TRUE(alone(kTrace + "The last:\n" + kLine + "\nis the 12th.\n").found.at(0).is_captured);
}

TEST(GctraceAnnotation, ProseIsWithoutLinesOfATrace) {
  EXPECT_EQ(read("WRITEUP.md", "one\n> " + kLine + ": two\nthree\n").prose,
            "one\n> : two\nthree\n\n");
}

TEST(GctraceAnnotation, WithoutACapturedTraceNothingIsFound) {
  const std::vector<EvidenceFile> files = {{"WRITEUP.md", kLine}, {"evidence/few.txt", kLine}};
  EXPECT_TRUE(observe_gctrace_annotation({.files = files, .facts = {}}).found.empty());
}

}  // namespace
}  // namespace grade
