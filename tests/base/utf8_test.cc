#include "harness/base/utf8.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

TEST(Utf8, ReadsWhatItWrites) {
  for (const char32_t code : {U'a', U'\x7f', U'\x80', U'é', U'\x7ff', U'\x800', U'✓', U'\xffff',
                              U'\x10000', U'\x10ffff'}) {
    std::string text;
    append_rune(text, code);
    EXPECT_EQ(first_rune(text + "x").code, code);
    EXPECT_EQ(first_rune(text).length, text.size());
    EXPECT_TRUE(is_utf8(text + text));
    EXPECT_EQ(first_rune(text.substr(0, text.size() - 1) + "(").length, text.size() > 1 ? 0u : 1u);
  }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndWhatLiesAbove) {
  for (const char* text : {"\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80",
                           "\xf4\x90\x80\x80", "\xff", "\x80", "x\xe2\x82"})
    EXPECT_FALSE(is_utf8(text));
}

}  // namespace
}  // namespace grade
