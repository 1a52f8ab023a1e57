#include "harness/report/layout.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

using Lines = std::vector<std::string>;

struct WrapCase {
  const char* name;
  const char* in;
  int first;
  int rest;
  Lines out;
};
const WrapCase kWrapCases[] = {
    {"EmptyIsOneLine", "", 10, 10, {""}},
    {"Fits", "one two", 7, 7, {"one two"}},
    {"BreaksAtSpaces", "one two three", 8, 8, {"one two", "three"}},
    {"FirstLineHasItsOwnWidth", "one two three", 3, 9, {"one", "two three"}},
    {"SpaceAtTheEdgeDoesNotCount", "one two ", 3, 3, {"one", "two"}},
    {"LongWordIsCut", "abcdefgh ij", 4, 4, {"abcd", "efgh", "ij"}},
    {"SpacesInsideStay", "a   b", 9, 9, {"a   b"}},
    {"IndentOfFirstLineStays", "  a bb cc", 6, 6, {"  a bb", "cc"}},
    {"WideCharactersCountTwo", "中文字符", 5, 5, {"中文", "字符"}},
    {"CombiningMarksCountNothing", "e\u0301e\u0301 x", 4, 4, {"e\u0301e\u0301 x"}},
    {"NothingFitsYetItEnds", "中中", 1, 1, {"中", "中"}},
    {"CommandAtLineStartIsDefused", "see ::error::x", 9, 12, {"see", "\\::error::x"}},
    {"CommandInsideALineStays", "see ::error::x", 20, 20, {"see ::error::x"}},
    {"DefusedLineKeepsToTheWidth", "aa ::bbbbbb", 5, 5, {"aa", "\\::bb", "bbbb"}},
};
class Wrap : public testing::TestWithParam<WrapCase> {};
TEST_P(Wrap, Breaks) {
  EXPECT_EQ(wrap(GetParam().in, GetParam().first, GetParam().rest), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, Wrap, testing::ValuesIn(kWrapCases),
                         [](const auto& param_info) { return param_info.param.name; });

struct TextCase {
  const char* name;
  const char* in;
  const char* out;
};
const TextCase kCommandCases[] = {
    {"PlainTextStays", "a :: b ## c [x]", "a :: b ## c [x]"},
    {"WorkflowCommand", "::error::x", "\\::error::x"},
    {"AfterSpaces", " \t::error::x", "\\ \t::error::x"},
    {"AfterUnicodeSpaces", "\u3000\u00a0::x", "\\\u3000\u00a0::x"},
    {"OldWorkflowCommand", "x ##[error]y", "x #\\#[error]y"},
    {"AzureCommand", "##vso[task.complete]", "#\\#vso[task.complete]"},
    {"TeamCityCommand", "##teamcity[x]", "#\\#teamcity[x]"},
    {"ThreeHashes", "###[x]", "##\\#[x]"},
    {"MarkdownHeadingStays", "## Title [1]", "## Title [1]"},
};
class WithoutCommands : public testing::TestWithParam<TextCase> {};
TEST_P(WithoutCommands, Defuses) { EXPECT_EQ(without_commands(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, WithoutCommands, testing::ValuesIn(kCommandCases),
                         [](const auto& param_info) { return param_info.param.name; });

TEST(Layout, CutsToWidthWithEllipsis) {
  EXPECT_EQ(cut_to_width("abcdef", 6, "…"), "abcdef");
  EXPECT_EQ(cut_to_width("abcdefg", 6, "…"), "abcde…");
  EXPECT_EQ(cut_to_width("中文字符", 6, "…"), "中文…");
  EXPECT_EQ(cut_to_width("abc", 0, ""), "");
}

TEST(Layout, ExcerptOfHugeTextSaysThatItIsCut) {
  std::string crlf;
  for (int i = 0; i < 1000; ++i) crlf += "\r\n";
  EXPECT_TRUE(excerpt(crlf, 100).ends_with("…\n"));
  EXPECT_EQ(excerpt("a\tb\n", 100), "a  b\n");
}

TEST(Layout, AsciiKeepsMeaning) {
  EXPECT_EQ(to_ascii("≥30% ≈ 10× “x” … é"), ">=30% ~ 10x \"x\" ... \\u{e9}");
}

TEST(Layout, HugeInputTakesLinearTime) {
  const std::string words(1u << 20, 'w');
  EXPECT_EQ(wrap(words, 64, 64).size(), words.size() / 64);
  std::string marks = "a ";
  for (int i = 0; i < 300'000; ++i) marks += "\u0301";
  EXPECT_EQ(wrap(marks + " b", 2, 2).size(), 2u);
}

}  // namespace
}  // namespace grade
