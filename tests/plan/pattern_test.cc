#include "harness/plan/pattern.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

TEST(CheckPattern, NamesWhatIsWrong) {
  EXPECT_TRUE(check_pattern("(?i)builder|grow", {"f.yaml", 1, 2}));
  EXPECT_EQ(to_string(check_pattern("a(b", {"f.yaml", 1, 2}).error()),
            "f.yaml:1:2: not a pattern: missing ): a(b");
}

TEST(Matches, LooksAnywhereInTheText) {
  EXPECT_TRUE(matches("(?i)BUILD", "Rebuilder"));
  EXPECT_FALSE(matches("^Build", "Rebuilder"));
  EXPECT_TRUE(matches("", "any"));
  EXPECT_FALSE(matches("a(b", "a(b"));
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
