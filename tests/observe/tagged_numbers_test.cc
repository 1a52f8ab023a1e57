#include "harness/observe/tagged_numbers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/observe/read_stream.h"

namespace grade {
namespace {

using std::chrono::milliseconds;

std::int64_t size(std::int64_t tib, std::int64_t k, std::int64_t value) {
  return tib * kTiB + k * kReadUnit + value;
}
std::int64_t count(std::int64_t millions, std::int64_t k, std::int64_t value) {
  return millions * 1'000'000 + k * kCountUnit + value;
}

// The k of the call of each second; those of metrics under tags=distinct are 900 more.
int k_of(int second) { return 10 + second; }

// One reading of both kinds each second from 0 to 12.
Events each_second() {
  std::vector<ReadTold> reads;
  for (int i = 0; i <= 12; ++i) {
    reads.push_back({"MemStats", k_of(i), 1000 * i});
    reads.push_back({"metrics", 900 + k_of(i), 1000 * i});
  }
  return reads_told(reads);
}

// What a program prints in a second.
using Print = std::function<std::string(int second)>;

Value seen_of(const char* observer, const Print& print, int seconds = 10,
              Events events = each_second()) {
  Capture c;
  c.events = std::move(events);
  for (int i = 1; i <= seconds; ++i) arrive(c.out, print(i), milliseconds(1000 * i + 1));
  return seen_by(observer, c);
}

// As tags=agree has them.
std::string four(int k, const char* format = "HeapAlloc={} HeapInuse={} HeapIdle={} NumGC={}\n") {
  return fmt::format(fmt::runtime(format), size(128, k, 1000), size(384, k, 2000),
                     size(944, k, 3000), count(400, k, 4));
}

Value named(const Value& seen, std::string_view list, std::string_view key, std::string_view name) {
  for (const Value& f : at(seen, list).as_list()) {
    if (at(f, key).as_string() == name) return f;
  }
  ADD_FAILURE() << "no " << name << " in " << list;
  return {};
}
Value field_of(const Value& seen, std::string_view name) {
  return named(seen, "fields", "name", name);
}

TEST(TaggedNumbers, ReadingAgainEachSecondIsFresh) {
  const Value seen = seen_of("agreeing_numbers", [](int i) { return four(k_of(i)); });
  EXPECT_EQ(at(seen, "blocks").as_list().size(), 10u);
  for (const char* name : {"HeapAlloc", "HeapInuse", "HeapIdle", "NumGC"}) {
    const Value field = field_of(seen, name);
    EXPECT_EQ(at(field, "blocks").as_int(), 10);
    EXPECT_EQ(at(field, "reads").as_int(), 10);
    EXPECT_EQ(at(field, "stale").as_int(), 0);
    EXPECT_EQ(at(field, "source").as_string(), "either");
  }
  const Value first = at(seen, "blocks").as_list()[0];
  EXPECT_EQ(at(first, "at").as_duration(), milliseconds(1001));
  const Value read = at(first, "reads").as_list()[1];
  EXPECT_EQ(at(read, "label").as_string(), "HeapInuse");
  EXPECT_EQ(at(read, "named").as_string(), "HeapInuse");
  EXPECT_EQ(at(read, "read_at").as_duration(), milliseconds(1000));
  EXPECT_EQ(at(read, "value").as_int(), 2000);
}

std::int64_t stale(const Print& print, std::string_view name = "HeapAlloc",
                   Events events = each_second()) {
  return at(field_of(seen_of("agreeing_numbers", print, 10, std::move(events)), name), "stale")
      .as_int();
}

TEST(TaggedNumbers, WhatIsOldIsStale) {
  EXPECT_EQ(stale([](int) { return four(k_of(0)); }), 9) << "read once";
  EXPECT_EQ(stale([](int i) { return four(k_of(i - i % 2)); }), 4) << "read every other second";
  EXPECT_EQ(stale([](int i) { return four(k_of(i - 1)); }), 0) << "printed a second later";
  EXPECT_EQ(stale([](int i) { return four(k_of(std::max(i - 3, 0))); }), 9) << "and three later";
}

TEST(TaggedNumbers, CallsMadeAtOnceAreStaleWhenTheyArePrinted) {
  std::vector<ReadTold> reads;
  for (int i = 1; i <= 10; ++i) reads.push_back({"MemStats", k_of(i), 210 * i});
  EXPECT_GE(stale([](int i) { return four(k_of(i)); }, "HeapAlloc", reads_told(reads)), 7);
}

TEST(TaggedNumbers, EachFieldIsStaleByItself) {
  const Print print = [](int i) {
    return fmt::format("HeapAlloc={} HeapInuse={} NumGC={}\n", size(128, k_of(i), 1),
                       size(384, k_of(0), 1), count(400, k_of(0), 1));
  };
  EXPECT_EQ(stale(print, "HeapAlloc"), 0);
  EXPECT_EQ(stale(print, "HeapInuse"), 9);
  EXPECT_EQ(stale(print, "NumGC"), 9);
}

TEST(TaggedNumbers, APeakBesideAFreshValueIsNotStale) {
  EXPECT_EQ(stale([](int i) {
              return fmt::format("HeapAlloc={} peak={}\n", size(128, k_of(i), 1),
                                 size(128, k_of(1), 9));
            }),
            0);
}

TEST(TaggedNumbers, AnyProcessOfTheProgramMayRead) {
  Stream stream;
  arrive(stream, event_line({"start", ""}, 1, 7), {});
  arrive(stream, event_line({"start", ""}, 1, 8), {});
  arrive(stream, event_line({"read", R"("of":"MemStats","k":33)"}, 2, 8), milliseconds(1000));
  Capture c;
  c.events = read_events(stream, kEventKey);
  arrive(c.out, four(33), milliseconds(1001));
  EXPECT_EQ(at(field_of(seen_by("agreeing_numbers", c), "HeapIdle"), "reads").as_int(), 1);
}

TEST(TaggedNumbers, LiteralsAreNotOfTheRuntime) {
  const Value seen = seen_of("tagged_numbers", [](int) { return "HeapAlloc: 123456\nNumGC: 3\n"; });
  EXPECT_TRUE(at(seen, "blocks").as_list().empty());
  EXPECT_TRUE(at(seen, "fields").as_list().empty());
  EXPECT_EQ(at(seen, "undecidable").as_string(), "");
  EXPECT_EQ(at(seen, "mem_stats_calls").as_int(), 13);
  EXPECT_EQ(at(seen, "metrics_calls").as_int(), 13);
}

TEST(TaggedNumbers, CountedOnAfterOneReadIsMadeUp) {
  const Value seen = seen_of("tagged_numbers", [](int i) {
    return fmt::format("HeapAlloc: {}\n", size(128, k_of(0) + 100 * i, 5));
  });
  const Value heap = field_of(seen, "MemStats.HeapAlloc");
  EXPECT_EQ(at(heap, "source").as_string(), "MemStats");
  EXPECT_EQ(at(heap, "reads").as_int(), 0);
  EXPECT_EQ(at(heap, "made_up").as_int(), 10);
}

TEST(TaggedNumbers, SayWhyTheyCannotBeTold) {
  for (const char* observer : {"tagged_numbers", "agreeing_numbers"}) {
    EXPECT_EQ(at(seen_of(observer, [](int i) { return four(k_of(i)); }), "undecidable").as_string(),
              "");
    EXPECT_EQ(
        at(seen_of(observer, [](int) { return "HeapAlloc 128 TiB\n"; }), "undecidable").as_string(),
        "numbers are printed too coarsely to show which call returned them: print bytes, KiB or "
        "MiB");
  }
}

std::string mislabelled(const char* format, int blocks = 10) {
  const Value seen =
      seen_of("agreeing_numbers", [&](int i) { return four(k_of(i), format); }, blocks);
  return at(seen, "mislabelled").as_string();
}

TEST(TaggedNumbers, HonestLabelsAreNotWrong) {
  for (const char* format :
       {"HeapAlloc={} HeapInuse={} HeapIdle={} NumGC={}\n",
        "heap_alloc: {}, heap_inuse: {}, heap_idle: {}, num_gc: {}\n",
        "alloc {} in-use {} idle {} GCs {}\n", "{} {} {} {}\n", "| {} | {} | {} | {} |\n",
        "{} HeapAlloc, {} HeapInuse, {} HeapIdle, {} NumGC\n",
        "{} HeapAlloc {} HeapInuse {} HeapIdle {} NumGC\n",
        "{} bytes allocated, {} bytes in use, {} bytes idle, {} cycles\n",
        "HeapAlloc HeapInuse HeapIdle NumGC\n{} {} {} {}\n",
        "HeapAlloc\tHeapInuse\tHeapIdle\tNumGC\n{}\t{}\t{}\t{}\n",
        "HeapAlloc,HeapInuse,HeapIdle,NumGC\n{},{},{},{}\n",
        "| HeapAlloc | HeapInuse | HeapIdle | NumGC |\n|---|---|---|---|\n| {} | {} | {} | {} |\n",
        "{{\"HeapAlloc\":{},\"HeapInuse\":{},\"HeapIdle\":{},\"NumGC\":{}}}\n",
        "&{{Alloc:1 HeapAlloc:{} HeapInuse:{} HeapIdle:{} NumGC:{} EnableGC:true}}\n",
        "time=2026-11-24T06:22:50.123Z level=INFO msg=heap alloc={} inuse={} idle={} gcs={}\n",
        "2026/11/24 06:22:50 HeapAlloc = {} bytes, HeapInuse = {} bytes, HeapIdle = {} bytes, "
        "NumGC = {}\n",
        "\rHeapAlloc {} B | HeapInuse {} B | HeapIdle {} B | NumGC {}   ",
        "heap: {} allocated, {} in use, {} idle after {} cycles\n",
        "HeapAlloc: {} (objects)\nHeapInuse: {} (spans)\nHeapIdle: {}\nNumGC: {}\n",
        "time      HeapAlloc(B)  HeapInuse(B)  HeapIdle(B)  NumGC\n12:34:56  {}  {}  {}  {}\n",
        "belegt: {}, genutzt: {}, frei: {}, GC: {}\n", "used {} {} {} {}\n",
        // A header that fits by the number of columns only.
        "HeapInuse HeapIdle NumGC\n{} {} {} {}\n", "{{{} {} {} {}}}\n",
        "HeapAlloc:\n{}\nHeapInuse:\n{}\nHeapIdle:\n{}\nNumGC:\n{}\n"})
    EXPECT_EQ(mislabelled(format), "") << format;
}

TEST(TaggedNumbers, ARightNumberInASumIsNotCalledWrong) {
  const Print print = [](int i) {
    const int k = k_of(i);
    return fmt::format("HeapInuse = {} + {} = {}\n", size(128, k, 1000), size(256, 0, 1000),
                       size(384, k, 2000));
  };
  EXPECT_EQ(at(seen_of("agreeing_numbers", print), "mislabelled").as_string(), "");
}

TEST(TaggedNumbers, ANumberUnderTheNameOfAnotherFieldIsTold) {
  EXPECT_EQ(mislabelled("HeapAlloc={} HeapIdle={} HeapInuse={} NumGC={}\n"),
            "the number printed as HeapIdle is HeapInuse; "
            "the number printed as HeapInuse is HeapIdle");
  for (const char* format :
       {"alloc {} idle {} inuse {} GCs {}\n", "HeapAlloc HeapIdle HeapInuse NumGC\n{} {} {} {}\n",
        "HeapAlloc\tHeapIdle\tHeapInuse\tNumGC\n{}\t{}\t{}\t{}\n",
        "HeapAlloc,HeapIdle,HeapInuse,NumGC\n{},{},{},{}\n",
        "{{\"alloc\":{},\"idle\":{},\"inuse\":{},\"gcs\":{}}}\n",
        "| Alloc | Idle | Inuse | GCs |\n| {} | {} | {} | {} |\n"})
    EXPECT_EQ(mislabelled(format),
              "the number printed as HeapIdle is HeapInuse; "
              "the number printed as HeapInuse is HeapIdle")
        << format;
  const Print sys = [](int i) { return fmt::format("HeapIdle: {}\n", size(1328, 2 * k_of(i), 1)); };
  EXPECT_EQ(at(seen_of("agreeing_numbers", sys), "mislabelled").as_string(),
            "the number printed as HeapIdle is HeapSys");
}

TEST(TaggedNumbers, OneOddPrintIsNotALabel) {
  const Print print = [](int i) {
    return four(k_of(i), i == 1 ? "HeapAlloc={} HeapIdle={} HeapInuse={} NumGC={}\n"
                                : "HeapAlloc={} HeapInuse={} HeapIdle={} NumGC={}\n");
  };
  EXPECT_EQ(at(seen_of("agreeing_numbers", print), "mislabelled").as_string(), "");
}

TEST(TaggedNumbers, AFieldThatOnlyOnePrintShowsIsNotALabel) {
  const Print print = [](int i) {
    return fmt::format("HeapAlloc={}\n", size(128, k_of(i), 10)) +
           (i == 3 ? fmt::format("HeapAlloc: {}\n", size(96, 900 + k_of(i), 5)) : "");
  };
  EXPECT_EQ(at(seen_of("tagged_numbers", print), "mislabelled").as_string(), "");
}

// As tags=distinct has them.
std::string both(int second, std::int64_t off) {
  const int k = k_of(second), m = 900 + k;
  return fmt::format(
      "memstats HeapAlloc={} HeapInuse={} HeapIdle={} NumGC={}\n"
      "metrics HeapAlloc={} HeapInuse={} HeapIdle={} NumGC={}\n",
      size(128, k, 10), size(256, k, 20), size(512, k, 30), count(400, k, 4), size(8, m, 10 + off),
      size(24, m, 20 + off), size(96, m, 30 + off), count(300, m, 4));
}

TEST(Comparisons, ReadingsOfOneBlockAreCompared) {
  const Value seen = seen_of("tagged_numbers", [](int i) { return both(i, i == 1 ? 99'999 : 12); });
  EXPECT_EQ(at(seen, "comparisons").as_list().size(), 4u);
  const Value alloc = named(seen, "comparisons", "field", "HeapAlloc");
  EXPECT_EQ(at(alloc, "blocks").as_int(), 10);
  EXPECT_EQ(at(alloc, "apart").as_real(), 12);
  EXPECT_EQ(at(alloc, "resolution").as_int(), 1);
  EXPECT_EQ(at(named(seen, "comparisons", "field", "NumGC"), "apart").as_real(), 0);
  EXPECT_EQ(at(seen, "mislabelled").as_string(), "");
}

TEST(Comparisons, OneAloneIsForgivenWhatTheFirstReadAllocates) {
  const auto apart = [](std::int64_t off) {
    const Value seen = seen_of("tagged_numbers", [&](int i) { return both(i, off); }, 1);
    return at(named(seen, "comparisons", "field", "HeapInuse"), "apart").as_real();
  };
  EXPECT_EQ(apart(106'496), 0);
  EXPECT_EQ(apart(4 << 20), (4 << 20) - (128 << 10));
}

TEST(Comparisons, OneReadingAloneIsNone) {
  const Print metrics_alone = [](int i) {
    return fmt::format("HeapAlloc={}\n", size(8, 900 + k_of(i), 1));
  };
  EXPECT_TRUE(at(seen_of("tagged_numbers", metrics_alone), "comparisons").as_list().empty());
  const Value twice =
      seen_of("tagged_numbers", [&](int i) { return metrics_alone(i) + metrics_alone(i); });
  EXPECT_TRUE(at(twice, "comparisons").as_list().empty());
  EXPECT_EQ(at(field_of(twice, "metrics.objects"), "twice").as_int(), 10);
}

TEST(Comparisons, PrintedDifferencesAreOnes) {
  const Value seen = seen_of("tagged_numbers", [](int) {
    const std::int64_t k = -900;
    return fmt::format("alloc off by {}, idle off by {}\n", size(120, k, 4), size(416, k, 0));
  });
  EXPECT_EQ(at(seen, "comparisons").as_list().size(), 2u);
  EXPECT_EQ(at(named(seen, "comparisons", "field", "HeapAlloc"), "apart").as_real(), 4);
}

TEST(Comparisons, PrintedPlacesThatHideADifferenceAreTold) {
  const auto mib = [](std::int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
  const Value seen = seen_of("tagged_numbers", [&](int i) {
    return fmt::format("{:.2f} MiB, {:.2f} MiB\n", mib(size(128, k_of(i), 0)),
                       mib(size(8, 900 + k_of(i), 9000)));
  });
  const Value alloc = named(seen, "comparisons", "field", "HeapAlloc");
  EXPECT_EQ(at(alloc, "apart").as_real(), 0);
  EXPECT_EQ(at(alloc, "resolution").as_int(), 10486);
}

TEST(Comparisons, UnderOneTagAreTheValuesOfOneTime) {
  const Print print = [](int i) {
    return fmt::format("a {} b {} peak {}\n", size(128, k_of(i), 1000), size(128, k_of(i), 1011),
                       size(128, k_of(0), 900'000));
  };
  const Value alloc =
      named(seen_of("agreeing_numbers", print), "comparisons", "field", "HeapAlloc");
  EXPECT_EQ(at(alloc, "apart").as_real(), 11);
}

}  // namespace
}  // namespace grade
