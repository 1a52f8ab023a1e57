#include "harness/base/utf8.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

TEST(Utf8, ReadsOneCharacter) {
  EXPECT_EQ(first_rune("a").length, 1u);
  EXPECT_EQ(first_rune("éa").code, U'é');
  EXPECT_EQ(first_rune("✓").length, 3u);
  EXPECT_EQ(first_rune("😀").code, U'😀');
  EXPECT_EQ(first_rune(std::string_view("\0", 1)).length, 1u);
}

TEST(Utf8, RefusesWhatIsNotValid) {
  const char* kBroken[] = {
      "\xff", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xe2\x82", "\xf4\x90\x80\x80",
      "\x80", "\xc3",     "\xf0\x9f\x98", "\xc3z"};
  for (const char* text : kBroken) {
    EXPECT_EQ(first_rune(text).length, 0u);
    EXPECT_FALSE(is_utf8(text));
  }
  EXPECT_EQ(first_rune("").length, 0u);
  EXPECT_TRUE(is_utf8("") && is_utf8("héllo 😀"));
}

TEST(Utf8, WritesWhatItReads) {
  for (const char32_t code : {U'a', U'é', U'✓', U'😀', char32_t{0x10FFFF}}) {
    std::string text;
    append_utf8(text, code);
    EXPECT_EQ(first_rune(text).code, code);
    EXPECT_EQ(first_rune(text).length, text.size());
  }
}

TEST(Utf8, WidthIsInTerminalCells) {
  EXPECT_EQ(display_width("abc é ≥ –"), 9);
  EXPECT_EQ(display_width("中文"), 4);
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("🎉"), 2);
  EXPECT_EQ(display_width("a\xff"), 2);
}

TEST(Utf8, KnowsWhatATerminalWouldObeyOrNotShow) {
  for (const char32_t code : {0x1Bu, 0x7Fu, 0x9Bu, 0x61Cu, 0x200Bu, 0x2028u, 0x202Eu, 0x2066u,
                              0xFEFFu, 0xFFFEu, 0xE0041u, 0x1FFFFu})
    EXPECT_TRUE(is_invisible_or_control(code)) << static_cast<unsigned>(code);
  for (const char32_t code : {U' ', U'a', U'é', U'✓', U'中', U'🎉', char32_t{0xFE0F}})
    EXPECT_FALSE(is_invisible_or_control(code)) << static_cast<unsigned>(code);
}

}  // namespace
}  // namespace grade
