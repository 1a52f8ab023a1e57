#include "harness/observe/tagged_numbers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/observe/read_calls.h"
#include "tests/observe/capture.h"
#include "tests/observe/event_stream.h"

namespace grade {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kSeed = 0x0123456789abcdef;
const Told kSeedTold{"tags", R"("seed":"0123456789abcdef")"};

// "field #1 value=123" of each number that a call gave, with which call; "field ?" of one whose k
// no call had; "field late" of one after the last call that can be told.
std::string decoded(std::string_view text, TagMode mode,
                    std::optional<std::uint64_t> seed = kSeed) {
  const ReadCalls calls = read_calls(mode, seed);
  std::string shown;
  for (const NumberLine& line : parse_numbers(stream_of(text)).lines) {
    for (const NumberCell& cell : line.cells) {
      const auto read = decode(cell, calls);
      const Undecoded what = undecoded(cell, calls);
      EXPECT_FALSE(read && what.tag);
      if (!read && what.tag == nullptr) continue;
      shown += shown.empty() ? "" : "; ";
      shown += read ? fmt::format("{} #{} value={}", read->tag->name, read->call, read->value)
                    : fmt::format("{} {}", what.tag->name, what.is_late ? "late" : "?");
    }
  }
  return shown;
}

std::int64_t with_k(std::int64_t tib, std::int64_t k, std::int64_t value) {
  return tib * kTiB + k * kReadUnit + value;
}
// As the calls of ReadMemStats and of metrics.Read give them.
std::int64_t stats(std::int64_t tib, std::size_t call, std::int64_t value) {
  return with_k(tib, read_ks(kSeed, 0).at(call - 1), value);
}
std::int64_t metric(std::int64_t tib, std::size_t call, std::int64_t value) {
  return with_k(tib, read_ks(kSeed, 1).at(call - 1), value);
}
double in(std::int64_t bytes, double unit) { return static_cast<double>(bytes) / unit; }

constexpr double kKi = 1 << 10, kMi = 1 << 20, kGi = 1 << 30;
constexpr std::int64_t kMiB = 1 << 20;

struct Case {
  const char* name;
  std::string in;
  std::string out;
};
const Case kDistinct[] = {
    {"Untagged", "HeapAlloc: 123456 NumGC: 4 1048576 1073741824 16 1024.00", ""},
    {"HeapAlloc", fmt::format("HeapAlloc: {}", stats(128, 1, 777)),
     "MemStats.HeapAlloc #1 value=777"},
    {"WithThousands", "HeapAlloc: 140,797,617,897,472", "MemStats.HeapAlloc #1 value=0"},
    {"HeapSysUnderAnotherName", fmt::format("HeapInuse: {}", stats(1024, 3, 5)),
     "MemStats.HeapSys #3 value=5"},
    {"HeapReleased", fmt::format("{}", stats(4096, 200, 5)), "MemStats.HeapReleased #200 value=5"},
    {"Objects", fmt::format("{}", metric(8, 2, 9)), "metrics.objects #2 value=9"},
    {"ObjectsAndUnused", fmt::format("{}", metric(24, 2, 9)), "metrics.objects+unused #2 value=9"},
    {"FreeAndReleased", fmt::format("{}", metric(96, 200, 9)),
     "metrics.free+released #200 value=9"},
    {"UnusedHasNoK", fmt::format("{}", with_k(16, 0, 9)), "metrics.unused #0 value=9"},
    {"UnusedOfAnotherCallIsNone", fmt::format("{}", with_k(16, 2, 9)), ""},
    {"WrongSumIsNamed", fmt::format("{}", metric(72, 4, 9) + 32 * kReadUnit),
     "metrics.objects+released #4 value=9"},
    {"Live", fmt::format("{}", metric(2048, 1, 9)), "metrics.live #1 value=9"},
    {"LargeHeap", fmt::format("{}", stats(128, 2, 4000 * kMiB)),
     "MemStats.HeapAlloc #2 value=4194304000"},
    {"NoCallHadThisK", fmt::format("{}", with_k(128, 8, 777)), "MemStats.HeapAlloc ?"},
    {"TheOtherCallHadThisK", fmt::format("{} {}", with_k(128, 3, 5), with_k(8, 14, 5)),
     "MemStats.HeapAlloc ?; metrics.objects ?"},
    {"WithoutK", fmt::format("{}", with_k(128, 0, 777)), ""},
    {"LastCallThatCanBeTold", fmt::format("{}", with_k(128, 1911, 1)),
     "MemStats.HeapAlloc #237 value=1"},
    {"AfterTheLastCallThatCanBeTold",
     fmt::format("{} {}", with_k(128, 1920, 1), with_k(24, 1920, 4000 * kMiB)),
     "MemStats.HeapAlloc late; metrics.objects+unused late"},
    {"LateInMiB", fmt::format("{:.1f} MiB", in(with_k(512, 1920, kMiB / 2), kMi)),
     "MemStats.HeapIdle late"},
    {"LateInBareKiB", fmt::format("{:.0f}", in(with_k(512, 1920, kMiB), kKi)),
     "MemStats.HeapIdle late"},
    {"NoCallIsAsLateAsThat", fmt::format("{}", with_k(128, 1921, 1)), ""},
    {"WrongSumIsNotLate", fmt::format("{}", with_k(72, 1920, 1)), ""},
    {"WithoutKIsNotLate", fmt::format("{}", with_k(16, 1920, 1)), ""},
    {"Counts", "50000002 4000002 1000002 3000000 70000001",
     "MemStats.NumGC #0 value=2; metrics.cycles #0 value=2; metrics.cycles.automatic #0 "
     "value=2; "
     "metrics.cycles.forced #0 value=0; MemStats.NumForcedGC #0 value=1"},
    {"BareMiB", fmt::format("{:.3f}", in(metric(8, 1, kMiB / 2), kMi)),
     "metrics.objects #1 value=524288"},
    {"BareKiB", fmt::format("{:.0f}", in(metric(8, 1, 1024), kKi)),
     "metrics.objects #1 value=1024"},
    {"BareGiB", fmt::format("{:.2f}", in(stats(128, 1, 256 * kMiB), kGi)),
     "MemStats.HeapAlloc #1 value=268435456"},
    {"WholeGiB", fmt::format("{:.0f} GiB", in(stats(128, 1, 2048 * kMiB), kGi)),
     "MemStats.HeapAlloc #1 value=2147483648"},
    {"WholeGiBRoundedUpToTheEdge", fmt::format("{:.0f} GiB", in(stats(128, 2, 4000 * kMiB), kGi)),
     "MemStats.HeapAlloc #2 value=4294967296"},
    {"MiBWithUnit", fmt::format("HeapAlloc = {:.0f} MiB", in(stats(128, 1, 0), kMi)),
     "MemStats.HeapAlloc #1 value=0"},
    {"DecimalMB", "139500.00 GB HeapAlloc", ""},
    {"MBAs1024s", fmt::format("HeapAlloc = {:.2f} MB", in(stats(128, 1, kMiB / 4), kMi)),
     "MemStats.HeapAlloc #1 value=262144"},
    {"MBAsMillions", fmt::format("HeapAlloc = {:.2f} MB", in(stats(128, 1, 0), 1e6)),
     "MemStats.HeapAlloc #1 value=2528"},
    {"MBAsMillionsOfALateCall", fmt::format("HeapAlloc = {:.2f} MB", in(metric(8, 90, 0), 1e6)),
     "metrics.objects #90 value=1408"},
    {"Humanised", "HeapAlloc 128 TiB HeapInuse 256.0 TiB",
     "MemStats.HeapAlloc #0 value=0; MemStats.HeapInuse #0 value=0"},
    {"Json", fmt::format("{{\"heap_alloc\":{},\"num_gc\":50000000}}", stats(128, 7, 1)),
     "MemStats.HeapAlloc #7 value=1; MemStats.NumGC #0 value=0"},
    {"FloatNotation", "HeapAlloc 1.40797617897472e+14", "MemStats.HeapAlloc #1 value=0"},
    {"BytesInTheLabel",
     fmt::format("/memory/classes/heap/objects:bytes {:.1f}", in(metric(8, 1, kMiB / 2), kMi)),
     "metrics.objects #1 value=524288"},
    {"DifferenceOfSourcesIsPlain", fmt::format("apart {}", with_k(120, 3, 0)), ""},
    {"DifferenceIsPlain", "diff = 12 -140737488355328", ""},
    {"AboveAllTags", "999999999999999999999 1e300", ""},
};
class DistinctTags : public testing::TestWithParam<Case> {};
TEST_P(DistinctTags, TellTheSource) {
  EXPECT_EQ(decoded(GetParam().in, TagMode::distinct), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, DistinctTags, testing::ValuesIn(kDistinct),
                         [](const auto& i) { return i.param.name; });

// Both kinds of calls have the same ks.
const Case kAgree[] = {
    {"HeapAllocOrObjects", fmt::format("{}", stats(128, 1, 7)), "HeapAlloc #1 value=7"},
    {"HeapInuseOrSum", fmt::format("{}", stats(256, 2, 7)), "HeapInuse #2 value=7"},
    {"HeapIdleOrSum", fmt::format("{}", stats(512, 2, 7)), "HeapIdle #2 value=7"},
    {"KOfTheOtherStream", fmt::format("{}", metric(128, 1, 7)), "HeapAlloc ?"},
    {"Counts", "50000002 1000002 49000000",
     "NumGC #0 value=2; automatic #0 value=2; forced #0 value=0"},
    {"Live", fmt::format("{}", stats(2048, 1, 9)), "live #1 value=9"},
    {"DecimalMBIsUnambiguous", fmt::format("{:.2f}", in(stats(128, 1, 0), 1e6)),
     "HeapAlloc #1 value=2528"},
};
class AgreeTags : public testing::TestWithParam<Case> {};
TEST_P(AgreeTags, TellTheField) {
  EXPECT_EQ(decoded(GetParam().in, TagMode::agree), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, AgreeTags, testing::ValuesIn(kAgree),
                         [](const auto& i) { return i.param.name; });

TEST(TaggedNumbers, WithoutSeedNothingThatShowsItsKWasRead) {
  EXPECT_EQ(decoded(fmt::format("{} 50000002 HeapIdle 512 TiB", stats(128, 1, 7)), TagMode::agree,
                    std::nullopt),
            "HeapAlloc ?; NumGC #0 value=2; HeapIdle #0 value=0");
}

// Whoever counts on by himself hits the k of a call now and then, and never nine times in ten.
TEST(TaggedNumbers, CountingOnIsNotReading) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    for (const TagMode mode : {TagMode::distinct, TagMode::agree}) {
      const ReadCalls calls = read_calls(mode, seed);
      for (const std::int64_t step : {1, 2, 4, 5}) {
        int hits = 0;
        for (int i = 1; i <= 10; ++i) {
          const NumberCell cell{
              .value = static_cast<double>(with_k(128, calls.mem_stats[0] + i * step, 1000)),
              .step = 1,
              .unit = 1};
          hits += decode(cell, calls) ? 1 : 0;
        }
        EXPECT_LT(hits, 9) << seed << " " << step;
      }
    }
  }
}

Value field_named(const Value& seen, std::string_view name) {
  for (const Value& f : at(seen, "fields").as_list()) {
    if (at(f, "name").as_string() == name) return f;
  }
  ADD_FAILURE() << "no field " << name;
  return {};
}

std::string tick(std::size_t call, int real) {
  return fmt::format("HeapAlloc: {}\nHeapInuse: {}\nNumGC: {}\n", stats(128, call, real),
                     stats(256, call, real + 100), 50'000'000 + call);
}

Capture seeded() {
  Capture c;
  c.events = told({kSeedTold});
  return c;
}

TEST(TaggedNumbers, ReadingAgainEachTickRises) {
  Capture c = seeded();
  arrive(c.out, "reading every second\n", milliseconds(0));
  for (int i = 1; i <= 10; ++i)
    arrive(c.out, tick(static_cast<std::size_t>(i), 1000 + i), milliseconds(1000 * i));
  const Value seen = seen_by("tagged_numbers", c);
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
  EXPECT_EQ(at(at(first, "reads").as_list()[1], "label").as_string(), "HeapInuse");
}

TEST(TaggedNumbers, ReadOnceAndPrintedAgainDoesNotRise) {
  Capture c = seeded();
  for (int i = 1; i <= 10; ++i) arrive(c.out, tick(1, 1000), milliseconds(1000 * i));
  const Value heap = field_named(seen_by("tagged_numbers", c), "MemStats.HeapAlloc");
  EXPECT_EQ(at(heap, "blocks").as_int(), 10);
  EXPECT_EQ(at(heap, "reads").as_int(), 1);
  EXPECT_FALSE(at(heap, "rising").as_bool());
}

TEST(TaggedNumbers, TwoReadsATickStillRise) {
  Capture c = seeded();
  for (std::size_t i = 1; i <= 3; ++i)
    arrive(c.out, tick(2 * i - 1, 10) + tick(2 * i, 10), milliseconds(1000 * i));
  const Value heap = field_named(seen_by("tagged_numbers", c), "MemStats.HeapAlloc");
  EXPECT_EQ(at(heap, "reads").as_int(), 6);
  EXPECT_TRUE(at(heap, "rising").as_bool());
}

TEST(TaggedNumbers, LiteralsAreNotOfTheRuntime) {
  Capture c = seeded();
  for (int i = 1; i <= 3; ++i)
    arrive(c.out, "HeapAlloc: 123456\nNumGC: 3\n", milliseconds(1000 * i));
  const Value seen = seen_by("tagged_numbers", c);
  EXPECT_TRUE(at(seen, "blocks").as_list().empty());
  EXPECT_TRUE(at(seen, "fields").as_list().empty());
  EXPECT_EQ(at(seen, "undecidable").as_string(), "");
}

TEST(TaggedNumbers, CountedOnAfterOneReadIsMadeUp) {
  Capture c = seeded();
  for (int i = 0; i < 3; ++i)
    arrive(c.out, fmt::format("HeapAlloc: {}\n", stats(128, 1, 5) + i * 2 * kReadUnit),
           milliseconds(1000 * i));
  const Value seen = seen_by("tagged_numbers", c);
  EXPECT_EQ(at(seen, "blocks").as_list().size(), 1u);
  const Value heap = field_named(seen, "MemStats.HeapAlloc");
  EXPECT_EQ(at(heap, "source").as_string(), "MemStats");
  EXPECT_EQ(at(heap, "reads").as_int(), 1);
  EXPECT_EQ(at(heap, "made_up").as_int(), 2);
}

TEST(TaggedNumbers, AFieldThatIsMadeUpAloneHasNoReads) {
  Capture c = seeded();
  arrive(c.out, fmt::format("{}\n", with_k(8, 1, 0)), milliseconds(0));
  const Value objects = field_named(seen_by("tagged_numbers", c), "metrics.objects");
  EXPECT_EQ(at(objects, "source").as_string(), "metrics");
  EXPECT_EQ(at(objects, "reads").as_int() + at(objects, "made_up").as_int(), 1);
}

std::string undecidable(const std::vector<Told>& events, const std::string& out) {
  Capture c;
  c.events = told(events);
  c.out = stream_of(out);
  const std::string why = at(seen_by("tagged_numbers", c), "undecidable").as_string();
  EXPECT_EQ(at(seen_by("agreeing_numbers", c), "undecidable").as_string(), why);
  return why;
}

TEST(TaggedNumbers, SayWhyTheyCannotBeTold) {
  const std::vector<Told> seed = {kSeedTold};
  EXPECT_EQ(undecidable(seed, tick(1, 7)), "");
  EXPECT_EQ(undecidable({}, tick(1, 7)), "no process reported how its numbers are tagged");
  EXPECT_EQ(undecidable({kSeedTold, {"tags", R"("seed":"0")"}}, ""),
            "more than one process reported how its numbers are tagged: print the values in the "
            "process that is started");
  EXPECT_EQ(
      undecidable(seed, "HeapIdle 512 TiB\n"),
      "numbers are printed too coarsely to show which call returned them: print bytes, KiB or "
      "MiB");
  EXPECT_EQ(undecidable(seed, fmt::format("HeapAlloc: {}\n", with_k(128, 1920, 1))),
            "the values are read more than 200 times: read them once for each print");
}

// Of HeapAlloc in a second block, after one that compares nothing that counts.
double apart(const std::string& text) {
  Capture c = seeded();
  arrive(c.out, fmt::format("{} {}\n", stats(128, 1, 0), stats(128, 1, 99'999)), milliseconds(0));
  arrive(c.out, text, milliseconds(1000));
  return at(field_named(seen_by("agreeing_numbers", c), "HeapAlloc"), "apart").as_real();
}

TEST(AgreeingNumbers, CompareTheTwoSourcesOfAField) {
  EXPECT_EQ(apart(fmt::format("memstats HeapAlloc={}\nmetrics HeapAlloc={}\ndiff 12\n",
                              stats(128, 1, 1000), stats(128, 1, 1012))),
            11);
}

TEST(AgreeingNumbers, AgreeWhicheverCallsGaveThem) {
  EXPECT_EQ(apart(fmt::format("a {}\nb {}\n", stats(128, 1, kGiB - 10), stats(128, 2, kGiB + 10))),
            19);
}

TEST(AgreeingNumbers, WhatThePrintedPlacesHideIsNoDifference) {
  EXPECT_EQ(apart("a 134275072.25 MiB b 134275072.26 MiB\n"), 0);
}

TEST(AgreeingNumbers, NothingComparedIsNoDifference) {
  EXPECT_EQ(apart(fmt::format("a {}\n", stats(128, 1, 10))), -1);
}

}  // namespace
}  // namespace grade
