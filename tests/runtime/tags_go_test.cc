#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>

#include "harness/observe/read_calls.h"
#include "tests/runtime/go_release.h"

namespace grade {
namespace {

constexpr std::int64_t kGiB = std::int64_t{1} << 30;
constexpr std::int64_t kTiB = std::int64_t{1} << 40;
constexpr std::int64_t kUnit = 4 * kGiB;
constexpr std::int64_t kCountUnit = 51'200;

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
	runtime.GC()
	metrics.Read(samples)
	for range 2 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		metrics.Read(samples)
		fmt.Println("Alloc", m.Alloc)
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

enum class Kind { mem_stats, metrics };
struct Tag {
  const char* name;
  std::int64_t distinct;  // TiB
  std::int64_t agree;
  Kind kind;
  int ks = 1;  // how often k is in it
  int agree_ks = ks;
};
const Tag kTags[] = {
    {"Alloc", 128, 128, Kind::mem_stats},
    {"HeapAlloc", 128, 128, Kind::mem_stats},
    {"HeapInuse", 256, 384, Kind::mem_stats},
    {"HeapIdle", 512, 944, Kind::mem_stats},
    {"HeapSys", 1024, 1328, Kind::mem_stats, 1, 2},
    {"HeapReleased", 4096, 424, Kind::mem_stats},
    {"/memory/classes/heap/objects:bytes", 8, 128, Kind::metrics},
    {"/memory/classes/heap/unused:bytes", 16, 256, Kind::metrics, 0},
    {"/memory/classes/heap/free:bytes", 32, 520, Kind::metrics, 0},
    {"/memory/classes/heap/released:bytes", 64, 424, Kind::metrics},
    {"/gc/heap/live:bytes", 2048, 2048, Kind::metrics},
};
const Tag kCountTags[] = {
    {"NumGC", 400'000'000, 400'000'000, Kind::mem_stats},
    {"NumForcedGC", 500'000'000, 300'000'000, Kind::mem_stats, 1, 0},
    {"/gc/cycles/automatic:gc-cycles", 100'000'000, 100'000'000, Kind::metrics},
    {"/gc/cycles/forced:gc-cycles", 200'000'000, 300'000'000, Kind::metrics, 0},
    {"/gc/cycles/total:gc-cycles", 300'000'000, 400'000'000, Kind::metrics},
};

// What one run printed, and the ks that the runtime told.
struct TaggedRun {
  Numbers seen;
  std::map<std::string, std::vector<std::int64_t>> ks;  // by "MemStats" and "metrics"

  std::int64_t k(Kind kind) const {
    return ks.at(kind == Kind::metrics ? "metrics" : "MemStats").at(0);
  }
};

std::map<std::string, std::vector<std::int64_t>> told_ks(const Events& events) {
  std::map<std::string, std::vector<std::int64_t>> ks;
  for (const Event& event : events.all)
    if (event.kind == "read") ks[std::string(event.text("of"))].push_back(event.count("k"));
  return ks;
}

class Tags : public GoRelease {
 protected:
  Ran run_with(const std::string& instruments) {
    put("main.go", kMetricsProgram);
    return run(build(), instruments);
  }
  TaggedRun tagged_run(const std::string& mode) {
    const Ran ran = run_with("tags=" + mode);
    TaggedRun tagged{numbers_in(ran.out), told_ks(ran.events)};
    EXPECT_EQ(tagged.ks["MemStats"].size(), 1u) << "one slice of time";
    EXPECT_EQ(tagged.ks["metrics"].size(), 1u);
    return tagged;
  }
  static void expect_tags(const TaggedRun& ran, std::int64_t Tag::* base, int Tag::* ks) {
    for (const Tag& tag : kTags)
      for (const std::int64_t value : ran.seen.at(tag.name)) {
        const std::int64_t real = value - tag.*base * kTiB - tag.*ks * ran.k(tag.kind) * kUnit;
        EXPECT_GE(real, 0) << tag.name;
        EXPECT_LT(real, kGiB / 2) << tag.name;
      }
    for (const Tag& tag : kCountTags) {
      const std::int64_t from = tag.*base + tag.*ks * ran.k(tag.kind) * kCountUnit;
      EXPECT_GE(ran.seen.at(tag.name).at(0), from) << tag.name;
      EXPECT_LT(ran.seen.at(tag.name).at(0), from + 10) << tag.name;
    }
    EXPECT_EQ(ran.seen.at("/gc/gogc:percent").at(0), 100);
    EXPECT_LT(ran.seen.at("Mallocs").at(0), 100'000);
  }
};

TEST_P(Tags, DistinctNamesEachSource) {
  expect_tags(tagged_run("distinct"), &Tag::distinct, &Tag::ks);
}

TEST_P(Tags, AgreeKeepsSumsEqual) {
  const TaggedRun ran = tagged_run("agree");
  EXPECT_EQ(ran.k(Kind::mem_stats), ran.k(Kind::metrics));
  expect_tags(ran, &Tag::agree, &Tag::agree_ks);
  const auto at = [&](const char* name) { return static_cast<double>(ran.seen.at(name).at(0)); };
  // A background goroutine of the runtime may allocate between the two reads.
  constexpr double kBetween = 64 << 10;
  const double objects = at("/memory/classes/heap/objects:bytes");
  const double released = at("/memory/classes/heap/released:bytes");
  const double inuse = objects + at("/memory/classes/heap/unused:bytes");
  const double idle = released + at("/memory/classes/heap/free:bytes");
  EXPECT_NEAR(at("HeapAlloc"), objects, kBetween);
  EXPECT_NEAR(at("HeapInuse"), inuse, kBetween);
  EXPECT_NEAR(at("HeapIdle"), idle, kBetween);
  EXPECT_NEAR(at("HeapSys"), inuse + idle, kBetween);
  EXPECT_NEAR(at("HeapReleased"), released, kBetween);
  EXPECT_EQ(at("NumGC"), at("/gc/cycles/total:gc-cycles"));
  EXPECT_EQ(at("NumForcedGC"), at("/gc/cycles/forced:gc-cycles"));
  EXPECT_EQ(at("/gc/cycles/total:gc-cycles"),
            at("/gc/cycles/automatic:gc-cycles") + at("/gc/cycles/forced:gc-cycles"));
}

TEST_P(Tags, NoneWhereTheyAreNotAskedFor) {
  for (const char* instruments : {"", "gc", "tags", "tags=other"}) {
    const Ran ran = run_with(instruments);
    for (const auto& [name, values] : numbers_in(ran.out))
      for (const std::int64_t value : values) EXPECT_LT(value, kGiB / 2) << name;
    EXPECT_TRUE(events_of(ran, "read").empty());
  }
}

// Polls for a second, in several goroutines and from both sources.
constexpr const char* kPollingProgram = R"go(package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

func main() {
	var done sync.WaitGroup
	for range 3 {
		done.Add(1)
		go func() {
			defer done.Done()
			samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
			apart := 0
			for begin := time.Now(); time.Since(begin) < time.Second; time.Sleep(10 * time.Millisecond) {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				metrics.Read(samples)
				fmt.Println("k", (m.HeapAlloc-128<<40)/(4<<30))
				if m.HeapAlloc>>32 != samples[0].Value.Uint64()>>32 {
					apart++
				}
			}
			fmt.Println("apart", apart)
		}()
	}
	done.Wait()
}
)go";

TEST_P(Tags, CallsOfOneSliceShareTheirK) {
  put("main.go", kPollingProgram);
  const Ran ran = run(build(), "tags=agree");
  const Numbers seen = numbers_in(ran.out);
  const auto told = told_ks(ran.events).at("MemStats");
  const std::set<std::int64_t> ks(told.begin(), told.end());
  for (const std::int64_t k : seen.at("k")) EXPECT_TRUE(ks.contains(k)) << k;
  EXPECT_GE(told.size(), 3u);
  EXPECT_LE(told.size(), 8u) << "a slice is 200 to 400 ms";
  // A slice ends between two calls that are made at once only under a busy machine.
  for (const std::int64_t apart : seen.at("apart")) EXPECT_LE(apart, 3);
}

TEST_P(Tags, NobodyCanTellTheKOfTheNextProcess) {
  put("main.go", kMetricsProgram);
  const auto program = build();
  std::set<std::int64_t> ks;
  for (int i = 0; i < 5; ++i)
    ks.insert(told_ks(run(program, "tags=distinct").events)["metrics"].at(0));
  EXPECT_GE(ks.size(), 4u);
  EXPECT_GE(*ks.begin(), 1);
  EXPECT_LE(*ks.rbegin(), kMaxReadK);
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
