#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/base/text.h"
#include "tests/runtime/go_release.h"

namespace grade {
namespace {

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

GRADE_FOR_EACH_RELEASE(BuilderCounts);
GRADE_FOR_EACH_RELEASE(BenchEvents);
GRADE_FOR_EACH_RELEASE(GcProbe);
GRADE_FOR_EACH_RELEASE(AllInstruments);

}  // namespace
}  // namespace grade
