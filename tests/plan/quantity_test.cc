#include "harness/plan/quantity.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

struct Case {
  const char* name;
  std::string_view in;
  std::int64_t value;  // -1: none
};

const Case kTimes[] = {
    {"Milliseconds", "500ms", 500},
    {"Seconds", "20s", 20'000},
    {"Minutes", "2m", 120'000},
    {"Zero", "0s", 0},
    {"ADay", "1440m", 86'400'000},
    {"OverADay", "1441m", -1},
    {"NoUnit", "20", -1},
    {"OtherUnit", "2h", -1},
    {"Fraction", "1.5s", -1},
    {"Space", "20 s", -1},
    {"Negative", "-1s", -1},
    {"Plus", "+1s", -1},
    {"Trailing", "1sx", -1},
    {"Empty", "", -1},
    {"UnitOnly", "ms", -1},
    {"TooLong", "99999999999999999999ms", -1},
    {"WouldWrap", "18446744073709551615s", -1},
};
class Times : public testing::TestWithParam<Case> {};
TEST_P(Times, AreRead) {
  const auto ms = parse_milliseconds(GetParam().in);
  EXPECT_EQ(ms ? ms->count() : -1, GetParam().value);
}
INSTANTIATE_TEST_SUITE_P(, Times, testing::ValuesIn(kTimes),
                         [](const auto& i) { return i.param.name; });

const Case kSizes[] = {
    {"Bytes", "17B", 17},           {"KiB", "3KiB", 3072},
    {"MiB", "512MiB", 512 << 20},   {"GiB", "2GiB", 2ll << 30},
    {"Most", "1024GiB", 1ll << 40}, {"OverMost", "1025GiB", -1},
    {"OtherUnit", "2GB", -1},       {"LowerCase", "2gib", -1},
    {"NoUnit", "4096", -1},         {"WouldWrap", "17179869184GiB", -1},
};
class Sizes : public testing::TestWithParam<Case> {};
TEST_P(Sizes, AreRead) {
  const auto bytes = parse_bytes(GetParam().in);
  EXPECT_EQ(bytes ? static_cast<std::int64_t>(*bytes) : -1, GetParam().value);
}
INSTANTIATE_TEST_SUITE_P(, Sizes, testing::ValuesIn(kSizes),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
