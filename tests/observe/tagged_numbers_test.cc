#include "harness/observe/tagged_numbers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/observe/capture.h"

namespace grade {
namespace {

using std::chrono::milliseconds;

// "field k=1 value=123" of each number that carries a tag.
std::string decoded(std::string_view text, TagMode mode) {
  std::string shown;
  for (const NumberLine& line : parse_numbers(stream_of(text)).lines) {
    for (const NumberCell& cell : line.cells) {
      const auto read = decode(cell, mode);
      if (!read) continue;
      shown += fmt::format("{}{} k={} value={}", shown.empty() ? "" : "; ", read->tag->name,
                           read->k, read->value);
    }
  }
  return shown;
}

std::int64_t tagged(std::int64_t tib, std::int64_t k, std::int64_t value) {
  return tib * kTiB + k * kGiB + value;
}

struct Case {
  const char* name;
  std::string in;
  std::string out;
};
const Case kDistinct[] = {
    {"Untagged", "HeapAlloc: 123456 NumGC: 4 1048576 1073741824 16 1024.00", ""},
    {"HeapAlloc", fmt::format("HeapAlloc: {}", tagged(16, 1, 777)),
     "MemStats.HeapAlloc k=1 value=777"},
    {"WithThousands", "HeapAlloc: 17,593,259,786,240", "MemStats.HeapAlloc k=1 value=0"},
    {"HeapSysUnderAnotherName", fmt::format("HeapInuse: {}", tagged(128, 3, 5)),
     "MemStats.HeapSys k=3 value=5"},
    {"Objects", fmt::format("{}", tagged(1, 2, 9)), "metrics.objects k=2 value=9"},
    {"ObjectsAndUnused", fmt::format("{}", tagged(3, 2, 9)), "metrics.objects+unused k=2 value=9"},
    {"FreeAndReleased", fmt::format("{}", tagged(12, 200, 9)),
     "metrics.free+released k=200 value=9"},
    {"UnusedHasNoK", fmt::format("{}", tagged(2, 0, 9)), "metrics.unused k=0 value=9"},
    {"WrongSumIsNamed", fmt::format("{}", tagged(9, 4, 9)), "metrics.objects+released k=2 value=9"},
    {"Live", fmt::format("{}", tagged(256, 1, 9)), "metrics.live k=1 value=9"},
    {"Counts", "50000002 4000002 1000002 3000000 70000001",
     "MemStats.NumGC k=0 value=2; metrics.cycles k=0 value=2; metrics.cycles.automatic k=0 "
     "value=2; "
     "metrics.cycles.forced k=0 value=0; MemStats.NumForcedGC k=0 value=1"},
    {"BareMiB", "1049600.500", "metrics.objects k=1 value=524288"},
    {"BareKiB", "1074790401", "metrics.objects k=1 value=1024"},
    {"BareGiB", "16385.25", "MemStats.HeapAlloc k=1 value=268435456"},
    {"MiBWithUnit", "HeapAlloc = 16778240 MiB", "MemStats.HeapAlloc k=1 value=0"},
    {"DecimalMB", "16843.00 GB HeapAlloc", ""},
    {"MBAs1024s", "HeapAlloc = 16778240.25 MB", "MemStats.HeapAlloc k=1 value=262144"},
    {"MBAsMillions", "HeapAlloc = 17593259.79 MB", "MemStats.HeapAlloc k=1 value=3760"},
    {"Humanised", "HeapAlloc 16 TiB HeapInuse 32.0 TiB",
     "MemStats.HeapAlloc k=0 value=0; MemStats.HeapInuse k=0 value=0"},
    {"Json", fmt::format("{{\"heap_alloc\":{},\"num_gc\":50000000}}", tagged(16, 7, 1)),
     "MemStats.HeapAlloc k=7 value=1; MemStats.NumGC k=0 value=0"},
    {"FloatNotation", "HeapAlloc 1.759325978624e+13", "MemStats.HeapAlloc k=1 value=0"},
    {"BytesInTheLabel", "/memory/classes/heap/objects:bytes 1049600.5",
     "metrics.objects k=1 value=524288"},
    {"DifferenceOfSourcesIsPlain", fmt::format("apart {}", tagged(15, 3, 0)), ""},
    {"DifferenceIsPlain", "diff = 12 -17592186044416", ""},
    {"AboveAllTags", "999999999999999999999 1e300", ""},
};
class DistinctTags : public testing::TestWithParam<Case> {};
TEST_P(DistinctTags, TellTheSource) {
  EXPECT_EQ(decoded(GetParam().in, TagMode::distinct), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, DistinctTags, testing::ValuesIn(kDistinct),
                         [](const auto& i) { return i.param.name; });

const Case kAgree[] = {
    {"HeapAllocOrObjects", fmt::format("{}", tagged(16, 1, 7)), "HeapAlloc k=1 value=7"},
    {"HeapInuseOrSum", fmt::format("{}", tagged(32, 2, 7)), "HeapInuse k=2 value=7"},
    {"HeapIdleOrSum", fmt::format("{}", tagged(64, 2, 7)), "HeapIdle k=2 value=7"},
    {"Counts", "50000002 1000002 49000000",
     "NumGC k=0 value=2; automatic k=0 value=2; forced k=0 value=0"},
    {"Live", fmt::format("{}", tagged(256, 1, 9)), "live k=1 value=9"},
    {"DecimalMBIsUnambiguous", "17593259.79", "HeapAlloc k=1 value=3760"},
};
class AgreeTags : public testing::TestWithParam<Case> {};
TEST_P(AgreeTags, TellTheField) {
  EXPECT_EQ(decoded(GetParam().in, TagMode::agree), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, AgreeTags, testing::ValuesIn(kAgree),
                         [](const auto& i) { return i.param.name; });

// The printed line of `correct` programs, as captured under the tags without k.
TEST(TaggedNumbers, DecodesACapturedTableOfMiB) {
  EXPECT_EQ(decoded("1049600.023    3146752.477   12583939.273 4000000", TagMode::distinct),
            "metrics.objects k=1 value=24117; metrics.objects+unused k=1 value=500171; "
            "metrics.free+released k=1 value=3431989; metrics.cycles k=0 value=0");
}

Value field_named(const Value& seen, std::string_view name) {
  for (const Value& f : at(seen, "fields").as_list()) {
    if (at(f, "name").as_string() == name) return f;
  }
  ADD_FAILURE() << "no field " << name;
  return {};
}

std::string tick(int k, int real) {
  return fmt::format("HeapAlloc: {}\nHeapInuse: {}\nNumGC: {}\n", tagged(16, k, real),
                     tagged(32, k, real + 100), 50'000'000 + k);
}

TEST(TaggedNumbers, ReadingAgainEachTickRises) {
  Capture c;
  arrive(c.out, "reading every second\n", milliseconds(0));
  for (int i = 1; i <= 10; ++i) arrive(c.out, tick(i, 1000 + i), milliseconds(1000 * i));
  const Value seen = observe_tagged_numbers(c.view());
  EXPECT_TRUE(conforms(seen, tagged_numbers_type()));
  EXPECT_EQ(at(seen, "blocks").as_list().size(), 10u);
  const Value heap = field_named(seen, "MemStats.HeapAlloc");
  EXPECT_EQ(at(heap, "blocks").as_int(), 10);
  EXPECT_EQ(at(heap, "reads").as_int(), 10);
  EXPECT_TRUE(at(heap, "rising").as_bool());
  EXPECT_EQ(at(heap, "min").as_int(), 1001);
  EXPECT_EQ(at(heap, "max").as_int(), 1010);
  EXPECT_FALSE(at(field_named(seen, "MemStats.NumGC"), "rising").as_bool());
  const Value first = at(seen, "blocks").as_list()[0];
  EXPECT_EQ(at(first, "at").as_duration(), milliseconds(1000));
  EXPECT_EQ(at(first, "fields").as_list().size(), 3u);
  EXPECT_EQ(at(at(first, "reads").as_list()[1], "label").as_string(), "HeapInuse");
}

TEST(TaggedNumbers, ReadOnceAndPrintedAgainDoesNotRise) {
  Capture c;
  for (int i = 1; i <= 10; ++i) arrive(c.out, tick(1, 1000), milliseconds(1000 * i));
  const Value heap = field_named(observe_tagged_numbers(c.view()), "MemStats.HeapAlloc");
  EXPECT_EQ(at(heap, "blocks").as_int(), 10);
  EXPECT_EQ(at(heap, "reads").as_int(), 1);
  EXPECT_FALSE(at(heap, "rising").as_bool());
}

TEST(TaggedNumbers, TwoReadsATickStillRise) {
  Capture c;
  for (int i = 1; i <= 3; ++i)
    arrive(c.out, tick(2 * i - 1, 10) + tick(2 * i, 10), milliseconds(1000 * i));
  const Value heap = field_named(observe_tagged_numbers(c.view()), "MemStats.HeapAlloc");
  EXPECT_EQ(at(heap, "reads").as_int(), 6);
  EXPECT_TRUE(at(heap, "rising").as_bool());
}

TEST(TaggedNumbers, LiteralsStayUndecoded) {
  Capture c;
  for (int i = 1; i <= 3; ++i)
    arrive(c.out, "HeapAlloc: 123456\nNumGC: 3\n", milliseconds(1000 * i));
  const Value seen = observe_tagged_numbers(c.view());
  EXPECT_TRUE(at(seen, "blocks").as_list().empty());
  EXPECT_EQ(at(seen, "undecoded").as_int(), 6);
}

List differences(const std::string& text) {
  Capture c;
  arrive(c.out, text, milliseconds(1000));
  const Value seen = observe_agreeing_numbers(c.view());
  EXPECT_TRUE(conforms(seen, agreeing_numbers_type()));
  return at(seen, "differences").as_list();
}

TEST(AgreeingNumbers, ComparesTheTwoSourcesOfAField) {
  const List seen =
      differences(fmt::format("memstats HeapAlloc={}\nmetrics HeapAlloc={}\ndiff 12\n",
                              tagged(16, 1, 1000), tagged(16, 1, 1012)));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(at(seen[0], "field").as_string(), "HeapAlloc");
  EXPECT_EQ(at(seen[0], "bytes").as_int(), 12);
  EXPECT_EQ(at(seen[0], "count").as_int(), 2);
  EXPECT_EQ(at(seen[0], "resolution").as_int(), 1);
}

TEST(AgreeingNumbers, AgreeAcrossTheEdgeOfAGiB) {
  const List seen =
      differences(fmt::format("a {}\nb {}\n", tagged(16, 1, kGiB - 10), tagged(16, 1, kGiB + 10)));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(at(seen[0], "bytes").as_int(), 20);
}

TEST(AgreeingNumbers, SaysHowCoarseTheNumbersAre) {
  const List seen = differences("a 16778240.25 MiB b 16778240.26 MiB\n");
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(at(seen[0], "resolution").as_int(), 10486);
}

}  // namespace
}  // namespace grade
