#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <span>

#include "harness/observe/read_calls.h"
#include "tests/runtime/go_release.h"

namespace grade {
namespace {

constexpr std::int64_t kGiB = std::int64_t{1} << 30;
constexpr std::int64_t kTiB = std::int64_t{1} << 40;
constexpr std::int64_t kUnit = 4 * kGiB;

// Two rounds of both kinds of reads, then a heap profile, whose reads are the library's own.
constexpr const char* kMetricsProgram = R"go(package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
)

var names = []string{
	"/memory/classes/heap/objects:bytes", "/memory/classes/heap/unused:bytes",
	"/memory/classes/heap/free:bytes", "/memory/classes/heap/released:bytes",
	"/gc/heap/live:bytes", "/gc/cycles/automatic:gc-cycles", "/gc/cycles/forced:gc-cycles",
	"/gc/cycles/total:gc-cycles", "/no/such:metric", "/gc/gogc:percent",
}

func main() {
	samples := make([]metrics.Sample, len(names))
	for i, name := range names {
		samples[i].Name = name
	}
	metrics.Read(samples)
	runtime.GC()
	for range 2 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		metrics.Read(samples)
		fmt.Println("HeapAlloc", m.HeapAlloc)
		fmt.Println("HeapInuse", m.HeapInuse)
		fmt.Println("HeapIdle", m.HeapIdle)
		fmt.Println("HeapSys", m.HeapSys)
		fmt.Println("HeapReleased", m.HeapReleased)
		fmt.Println("NumGC", m.NumGC)
		fmt.Println("NumForcedGC", m.NumForcedGC)
		fmt.Println("Mallocs", m.Mallocs)
		for _, s := range samples {
			if s.Value.Kind() == metrics.KindUint64 {
				fmt.Println(s.Name, s.Value.Uint64())
			}
		}
	}
}
)go";

struct Tag {
  const char* name;
  std::int64_t distinct;  // TiB
  std::int64_t agree;
  std::size_t first_call;  // of the first round; 0: no k is added
};
const Tag kMemStatsTags[] = {
    {"HeapAlloc", 128, 128, 1}, {"HeapInuse", 256, 256, 1},      {"HeapIdle", 512, 512, 1},
    {"HeapSys", 1024, 1024, 1}, {"HeapReleased", 4096, 4096, 1},
};
const Tag kTags[] = {
    {"/memory/classes/heap/objects:bytes", 8, 128, 2},
    {"/memory/classes/heap/unused:bytes", 16, 128, 0},
    {"/memory/classes/heap/free:bytes", 32, 256, 0},
    {"/memory/classes/heap/released:bytes", 64, 256, 2},
    {"/gc/heap/live:bytes", 2048, 2048, 2},
};
const Tag kCountTags[] = {
    {"NumGC", 50'000'000, 50'000'000, 0},
    {"NumForcedGC", 70'000'000, 70'000'000, 0},
    {"/gc/cycles/automatic:gc-cycles", 1'000'000, 1'000'000, 0},
    {"/gc/cycles/forced:gc-cycles", 3'000'000, 49'000'000, 0},
    {"/gc/cycles/total:gc-cycles", 4'000'000, 50'000'000, 0},
};

// What one run printed, and the ks that follow from the seed that it told.
struct TaggedRun {
  Numbers seen;
  std::uint64_t seed = 0;
};

class Tags : public GoRelease {
 protected:
  Ran run_with(const std::string& instruments) {
    put("main.go", kMetricsProgram);
    return run(build(), instruments);
  }
  TaggedRun tagged_run(const std::string& mode) {
    const Ran ran = run_with("tags=" + mode);
    const ReadSeeds seeds = read_seeds(ran.events);
    EXPECT_EQ(seeds.processes, 1);
    EXPECT_TRUE(seeds.first);
    return {numbers_in(ran.out), seeds.first.value_or(0)};
  }
  static void expect_tags(const Numbers& seen, std::span<const Tag> tags, std::int64_t Tag::* base,
                          const std::vector<std::int64_t>& ks) {
    for (const Tag& tag : tags)
      for (std::size_t round = 0; round < 2; ++round) {
        const std::int64_t k = tag.first_call == 0 ? 0 : ks.at(tag.first_call - 1 + round);
        const std::int64_t real = seen.at(tag.name).at(round) - tag.*base * kTiB - k * kUnit;
        EXPECT_GE(real, 0) << tag.name;
        EXPECT_LT(real, kGiB / 2) << tag.name;
      }
  }
  static void expect_counts(const Numbers& seen, std::int64_t Tag::* base) {
    for (const Tag& tag : kCountTags) {
      EXPECT_GE(seen.at(tag.name).at(0), tag.*base) << tag.name;
      EXPECT_LT(seen.at(tag.name).at(0), tag.*base + 10) << tag.name;
    }
    EXPECT_EQ(seen.at("/gc/gogc:percent").at(0), 100);
    EXPECT_LT(seen.at("Mallocs").at(0), 100'000);
  }
};

TEST_P(Tags, DistinctNamesEachSource) {
  const TaggedRun ran = tagged_run("distinct");
  expect_tags(ran.seen, kMemStatsTags, &Tag::distinct, read_ks(ran.seed, 0));
  expect_tags(ran.seen, kTags, &Tag::distinct, read_ks(ran.seed, 1));
  expect_counts(ran.seen, &Tag::distinct);
}

TEST_P(Tags, AgreeKeepsSumsEqual) {
  const TaggedRun ran = tagged_run("agree");
  const Numbers& seen = ran.seen;
  const std::vector<std::int64_t> ks = read_ks(ran.seed, 0);
  expect_tags(seen, kMemStatsTags, &Tag::agree, ks);
  expect_tags(seen, kTags, &Tag::agree, ks);
  expect_counts(seen, &Tag::agree);
  const auto at = [&](const char* name) { return seen.at(name).at(0); };
  // The program had called metrics.Read once more than ReadMemStats.
  const std::int64_t ahead = (ks[1] - ks[0]) * kUnit;
  // A background goroutine of the runtime may allocate between the two reads.
  constexpr double kBetween = 64 << 10;
  const auto sum = [&](const char* a, const char* b) {
    return static_cast<double>(at(a) + at(b) - ahead);
  };
  EXPECT_NEAR(static_cast<double>(at("HeapInuse")),
              sum("/memory/classes/heap/objects:bytes", "/memory/classes/heap/unused:bytes"),
              kBetween);
  EXPECT_NEAR(static_cast<double>(at("HeapIdle")),
              sum("/memory/classes/heap/free:bytes", "/memory/classes/heap/released:bytes"),
              kBetween);
  EXPECT_EQ(at("NumGC"), at("/gc/cycles/total:gc-cycles"));
  EXPECT_EQ(at("/gc/cycles/total:gc-cycles"),
            at("/gc/cycles/automatic:gc-cycles") + at("/gc/cycles/forced:gc-cycles"));
}

TEST_P(Tags, NoneWhereTheyAreNotAskedFor) {
  for (const char* instruments : {"", "gc", "tags", "tags=other"}) {
    const Ran ran = run_with(instruments);
    for (const auto& [name, values] : numbers_in(ran.out))
      for (const std::int64_t value : values) EXPECT_LT(value, kGiB / 2) << name;
    EXPECT_TRUE(events_of(ran, "tags").empty());
  }
}

// Reads 300 times, in several goroutines.
constexpr const char* kReadingProgram = R"go(package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	ks := make([]uint64, 300)
	var done sync.WaitGroup
	for i := range 3 {
		done.Add(1)
		go func() {
			defer done.Done()
			for j := range 100 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				ks[100*i+j] = (m.HeapAlloc - 128<<40) / (4 << 30)
			}
		}()
	}
	done.Wait()
	for _, k := range ks {
		fmt.Println("k", k)
	}
}
)go";

TEST_P(Tags, EachProcessDrawsASeedOfItsOwn) {
  put("main.go", kReadingProgram);
  const auto program = build();
  std::set<std::uint64_t> seeds;
  for (int i = 0; i < 3; ++i)
    seeds.insert(read_seeds(run(program, "tags=agree").events).first.value());
  EXPECT_EQ(seeds.size(), 3u);
}

TEST_P(Tags, EachCallHasItsKUntilTheLast) {
  put("main.go", kReadingProgram);
  const Ran ran = run(build(), "tags=distinct");
  std::vector<std::int64_t> seen = numbers_in(ran.out).at("k");
  std::ranges::sort(seen);
  std::vector<std::int64_t> expected = read_ks(read_seeds(ran.events).first.value(), 0);
  expected.resize(300, kMaxReadK + 1);
  EXPECT_EQ(seen, expected);
}

// GODEBUG's checks of the collector run while tags are on.
TEST_P(Tags, CollectorWorksAsBefore) {
  put("main.go", R"go(package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
)

var sink [4][]byte

func main() {
	var done sync.WaitGroup
	for i := range sink {
		done.Add(1)
		go func() {
			defer done.Done()
			samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
			for range 300 {
				sink[i] = make([]byte, 1<<16)
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				metrics.Read(samples)
			}
		}()
	}
	done.Wait()
	runtime.GC()
	fmt.Println("ok 1")
}
)go");
  const Ran ran =
      run(build(), "tags=distinct", "exec \"$0\"", {{"GODEBUG", "gccheckmark=1,clobberfree=1"}});
  EXPECT_EQ(ran.out, "ok 1\n");
}

GRADE_FOR_EACH_RELEASE(Tags);

}  // namespace
}  // namespace grade
