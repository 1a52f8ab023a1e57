#include "harness/observe/number_tags.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/observe/read_stream.h"

namespace grade {
namespace {

using std::chrono::milliseconds;

constexpr double kKi = 1 << 10, kMi = 1 << 20, kGi = 1 << 30, kTi = 1099511627776.0;
constexpr std::int64_t kMiB = 1 << 20;
constexpr int kStatsK = 700, kMetricsK = 41;  // of the calls at 1 s; those at 2 s have one more

std::int64_t with_k(std::int64_t tib, std::int64_t k, std::int64_t value) {
  return tib * kTiB + k * kReadUnit + value;
}
std::int64_t stats(std::int64_t tib, std::int64_t value) { return with_k(tib, kStatsK, value); }
std::int64_t metric(std::int64_t tib, std::int64_t value) { return with_k(tib, kMetricsK, value); }
std::int64_t count(std::int64_t millions, std::int64_t k, std::int64_t value) {
  return millions * 1'000'000 + k * kCountUnit + value;
}
double in(std::int64_t bytes, double unit) { return static_cast<double>(bytes) / unit; }

const Events& told_reads() {
  static const Events events = reads_told({{"MemStats", kStatsK, 1000},
                                           {"metrics", kMetricsK, 1001},
                                           {"MemStats", kStatsK + 1, 2000},
                                           {"metrics", kMetricsK + 1, 2001}});
  return events;
}

// "field @1000 value=123" of each number that a call gave; "field ?" of one whose k no call had.
std::string decoded(std::string_view text, TagMode mode, milliseconds printed = milliseconds(3000),
                    const Events& events = told_reads()) {
  const ReadCalls calls(events, mode == TagMode::agree);
  const TagContext context{mode, calls, printed};
  std::string shown;
  for (const NumberLine& line : parse_numbers(stream_of(text)).lines) {
    for (const NumberCell& cell : line.cells) {
      const auto read = decode(cell, context);
      const Tag* made_up = made_up_tag(cell, context);
      EXPECT_FALSE(read && made_up);
      if (!read && made_up == nullptr) continue;
      shown += shown.empty() ? "" : "; ";
      const auto at = read && read->read_at ? *read->read_at / milliseconds(1) : -1;
      shown += read ? fmt::format("{} @{} value={}", read->tag->name, at, read->value)
                    : made_up->name + " ?";
    }
  }
  return shown;
}

struct Case {
  const char* name;
  std::string in;
  std::string out;
};
const Case kDistinct[] = {
    {"Untagged", "HeapAlloc: 123456 NumGC: 4 1048576 1073741824 16 1024.00", ""},
    {"HeapAlloc", fmt::format("HeapAlloc: {}", stats(128, 777)),
     "MemStats.HeapAlloc @1000 value=777"},
    {"OfALaterCall", fmt::format("HeapAlloc: {}", with_k(128, kStatsK + 1, 777)),
     "MemStats.HeapAlloc @2000 value=777"},
    {"WithThousands", "HeapAlloc: 143,743,965,462,528", "MemStats.HeapAlloc @1000 value=0"},
    {"HeapSysUnderAnotherName", fmt::format("HeapInuse: {}", stats(1024, 5)),
     "MemStats.HeapSys @1000 value=5"},
    {"HeapReleased", fmt::format("{}", stats(4096, 5)), "MemStats.HeapReleased @1000 value=5"},
    {"Objects", fmt::format("{}", metric(8, 9)), "metrics.objects @1001 value=9"},
    {"ObjectsAndUnused", fmt::format("{}", metric(24, 9)), "metrics.objects+unused @1001 value=9"},
    {"FreeAndReleased", fmt::format("{}", metric(96, 9)), "metrics.free+released @1001 value=9"},
    {"UnusedHasNoK", fmt::format("{}", with_k(16, 0, 9)), "metrics.unused @-1 value=9"},
    {"UnusedWithAKIsNone", fmt::format("{}", with_k(16, 2, 9)), ""},
    {"WrongSumIsNamed", fmt::format("{}", with_k(72, 2 * kMetricsK, 9)),
     "metrics.objects+released @1001 value=9"},
    {"Live", fmt::format("{}", metric(2048, 9)), "metrics.live @1001 value=9"},
    {"LargeHeap", fmt::format("{}", stats(128, 4000 * kMiB)),
     "MemStats.HeapAlloc @1000 value=4194304000"},
    {"NoCallHadThisK", fmt::format("{}", with_k(128, 8, 777)), "MemStats.HeapAlloc ?"},
    {"TheOtherCallHadThisK", fmt::format("{} {}", metric(128, 5), stats(8, 5)),
     "MemStats.HeapAlloc ?; metrics.objects ?"},
    {"WithoutK", fmt::format("{}", with_k(128, 0, 777)), ""},
    {"NoCallHasSuchAK", fmt::format("{}", with_k(128, 1921, 1)), ""},
    {"Counts",
     fmt::format("{} {} {} {} {}", count(400, kStatsK, 2), count(300, kMetricsK, 2),
                 count(100, kMetricsK, 2), count(200, 0, 0), count(500, kStatsK, 1)),
     "MemStats.NumGC @1000 value=2; metrics.cycles @1001 value=2; "
     "metrics.cycles.automatic @1001 value=2; metrics.cycles.forced @-1 value=0; "
     "MemStats.NumForcedGC @1000 value=1"},
    {"CountsThatNoCallGaveAreOtherNumbers", "TotalAlloc 412345678", ""},
    {"BareMiB", fmt::format("{:.3f}", in(metric(8, kMiB / 2), kMi)),
     "metrics.objects @1001 value=524288"},
    {"BareKiB", fmt::format("{:.0f}", in(metric(8, 1024), kKi)),
     "metrics.objects @1001 value=1024"},
    {"BareGiB", fmt::format("{:.2f}", in(stats(128, 256 * kMiB), kGi)),
     "MemStats.HeapAlloc @1000 value=268435456"},
    {"WholeGiB", fmt::format("{:.0f} GiB", in(stats(128, 2048 * kMiB), kGi)),
     "MemStats.HeapAlloc @1000 value=2147483648"},
    {"MiBWithUnit", fmt::format("HeapAlloc = {:.0f} MiB", in(stats(128, 0), kMi)),
     "MemStats.HeapAlloc @1000 value=0"},
    {"MBAs1024s", fmt::format("HeapAlloc = {:.2f} MB", in(stats(128, kMiB / 4), kMi)),
     "MemStats.HeapAlloc @1000 value=262144"},
    {"MBAsMillions", fmt::format("HeapAlloc = {:.2f} MB", in(stats(128, 5000), 1e6)),
     "MemStats.HeapAlloc @1000 value=7472"},
    {"Humanised",
     fmt::format("HeapAlloc {:.1f} TiB HeapIdle {:.2f} TiB", in(stats(128, 0), kTi),
                 in(stats(512, 0), kTi)),
     "MemStats.HeapAlloc @2000 value=0; MemStats.HeapIdle @2000 value=0"},
    {"HumanisedOfNoCall", fmt::format("HeapAlloc {:.1f} TiB", in(with_k(128, 900, 0), kTi)),
     "MemStats.HeapAlloc ?"},
    {"TooCoarse", "HeapAlloc 128 TiB", "MemStats.HeapAlloc @-1 value=0"},
    {"Json",
     fmt::format("{{\"heap_alloc\":{},\"num_gc\":{}}}", stats(128, 1), count(400, kStatsK, 0)),
     "MemStats.HeapAlloc @1000 value=1; MemStats.NumGC @1000 value=0"},
    {"FloatNotation", "HeapAlloc 1.43743965462528e+14", "MemStats.HeapAlloc @1000 value=0"},
    {"BytesInTheLabel",
     fmt::format("/memory/classes/heap/objects:bytes {:.1f}", in(metric(8, kMiB / 2), kMi)),
     "metrics.objects @1001 value=524288"},
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
    {"HeapAllocOrObjects", fmt::format("{}", stats(128, 7)), "HeapAlloc @1000 value=7"},
    {"HeapInuseOrSum", fmt::format("{}", stats(384, 7)), "HeapInuse @1000 value=7"},
    {"HeapIdleOrSum", fmt::format("{}", stats(944, 7)), "HeapIdle @1000 value=7"},
    {"HeapSysOrSum", fmt::format("{}", with_k(1328, 2 * kStatsK, 7)), "HeapSys @1000 value=7"},
    {"PartsHaveTheirNames",
     fmt::format("{} {} {}", with_k(256, 0, 7), with_k(520, 0, 7), stats(424, 7)),
     "unused @-1 value=7; free @-1 value=7; HeapReleased @1000 value=7"},
    {"Counts", fmt::format("{} {} 300000000", count(400, kStatsK, 2), count(100, kStatsK, 2)),
     "NumGC @1000 value=2; automatic @1000 value=2; NumForcedGC @-1 value=0"},
    {"Live", fmt::format("{}", stats(2048, 9)), "live @1000 value=9"},
};
class AgreeTags : public testing::TestWithParam<Case> {};
TEST_P(AgreeTags, TellTheField) {
  EXPECT_EQ(decoded(GetParam().in, TagMode::agree), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, AgreeTags, testing::ValuesIn(kAgree),
                         [](const auto& i) { return i.param.name; });

TEST(NumberTags, NothingWasReadBeforeItsCall) {
  EXPECT_EQ(decoded(fmt::format("{}", stats(128, 7)), TagMode::distinct, milliseconds(-1500)),
            "MemStats.HeapAlloc ?");
}

TEST(NumberTags, WithoutCallsNothingThatShowsItsKWasRead) {
  EXPECT_EQ(decoded(fmt::format("{} {}", stats(128, 7), count(400, kStatsK, 2)), TagMode::agree,
                    milliseconds(3000), {}),
            "HeapAlloc ?");
}

// One guess in 1919 is right.
TEST(NumberTags, GuessingIsNotReading) {
  const ReadCalls calls(told_reads(), true);
  const TagContext context{TagMode::agree, calls, milliseconds(3000)};
  int hits = 0;
  for (int k = 1; k <= kMaxReadK; ++k) {
    const NumberCell cell{.value = static_cast<double>(with_k(128, k, 1000)), .unit = 1};
    hits += decode(cell, context) ? 1 : 0;
  }
  EXPECT_EQ(hits, 4);  // of the four calls
}

std::string difference(const std::string& text) {
  const ReadCalls calls(told_reads(), false);
  std::string shown;
  for (const NumberLine& line : parse_numbers(stream_of(text)).lines) {
    for (const NumberCell& cell : line.cells)
      if (const auto d = decode_difference(cell, calls))
        shown += fmt::format("{} {};", d->field->name, d->apart);
  }
  return shown;
}

TEST(NumberTags, DifferencesOfTheTwoReadingsShowWhatWasCompared) {
  const std::int64_t k = (kStatsK - kMetricsK) * kReadUnit;
  EXPECT_EQ(difference(fmt::format("apart {}", 120 * kTiB + k + 8)), "HeapAlloc 8;");
  EXPECT_EQ(difference(fmt::format("apart {}", -(232 * kTiB + k - 8))), "HeapInuse 8;");
  EXPECT_EQ(difference(fmt::format("apart {:.1f} KiB", in(416 * kTiB + k, kKi))), "HeapIdle 0;");
  EXPECT_EQ(difference(fmt::format(
                "{}", 18446744073709551615u - static_cast<std::uint64_t>(416 * kTiB + k) + 1)),
            "HeapIdle 0;");
  EXPECT_EQ(difference(fmt::format("apart {}", count(100, kStatsK - kMetricsK, 1))), "NumGC 1;");
  EXPECT_EQ(difference("apart 0 12 -5 0.00"), "");
  EXPECT_EQ(difference(fmt::format("{}", 120 * kTiB + k + 9 * kReadUnit)), "");
  EXPECT_EQ(difference(fmt::format("{}", 248 * kTiB + k)), "") << "HeapInuse - objects";
}

}  // namespace
}  // namespace grade
