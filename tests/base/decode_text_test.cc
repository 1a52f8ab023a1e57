#include "harness/base/decode_text.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

using namespace std::string_view_literals;

struct Case {
  const char* name;
  std::string_view bytes;
  std::string_view text;
};
const Case kCases[] = {
    {"Empty", "", ""},
    {"Plain", "gc 1 @0.1s\n", "gc 1 @0.1s\n"},
    {"Utf8Mark",
     "\xef\xbb\xbf"
     "a\n",
     "a\n"},
    {"LittleEndian", "\xff\xfeg\0c\0\r\0\n\0"sv, "gc\n"},
    {"BigEndian", "\xfe\xff\0g\0c\0\n"sv, "gc\n"},
    {"NotLatin", "\xff\xfe\x02\x25\xb5\0"sv, "│µ"},
    {"Pair", "\xff\xfe\x3d\xd8\x00\xde"sv, "😀"},
    {"HalfAPair",
     "\xff\xfe\x3d\xd8"
     "a\0"sv,
     "\uFFFD"
     "a"},
    {"SecondHalfFirst",
     "\xff\xfe\x00\xde"
     "a\0"sv,
     "\uFFFD"
     "a"},
    {"HalfAPairAtTheEnd", "\xff\xfe\x3d\xd8"sv, "\uFFFD"},
    {"HalfAUnit",
     "\xff\xfe"
     "a\0b"sv,
     "a\uFFFD"},
    {"MarkAlone", "\xff\xfe", ""},
    {"LineEnds", "a\r\nb\rc\r\r\n\r", "a\nb\rc\r\n\r"},
    {"BinaryStaysAsItIs", "\x1f\x8b\x08\0\r\n"sv, "\x1f\x8b\x08\0\r\n"sv},
    {"NotUtf8StaysAsItIs", "\xff\xff\0a\n"sv, "\xff\xff\0a\n"sv},
};
class DecodeText : public testing::TestWithParam<Case> {};
TEST_P(DecodeText, GivesUtf8WithLineFeeds) {
  EXPECT_EQ(decode_text(GetParam().bytes), GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(, DecodeText, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
