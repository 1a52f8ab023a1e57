#include "harness/observe/read_calls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace grade {
namespace {

struct Case {
  const char* name;
  std::string events;
  int lines;
  std::optional<std::uint64_t> first;
};
const Case kCases[] = {
    {"None", "", 0, {}},
    {"One", "{\"tags\":\"0123456789abcdef\",\"pid\":7}\n", 1, 0x0123456789abcdef},
    {"WithoutLineFeed", "{\"tags\":\"ffffffffffffffff\",\"pid\":7}", 1, ~std::uint64_t{0}},
    {"Two", "{\"tags\":\"0000000000000001\"}\n{\"tags\":\"0000000000000002\"}\n", 2, 1},
    {"AmongOthers", "{\"probe\":\"gc\"}\n\n{\"tags\":\"0000000000000001\"}\nhello\n", 1, 1},
    {"SecondInOneLine", "{\"tags\":\"0000000000000001\"}{\"tags\":\"0000000000000002\"}\n", 1, {}},
    {"BrokenCounts", "{\"tags\":\"00000000000000", 1, {}},
    {"BrokenThenWhole", "{\"tags\":\n{\"tags\":\"0000000000000002\"}\n", 2, 2},
    {"Short", "{\"tags\":\"1\"}\n", 1, {}},
    {"Long", "{\"tags\":\"00000000000000001\"}\n", 1, {}},
    {"NotHex", "{\"tags\":\"000000000000000g\"}\n", 1, {}},
    {"Number", "{\"tags\":1}\n", 1, {}},
    {"List", "[\"tags\"]\n", 1, {}},
    {"TooLong",
     "{\"tags\":\"0000000000000001\",\"x\":\"" + std::string(5000, 'x') + "\"}\n",
     1,
     {}},
};
class ReadSeedsTable : public testing::TestWithParam<Case> {};
TEST_P(ReadSeedsTable, Parses) {
  const ReadSeeds seeds = parse_read_seeds(GetParam().events);
  EXPECT_EQ(seeds.lines, GetParam().lines);
  EXPECT_EQ(seeds.first, GetParam().first);
}
INSTANTIATE_TEST_SUITE_P(, ReadSeedsTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

// As the patched runtime draws them; the tests of the instrument compare with the runtime itself.
TEST(ReadKs, FollowFromSeedAndStream) {
  const auto first = [](std::uint64_t seed, unsigned stream) {
    auto ks = read_ks(seed, stream);
    ks.resize(6);
    return ks;
  };
  EXPECT_EQ(first(0x0123456789abcdef, 0), (std::vector<std::int64_t>{14, 25, 27, 36, 39, 46}));
  EXPECT_EQ(first(0x0123456789abcdef, 1), (std::vector<std::int64_t>{3, 4, 16, 32, 45, 54}));
  EXPECT_EQ(first(0, 0), (std::vector<std::int64_t>{7, 23, 29, 42, 58, 71}));
}

TEST(ReadKs, RiseByOneToSixteenUpToTheLast) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto ks = read_ks(seed, seed % 2);
    EXPECT_GT(ks.size(), 180u);
    EXPECT_LE(ks.back(), kMaxReadK);
    EXPECT_GT(ks.back(), kMaxReadK - 16);
    std::int64_t before = 0;
    for (const std::int64_t k : ks) {
      EXPECT_TRUE(k > before && k <= before + 16);
      before = k;
    }
  }
}

}  // namespace
}  // namespace grade
