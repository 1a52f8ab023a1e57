#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>

#include "harness/base/text.h"
#include "harness/observe/read_calls.h"
#include "tests/runtime/go_release.h"

namespace grade {
namespace {

using Numbers = std::map<std::string, std::vector<std::int64_t>>;

constexpr std::int64_t kGiB = std::int64_t{1} << 30;
constexpr std::int64_t kTiB = std::int64_t{1} << 40;
constexpr std::int64_t kUnit = 4 * kGiB;

// Lines of "name number".
Numbers numbers_in(const std::string& text) {
  Numbers all;
  std::istringstream in(text);
  std::string name;
  for (std::int64_t value = 0; in >> name >> value;) all[name].push_back(value);
  return all;
}

std::vector<nlohmann::json> json_lines(const std::string& text) {
  std::vector<nlohmann::json> all;
  for (const std::string_view line : split_lines(text)) all.push_back(nlohmann::json::parse(line));
  return all;
}

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
const Tag kMetricTags[] = {
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

class MetricTags : public GoRelease {
 protected:
  Ran run_with(const std::map<std::string, std::string>& env) {
    put("main.go", kMetricsProgram);
    return run(build({Instrument::metric_tags}), "exec \"$0\"", env);
  }
  TaggedRun tagged_run(const std::string& mode) {
    const Ran ran = run_with({{"GRADE_TAGS", mode}});
    const ReadSeeds seeds = parse_read_seeds(ran.events);
    EXPECT_EQ(seeds.lines, 1) << ran.events;
    EXPECT_TRUE(seeds.first) << ran.events;
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

TEST_P(MetricTags, DistinctNamesEachSource) {
  const TaggedRun ran = tagged_run("distinct");
  expect_tags(ran.seen, kMemStatsTags, &Tag::distinct, read_ks(ran.seed, 0));
  expect_tags(ran.seen, kMetricTags, &Tag::distinct, read_ks(ran.seed, 1));
  expect_counts(ran.seen, &Tag::distinct);
}

TEST_P(MetricTags, AgreeKeepsSumsEqual) {
  const TaggedRun ran = tagged_run("agree");
  const Numbers& seen = ran.seen;
  const std::vector<std::int64_t> ks = read_ks(ran.seed, 0);
  expect_tags(seen, kMemStatsTags, &Tag::agree, ks);
  expect_tags(seen, kMetricTags, &Tag::agree, ks);
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

TEST_P(MetricTags, NoneWithoutTheVariable) {
  const Ran ran = run_with({});
  for (const auto& [name, values] : numbers_in(ran.out))
    for (const std::int64_t value : values) EXPECT_LT(value, kGiB / 2) << name;
  EXPECT_EQ(ran.events, "");
}

// Reads 300 times, in several goroutines; and writes to descriptor 3 as soon as it can.
constexpr const char* kReadingProgram = R"go(package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

var early = func() bool {
	os.NewFile(3, "events").WriteString("{\"by\":\"the program\"}\n")
	return true
}()

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

TEST_P(MetricTags, TellsItsSeedBeforeTheProgramSpeaks) {
  put("main.go", kReadingProgram);
  const auto program = build({Instrument::metric_tags});
  std::set<std::string> seeds;
  for (int i = 0; i < 3; ++i) {
    const auto events = json_lines(run(program, "exec \"$0\"", {{"GRADE_TAGS", "agree"}}).events);
    ASSERT_EQ(events.size(), 2u);
    seeds.insert(events[0].at("tags").get<std::string>());
    EXPECT_GT(events[0].at("pid"), 1);
    EXPECT_EQ(events[1].at("by"), "the program");
  }
  EXPECT_EQ(seeds.size(), 3u) << "each process has a seed of its own";
}

TEST_P(MetricTags, EachCallHasItsKUntilTheLast) {
  put("main.go", kReadingProgram);
  const Ran ran =
      run(build({Instrument::metric_tags}), "exec \"$0\"", {{"GRADE_TAGS", "distinct"}});
  std::vector<std::int64_t> seen = numbers_in(ran.out).at("k");
  std::ranges::sort(seen);
  std::vector<std::int64_t> expected = read_ks(parse_read_seeds(ran.events).first.value(), 0);
  expected.resize(300, kMaxReadK + 1);
  EXPECT_EQ(seen, expected);
}

TEST_P(MetricTags, TagsWithoutASeedToldWhereDescriptor3IsNotOpen) {
  put("main.go", R"go(package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	os.Create(os.Args[1])
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("tib", m.HeapAlloc>>40)
}
)go");
  const auto file = temp_.path() / "of-the-student";
  const auto program = build({Instrument::metric_tags});
  for (const char* closed : {"exec 3>&-", "exec 3</dev/null"}) {
    const Ran ran = run(program, fmt::format("{}; exec \"$0\" {}", closed, file.string()),
                        {{"GRADE_TAGS", "distinct"}});
    EXPECT_EQ(ran.out, "tib 128\n") << closed;
    EXPECT_EQ(ran.events, "") << closed;
    EXPECT_EQ(read_file(file, 1000).value(), "") << closed;
  }
}

TEST_P(MetricTags, EachProcessOfAFamilyTellsItsSeed) {
  put("main.go", R"go(package main

import (
	"os"
	"os/exec"
)

func main() {
	if len(os.Args) > 1 {
		return
	}
	if err := exec.Command(os.Args[0], "child").Run(); err != nil {
		panic(err)
	}
}
)go");
  const Ran ran =
      run(build({Instrument::metric_tags}), "exec \"$0\"", {{"GRADE_TAGS", "distinct"}});
  EXPECT_EQ(parse_read_seeds(ran.events).lines, 2) << ran.events;
}

// GODEBUG's checks of the collector run while tags are on.
TEST_P(MetricTags, CollectorWorksAsBefore) {
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
  const Ran ran = run(build({Instrument::metric_tags}), "\"$0\"",
                      {{"GRADE_TAGS", "distinct"}, {"GODEBUG", "gccheckmark=1,clobberfree=1"}});
  EXPECT_EQ(ran.out, "ok 1\n");
}

// allocs/op of each benchmark in the output.
std::map<std::string, double> allocs_in(const std::string& text) {
  std::map<std::string, double> all;
  for (const std::string_view line : split_lines(text)) {
    if (!line.starts_with("Benchmark") || !line.ends_with(" allocs/op")) continue;
    const std::string name(line.substr(9, line.find_first_of("- \t", 9) - 9));
    const std::string_view rest = line.substr(0, line.size() - 10);
    all[name] = std::stod(std::string(rest.substr(rest.find_last_of(" \t") + 1)));
  }
  return all;
}

constexpr const char* kBuilderBenchmarks = R"go(package t

import (
	"strings"
	"testing"
)

var sink string
var parts = []string{"a", "bb", "ccc", "dd"}

func BenchmarkPlus(b *testing.B) {
	for i := 0; i < b.N; i++ {
		s := ""
		for _, p := range parts {
			s += p
		}
		sink = s
	}
}

func BenchmarkGrown(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var sb strings.Builder
		sb.Grow(8)
		for _, p := range parts {
			sb.WriteString(p)
		}
		sink = sb.String()
	}
}

func BenchmarkNotGrown(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var sb strings.Builder
		for _, p := range parts {
			sb.WriteString(p)
		}
		sink = sb.String()
	}
}

func BenchmarkOnlyGrow(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var sb strings.Builder
		sb.Grow(8)
	}
}

func BenchmarkAllWrites(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var sb strings.Builder
		sb.Grow(64)
		sb.Write([]byte("x"))
		sb.WriteByte('x')
		sb.WriteRune('é')
		sb.WriteString("x")
	}
}

func BenchmarkHoisted(b *testing.B) {
	var sb strings.Builder
	sb.WriteString("abcd")
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		sink = sb.String()
	}
}
)go";

class BuilderCounts : public GoRelease {
 protected:
  std::map<std::string, double> allocs(const std::set<Instrument>& instruments) {
    put("b_test.go", kBuilderBenchmarks);
    return allocs_in(
        run(build_test(instruments), "\"$0\" -test.bench=. -test.benchmem -test.benchtime=50x")
            .out);
  }
};

TEST_P(BuilderCounts, AllocsPerOpDecodeCalls) {
  const std::map<std::string, double> expected = {{"Plus", 3},          {"Grown", 101041},
                                                  {"NotGrown", 100041}, {"OnlyGrow", 1001},
                                                  {"AllWrites", 1041},  {"Hoisted", 100000}};
  EXPECT_EQ(allocs({Instrument::builder_counts}), expected);
}

TEST_P(BuilderCounts, OrdinaryBuildIsAsBefore) {
  const auto seen = allocs({});
  EXPECT_EQ(seen.at("Plus"), 3);
  EXPECT_EQ(seen.at("Grown"), 1);
  EXPECT_EQ(seen.at("Hoisted"), 0);
}

class BenchEvents : public GoRelease {
 protected:
  void SetUp() override {
    GoRelease::SetUp();
    put("b_test.go", R"go(package t

import (
	"os"
	"testing"
	"time"
)

var sink []byte

func BenchmarkTwo(b *testing.B) {
	for i := 0; i < b.N; i++ {
		sink = make([]byte, 100)
		sink = make([]byte, 200)
	}
	b.ReportMetric(0, "allocs/op")
	b.ReportMetric(1, "ns/op")
}

func BenchmarkSub(b *testing.B) {
	b.Run("quo\"te/é", func(b *testing.B) {
		for i := 0; i < b.N; i++ {
			time.Sleep(time.Microsecond)
		}
	})
}

func BenchmarkFails(b *testing.B) { b.FailNow() }

func BenchmarkOpensFile(b *testing.B) {
	f, err := os.Create(os.Getenv("FILE"))
	if err != nil {
		b.Skip()
	}
	defer f.Close()
}
)go");
  }
};

TEST_P(BenchEvents, TellsWhatWasMeasured) {
  const Ran ran = run(build_test({Instrument::bench_events}),
                      "\"$0\" -test.bench='Two|Sub' -test.benchmem -test.benchtime=100x "
                      "-test.count=2 -test.cpu=2");
  const auto events = json_lines(ran.events);
  ASSERT_EQ(events.size(), 4u) << ran.events;
  EXPECT_EQ(events[0].at("bench"), "BenchmarkTwo-2");
  EXPECT_EQ(events[1].at("bench"), "BenchmarkTwo-2");
  EXPECT_EQ(events[2].at("bench"), "BenchmarkSub/quo\"te/é-2");
  EXPECT_EQ(events[0].at("n"), 100);
  EXPECT_GE(events[0].at("mallocs"), 200);
  EXPECT_LT(events[0].at("mallocs"), 250);
  EXPECT_GE(events[0].at("bytes"), 100 * (112 + 208));
  EXPECT_GT(events[2].at("ns"), 100 * 1000);
  EXPECT_NE(ran.out.find(" 0 allocs/op"), std::string::npos) << "what was printed is forged";
}

TEST_P(BenchEvents, FailedBenchmarkHasNoResult) {
  const Ran ran = run(build_test({Instrument::bench_events}),
                      "\"$0\" -test.bench=Fails -test.benchtime=1x || true");
  EXPECT_EQ(ran.events, "");
}

TEST_P(BenchEvents, NothingIsWrittenWhereDescriptor3IsNotOpen) {
  const auto file = temp_.path() / "of-the-student";
  run(build_test({Instrument::bench_events}),
      "exec 3>&-; \"$0\" -test.bench='Opens|Two' -test.benchtime=1x", {{"FILE", file.string()}});
  EXPECT_EQ(read_file(file, 1000).value(), "");
}

class GcProbe : public GoRelease {};

TEST_P(GcProbe, ReportsWhatTheRuntimeSays) {
  put("main.go", R"go(package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// Names that a careless probe would use.
var metrics, strconv, syscall, samples, line int

func init() { fmt.Println("goroutines", runtime.NumGoroutine()) }

func main() {
	debug.SetGCPercent(50)
	runtime.GOMAXPROCS(2)
	runtime.GC()
	runtime.GC()
	var before, after runtime.MemStats
	time.Sleep(50 * time.Millisecond)
	runtime.ReadMemStats(&before)
	time.Sleep(200 * time.Millisecond)
	runtime.ReadMemStats(&after)
	fmt.Println("mallocs", after.Mallocs-before.Mallocs)
	fmt.Println("goroutines", runtime.NumGoroutine())
	debug.SetGCPercent(-1)
	time.Sleep(50 * time.Millisecond)
}
)go");
  const Ran ran = run(build({Instrument::gc_probe}), "exec \"$0\"");
  const Numbers seen = numbers_in(ran.out);
  EXPECT_EQ(seen.at("goroutines"), (std::vector<std::int64_t>{1, 1}));
  EXPECT_LE(seen.at("mallocs").at(0), 2);
  const auto events = json_lines(ran.events);
  ASSERT_GT(events.size(), 8u);
  ASSERT_LT(events.size(), 30u);
  EXPECT_EQ(events.front().at("probe"), "gc");
  EXPECT_GT(events.front().at("pid"), 1);
  EXPECT_EQ(events.front().at("num_gc"), 0);
  EXPECT_EQ(events.front().at("gogc"), 100);
  EXPECT_LT(events.front().at("at_ns"), 50'000'000);
  const auto& middle = events.at(events.size() / 2);
  EXPECT_EQ(middle.at("gogc"), 50);
  EXPECT_EQ(middle.at("num_forced"), 2);
  EXPECT_EQ(middle.at("gomaxprocs"), 2);
  EXPECT_GT(middle.at("live"), 0);
  EXPECT_GT(middle.at("goal"), middle.at("live"));
  EXPECT_EQ(events.back().at("gogc"), -1);
  EXPECT_EQ(events.back().at("num_gc"), 2);
}

TEST_P(GcProbe, EachProcessOfAFamilyReports) {
  put("main.go", R"go(package main

import (
	"os"
	"os/exec"
)

func main() {
	if len(os.Args) > 1 {
		return
	}
	if err := exec.Command(os.Args[0], "child").Run(); err != nil {
		panic(err)
	}
}
)go");
  std::set<int> pids;
  for (const auto& event : json_lines(run(build({Instrument::gc_probe}), "exec \"$0\"").events))
    pids.insert(event.at("pid").get<int>());
  EXPECT_EQ(pids.size(), 2u);
}

TEST_P(GcProbe, IsSilentWhereDescriptor3IsNotOpen) {
  put("main.go", R"go(package main

import (
	"os"
	"time"
)

func main() {
	if _, err := os.Create(os.Args[1]); err != nil {
		panic(err)
	}
	time.Sleep(60 * time.Millisecond)
}
)go");
  const auto file = temp_.path() / "of-the-student";
  run(build({Instrument::gc_probe}), "exec 3>&-; exec \"$0\" " + file.string());
  EXPECT_EQ(read_file(file, 1000).value(), "");
}

class AllInstruments : public GoRelease {};

TEST_P(AllInstruments, WorkInOneBuild) {
  put("main.go", R"go(package main

import (
	"fmt"
	"runtime"
	"strings"
)

func main() {
	var m, n runtime.MemStats
	runtime.ReadMemStats(&m)
	var b strings.Builder
	b.Grow(1)
	runtime.ReadMemStats(&n)
	fmt.Println("tag", m.HeapAlloc>>40)
	fmt.Println("grow", (n.Mallocs-m.Mallocs)/1000)
}
)go");
  const Ran ran = run(build({Instrument::metric_tags, Instrument::builder_counts,
                             Instrument::bench_events, Instrument::gc_probe}),
                      "exec \"$0\"", {{"GRADE_TAGS", "distinct"}});
  EXPECT_EQ(ran.out, "tag 128\ngrow 1\n");
  EXPECT_TRUE(json_lines(ran.events).at(0).contains("tags"));
  EXPECT_EQ(json_lines(ran.events).at(1).at("probe"), "gc");
}

GRADE_FOR_EACH_RELEASE(MetricTags);
GRADE_FOR_EACH_RELEASE(BuilderCounts);
GRADE_FOR_EACH_RELEASE(BenchEvents);
GRADE_FOR_EACH_RELEASE(GcProbe);
GRADE_FOR_EACH_RELEASE(AllInstruments);

}  // namespace
}  // namespace grade
