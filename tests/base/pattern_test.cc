#include "harness/base/pattern.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

TEST(Pattern, NamesWhatIsWrong) {
  EXPECT_TRUE(Pattern::compile("(?i)builder|grow"));
  EXPECT_EQ(Pattern::compile("a(b").error(), "invalid pattern 'a(b': missing ): a(b");
}

TEST(Pattern, LooksAnywhereInTheText) {
  EXPECT_TRUE(Pattern::compile("(?i)BUILD")->occurs_in("Rebuilder"));
  EXPECT_FALSE(Pattern::compile("^Build")->occurs_in("Rebuilder"));
  EXPECT_TRUE(Pattern::compile("")->occurs_in("any"));
}

TEST(Pattern, MatchesBytesOfWhatIsNotUtf8) {
  const Pattern pattern = Pattern::compile("^a.b$").value();
  EXPECT_TRUE(pattern.occurs_in("aéb"));
  EXPECT_TRUE(
      pattern.occurs_in("a\xff"
                        "b"));
  EXPECT_FALSE(
      pattern.occurs_in("a\xff\xff"
                        "b"));
}

TEST(PatternCache, ForgetsAndStillMatches) {
  PatternCache cache;
  for (int round = 0; round < 2; ++round)
    for (char c = 'a'; c <= 'z'; ++c) EXPECT_TRUE(cache.matches("az" + std::string(1, c), {c}));
  EXPECT_EQ(cache.matches("a", "(").error(), cache.matches("b", "(").error());
}

struct Case {
  const char* name;
  std::string_view glob;
  std::string_view path;
  bool fits;
};
const Case kGlobs[] = {
    {"Plain", "WRITEUP.md", "WRITEUP.md", true},
    {"Star", "evidence/*.txt", "evidence/a.txt", true},
    {"StarMayBeEmpty", "evidence/*.txt", "evidence/.txt", true},
    {"StarStopsAtASlash", "evidence/*", "evidence/a/b", false},
    {"WholePathOnly", "*.md", "docs/a.md", false},
    {"NotAPrefix", "evidence/a", "evidence/a.txt", false},
    {"TwoStars", "evidence/*annot*", "evidence/my-annotated.txt", true},
    {"TwoStarsTogetherPassASlash", "evidence/**", "evidence/a/b.txt", true},
    {"WithAnEnding", "evidence/**.txt", "evidence/a/b.md", false},
    {"DotIsADot", "a.txt", "axtxt", false},
    {"OthersAreThemselves", "a[b]?(c)|$", "a[b]?(c)|$", true},
    {"QuestionMarkIsNoWildcard", "a?c", "abc", false},
    {"NewlineInAName", "evidence/*", "evidence/a\nb", true},
    {"EmptyGlob", "", "a", false},
    {"NotUtf8", "evidence/*", "evidence/\xff\xfe.txt", true},
};
class Globs : public testing::TestWithParam<Case> {};
TEST_P(Globs, MatchFiles) {
  EXPECT_EQ(matches_file(GetParam().glob, GetParam().path), GetParam().fits);
}
INSTANTIATE_TEST_SUITE_P(, Globs, testing::ValuesIn(kGlobs),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
