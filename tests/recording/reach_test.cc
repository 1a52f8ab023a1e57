#include "harness/recording/reach.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

TEST(Reach, ReadsEveryField) {
  const auto reach =
      parse_reach(R"({"places":[{"what":"unsafe.Pointer","file":"a/main.go","line":6}]})");
  ASSERT_TRUE(reach);
  EXPECT_EQ(reach->places, (std::vector<ReachPlace>{{"unsafe.Pointer", "a/main.go", 6}}));
}

TEST(Reach, RefusesWhatItDoesNotKnow) {
  for (const auto& [text, what] :
       {std::pair{"", "reach: not one JSON value"},
        {"{}", "reach: places is missing"},
        {R"({"places":null})", "reach: places: expected a list, found null"},
        {R"({"places":[],"more":1})", "reach: more is unknown"}}) {
    const auto reach = parse_reach(text);
    ASSERT_FALSE(reach) << text;
    EXPECT_EQ(reach.error().what, what);
  }
}

}  // namespace
}  // namespace grade
