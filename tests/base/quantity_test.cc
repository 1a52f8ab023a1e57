#include "harness/base/quantity.h"

#include <gtest/gtest.h>

#include <limits>

namespace grade {
namespace {

struct DurationCase {
  const char* name;
  const char* in;
  std::int64_t ns;
  const char* out;
};
const DurationCase kDurations[] = {
    {"Zero", "0", 0, "0s"},
    {"Seconds", "1.5s", 1'500'000'000, "1.5s"},
    {"Mixed", "1h2m3.004s", 3'723'004'000'000, "1h2m3.004s"},
    {"MinutesOnly", "120s", 120'000'000'000, "2m0s"},
    {"Micro", "1500ns", 1500, "1.5µs"},
    {"AsciiMicro", "2us", 2000, "2µs"},
    {"Negative", "-2.5ms", -2'500'000, "-2.5ms"},
    {"NoWholePart", ".5s", 500'000'000, "500ms"},
    {"NoFraction", "5.s", 5'000'000'000, "5s"},
    {"BelowANanosecond", "0.0000000019s", 1, "1ns"},
    {"Largest", "9223372036854775807ns", 9223372036854775807, "2562047h47m16.854775807s"},
    {"Smallest", "-9223372036854775808ns", std::numeric_limits<std::int64_t>::min(),
     "-2562047h47m16.854775808s"},
};
class DurationText : public testing::TestWithParam<DurationCase> {};
TEST_P(DurationText, IsGos) {
  const auto parsed = parse_duration(GetParam().in);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->count(), GetParam().ns);
  EXPECT_EQ(duration_text(*parsed), GetParam().out);
  EXPECT_EQ(parse_duration(duration_text(*parsed)), parsed);
}
INSTANTIATE_TEST_SUITE_P(, DurationText, testing::ValuesIn(kDurations),
                         [](const auto& test) { return test.param.name; });

TEST(ParseDuration, RefusesWhatGoRefuses) {
  for (const char* text : {"", "-", "1", "s", ".s", "1x", "1s2", "1 s", "9223372036854775808ns",
                           "99999999999999999999h", "1.5", "--1s", "1d", "1S"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

struct Case {
  const char* name;
  std::string_view in;
  std::int64_t value;  // -1: none
};

const Case kSizes[] = {
    {"Bytes", "17B", 17},           {"KiB", "3KiB", 3072},
    {"MiB", "512MiB", 512 << 20},   {"GiB", "2GiB", 2ll << 30},
    {"Most", "1024GiB", 1ll << 40}, {"OverMost", "1025GiB", -1},
    {"OtherUnit", "2GB", -1},       {"LowerCase", "2gib", -1},
    {"NoUnit", "4096", -1},         {"WouldWrap", "17179869184GiB", -1},
    {"NoNumber", "MiB", -1},        {"Negative", "-1MiB", -1},
};
class Sizes : public testing::TestWithParam<Case> {};
TEST_P(Sizes, AreRead) {
  const auto bytes = parse_bytes(GetParam().in);
  EXPECT_EQ(bytes ? static_cast<std::int64_t>(*bytes) : -1, GetParam().value);
}
INSTANTIATE_TEST_SUITE_P(, Sizes, testing::ValuesIn(kSizes),
                         [](const auto& i) { return i.param.name; });

TEST(SizeText, UsesTheLargestUnitWithoutAFraction) {
  EXPECT_EQ(size_text(16u << 20), "16MiB");
  EXPECT_EQ(size_text(1536u << 10), "1536KiB");
  EXPECT_EQ(size_text(1000), "1000B");
  EXPECT_EQ(size_text(0), "0B");
}

TEST(ParseIterations, ReadsANumberOfTimes) {
  EXPECT_EQ(parse_iterations("100x"), 100u);
  for (const char* text : {"", "x", "100", "1.5x", "-1x", "1xx", "99999999999999999999x"})
    EXPECT_EQ(parse_iterations(text), std::nullopt) << text;
}

}  // namespace
}  // namespace grade
