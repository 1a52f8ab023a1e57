#include "harness/observe/read_calls.h"

#include <gtest/gtest.h>

#include "tests/observe/event_stream.h"

namespace grade {
namespace {

TEST(ReadSeeds, FirstIsThatOfTheFirstProcess) {
  const Told one{"tags", R"("seed":"0123456789abcdef")"};
  const Told two{"tags", R"("seed":"ffffffffffffffff")"};
  EXPECT_EQ(read_seeds({}).processes, 0);
  EXPECT_FALSE(read_seeds(told({{"gc", ""}})).first);
  EXPECT_EQ(read_seeds(told({one})).first, 0x0123456789abcdef);
  const ReadSeeds seeds = read_seeds(told({{"gc", ""}, two, one}));
  EXPECT_EQ(seeds.processes, 2);
  EXPECT_EQ(seeds.first, ~std::uint64_t{0});
}

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
