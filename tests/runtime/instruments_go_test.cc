#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>

#include "harness/base/text.h"
#include "harness/observe/gc.h"
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
	"fmt"
	"io"
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

func BenchmarkLate(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var sb strings.Builder
		sb.Grow(0)
		sb.WriteString("12345678")
		sb.Grow(8)
		sb.WriteString("12345678")
		sink = sb.String()
		sb.Reset()
		sb.Reset()
	}
}

func BenchmarkAlways(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var sb strings.Builder
		for _, p := range parts {
			sb.Grow(20)
			sb.WriteString(p)
		}
		sink = sb.String()
	}
}

func BenchmarkOfOthers(b *testing.B) {
	for i := 0; i < b.N; i++ {
		sink = strings.Join(parts, "")
		sink = strings.Repeat("a", 100)
		sink = strings.ToUpper("abcdefgh")
		sink = strings.NewReplacer("a", "bc").Replace("aaaa")
	}
}

func each(do func(string) (int, error)) {
	for _, p := range parts {
		do(p)
	}
}

func BenchmarkValues(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var sb strings.Builder
		grow := sb.Grow
		grow(8)
		each(sb.WriteString)
		fmt.Fprintf(&sb, "")
		io.WriteString(&sb, "")
		func() { sink = fmt.Stringer(&sb).String() }()
	}
}

func BenchmarkInFront(b *testing.B) {
	for i := 0; i < b.N; i++ {
		s := ""
		for _, p := range parts {
			s = p + s
		}
		sink = s
	}
}

func BenchmarkInPieces(b *testing.B) {
	for i := 0; i < b.N; i++ {
		comma := parts[0] + ","
		s := comma
		for _, p := range parts {
			piece := p + ";"
			s += piece + comma
		}
		sink = s
	}
}

func BenchmarkParallel(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s := ""
			for _, p := range parts {
				s += p
			}
		}
	})
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

constexpr const char* kTenTimes =
    "exec \"$0\" -test.bench=. -test.benchmem -test.benchtime=10x -test.cpu=1";

class Builder : public GoRelease {};

TEST_P(Builder, EachCallIsCounted) {
  put("b_test.go", kBuilderBenchmarks);
  const Ran ran = run(build_test(), "builder", kTenTimes);
  std::map<std::string, std::string> seen;
  for (const Event& e : events_of(ran, "builder")) {
    EXPECT_EQ(e.count("n"), 10);
    std::string& counts = seen[std::string(e.text("name").substr(9))];
    for (const char* name :
         {"grow", "grow_bytes", "grow_first", "regrown", "writes", "written_bytes", "filled",
          "enlarged", "strings", "string_bytes", "resets", "concats", "concat_bytes"})
      counts += fmt::format("{} ", e.count(name));
  }
  const std::map<std::string, std::string> expected = {
      {"Plus", "0 0 0 0 0 0 0 0 0 0 0 30 80 "},
      {"Grown", "10 80 10 0 40 80 10 0 10 80 0 0 0 "},
      {"NotGrown", "0 0 0 0 40 80 10 10 10 80 0 0 0 "},
      {"OnlyGrow", "10 80 10 0 0 0 0 0 0 0 0 0 0 "},
      {"AllWrites", "10 640 10 0 40 50 10 0 0 0 0 0 0 "},
      {"Late", "20 80 0 10 20 160 10 10 10 160 10 0 0 "},
      {"Always", "40 800 10 10 40 80 10 0 10 80 0 0 0 "},
      {"OfOthers", "0 0 0 0 0 0 0 0 0 0 0 0 0 "},
      {"Values", "10 80 10 0 60 80 10 0 10 80 0 0 0 "},
      {"InFront", "0 0 0 0 0 0 0 0 0 0 0 30 80 "},
      {"InPieces", "0 0 0 0 0 0 0 0 0 0 0 90 220 "},
      {"Parallel", "0 0 0 0 0 0 0 0 0 0 0 30 80 "},
      {"Hoisted", "0 0 0 0 0 0 0 0 10 40 0 0 0 "}};
  EXPECT_EQ(seen, expected);
}

TEST_P(Builder, CountingAllocatesNothing) {
  put("b_test.go", kBuilderBenchmarks);
  const auto plain = allocs_in(run(build_test(Library::plain), "", kTenTimes).out);
  const auto program = build_test();
  EXPECT_EQ(plain.at("Plus"), 3);
  EXPECT_EQ(plain.at("Grown"), 1);
  EXPECT_EQ(allocs_in(run(program, "", kTenTimes).out), plain);
  EXPECT_EQ(allocs_in(run(program, "builder,bench,gc", kTenTimes).out), plain);
}

class BenchEvents : public GoRelease {
 protected:
  void SetUp() override {
    GoRelease::SetUp();
    put("b_test.go", R"go(package t

import (
	"reflect"
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

func BenchmarkSetsN(b *testing.B) {
	for i := 0; i < b.N; i++ {
		sink = make([]byte, 100)
	}
	b.N *= 1000
}

func BenchmarkLoopSetsN(b *testing.B) {
	for b.Loop() {
		sink = make([]byte, 100)
	}
	reflect.ValueOf(b).Elem().FieldByName("N").SetInt(1 << 30)
}

func BenchmarkFails(b *testing.B) { b.FailNow() }
)go");
  }
};

TEST_P(BenchEvents, TellsWhatWasMeasured) {
  const Ran ran = run(build_test(), "bench",
                      "exec \"$0\" -test.bench='Two|Sub' -test.benchmem -test.benchtime=100x "
                      "-test.count=2 -test.cpu=2");
  const auto events = events_of(ran, "bench");
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0].text("name"), "BenchmarkTwo-2");
  EXPECT_EQ(events[1].text("name"), "BenchmarkTwo-2");
  EXPECT_EQ(events[2].text("name"), "BenchmarkSub/quo\"te/é-2");
  EXPECT_EQ(events[0].count("n"), 100);
  EXPECT_GE(events[0].count("mallocs"), 200);
  EXPECT_LT(events[0].count("mallocs"), 250);
  EXPECT_GE(events[0].count("bytes"), 100 * (112 + 208));
  EXPECT_GT(events[2].count("ns"), 100 * 1000);
  EXPECT_NE(ran.out.find(" 0 allocs/op"), std::string::npos) << "what was printed is forged";
}

TEST_P(BenchEvents, IterationsAreThoseThatWereAskedFor) {
  const Ran ran = run(build_test(), "bench", "exec \"$0\" -test.bench=SetsN -test.benchtime=100x");
  const auto events = events_of(ran, "bench");
  ASSERT_EQ(events.size(), 2u);
  for (const Event& event : events) EXPECT_EQ(event.count("n"), 100) << event.text("name");
}

TEST_P(BenchEvents, FailedBenchmarkHasNoResult) {
  const Ran ran = run(build_test(), "bench", "\"$0\" -test.bench=Fails -test.benchtime=1x || true");
  EXPECT_TRUE(events_of(ran, "bench").empty());
}

class Gc : public GoRelease {};

TEST_P(Gc, ReportsWhatTheRuntimeSays) {
  put("main.go", R"go(package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

func init() { fmt.Println("goroutines", runtime.NumGoroutine()) }

func work(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

func main() {
	debug.SetGCPercent(50)
	runtime.GOMAXPROCS(2)
	runtime.GC()
	runtime.GC()
	var before, after runtime.MemStats
	work(50 * time.Millisecond)
	runtime.ReadMemStats(&before)
	work(200 * time.Millisecond)
	runtime.ReadMemStats(&after)
	fmt.Println("mallocs", after.Mallocs-before.Mallocs)
	fmt.Println("goroutines", runtime.NumGoroutine())
	debug.SetGCPercent(-1)
}
)go");
  const Ran ran = run(build(), "gc");
  EXPECT_TRUE(ran.events.is_complete());
  const Numbers seen = numbers_in(ran.out);
  EXPECT_EQ(seen.at("goroutines"), (std::vector<std::int64_t>{1, 1}));
  EXPECT_LE(seen.at("mallocs").at(0), 20);
  const std::vector<GcSample> samples = gc_report(ran.events).samples;
  ASSERT_GT(samples.size(), 8u);
  ASSERT_LT(samples.size(), 30u);
  EXPECT_GT(samples.front().pid, 1);
  EXPECT_EQ(samples.front().num_gc, 0);
  EXPECT_EQ(samples.front().gogc, 100);
  EXPECT_LT(samples.front().at, samples.at(1).at);
  const GcSample& middle = samples.at(samples.size() / 2);
  EXPECT_EQ(middle.gogc, 50);
  EXPECT_EQ(middle.num_forced, 2);
  EXPECT_EQ(middle.gomaxprocs, 2);
  EXPECT_GT(middle.live, 0);
  EXPECT_GT(middle.goal, middle.live);
  EXPECT_EQ(samples.back().gogc, -1);
  EXPECT_EQ(samples.back().num_gc, 2);
}

TEST_P(Gc, EveryCycleOfABenchmarkIsReported) {
  put("b_test.go", R"go(package t

import "testing"

var sink []byte

func BenchmarkMake(b *testing.B) {
	for i := 0; i < b.N; i++ {
		sink = make([]byte, 1<<20)
	}
}
)go");
  const Ran ran =
      run(build_test(), "gc,bench", "exec \"$0\" -test.bench=. -test.benchtime=200x 2>&1",
          {{"GODEBUG", "gctrace=1"}});
  std::int64_t traced = 0;
  for (const std::string_view line : split_lines(ran.out)) traced += line.starts_with("gc ");
  EXPECT_GT(traced, 20);
  const std::int64_t cycles = gc_report(ran.events).cycles;
  EXPECT_TRUE(cycles == traced || cycles == traced + 1) << "it may end before its last line";
  std::int64_t last = 0;
  for (const GcSample& sample : gc_report(ran.events).samples) {
    EXPECT_TRUE(sample.num_gc == last || sample.num_gc == last + 1) << last;
    last = sample.num_gc;
  }
}

TEST_P(Gc, DeadlocksAreStillNoticed) {
  put("main.go", "package main\n\nfunc main() { <-make(chan int) }\n");
  const Ran ran = run(build(), "gc", "\"$0\" 2>&1; true");
  EXPECT_TRUE(ran.out.starts_with("fatal error: all goroutines are asleep - deadlock!")) << ran.out;
}

class ReportedEvents : public GoRelease {};

TEST_P(ReportedEvents, AreWholeFromStartToEndHoweverTheProgramEnds) {
  put("main.go", R"go(package main

import (
	"os"
	"runtime"
)

func main() {
	if os.Getenv("HOW") == "exit" {
		defer panic("not run")
		os.Exit(0)
	}
	for range 100 {
		runtime.GC()
	}
}
)go");
  const auto program = build();
  for (const char* how : {"exit", "return"}) {
    const Ran ran = run(program, "gc", "exec \"$0\"", {{"HOW", how}});
    EXPECT_TRUE(ran.events.is_complete()) << how;
    EXPECT_EQ(ran.events.forged, 0) << how;
  }
}

TEST_P(ReportedEvents, NothingIsWrittenWhereNobodyListens) {
  put("main.go", R"go(package main

import (
	"os"
	"runtime"
	"syscall"
)

func main() {
	syscall.Close(3) // since Go 1.25 the runtime may hold a file of that number
	if f, err := os.Create("of-the-student"); err != nil || f.Fd() != 3 {
		panic("not the first file")
	}
	runtime.GC()
}
)go");
  const auto program = build();
  for (const char* script : {"exec 3>&-; exec \"$0\"", "exec \"$0\""}) {
    run(program, "", script);
    EXPECT_EQ(read_file(temp_.path() / "of-the-student", 1000).value(), "");
  }
}

TEST_P(ReportedEvents, DescriptorThreeIsTheProgramsOwn) {
  put("main.go", R"go(package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

func main() {
	syscall.Close(3)
	file, err := os.Create("of-the-student")
	if err != nil {
		panic(err)
	}
	runtime.GC()
	fmt.Fprint(os.NewFile(3, "forged"), "hello")
	fmt.Println("number", file.Fd())
}
)go");
  const Ran ran = run(build(), "gc", "exec \"$0\"");
  EXPECT_EQ(ran.out, "number 3\n");
  EXPECT_EQ(read_file(temp_.path() / "of-the-student", 1000).value(), "hello");
  EXPECT_TRUE(ran.events.is_complete());
}

TEST_P(ReportedEvents, AreMissedWhenTheirSocketIsClosedOrReplaced) {
  put("main.go", R"go(package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
)

func main() {
	file, err := os.Create("of-the-student")
	if err != nil {
		panic(err)
	}
	for fd := 3; fd < 1024; fd++ {
		name, _ := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
		if !strings.HasPrefix(name, "socket:") {
			continue
		}
		if os.Getenv("HOW") == "close" {
			syscall.Close(fd)
		} else {
			syscall.Dup3(int(file.Fd()), fd, 0)
		}
	}
	runtime.GC()
}
)go");
  const auto program = build();
  for (const char* how : {"close", "replace"}) {
    const Ran ran = run(program, "gc", "exec \"$0\"", {{"HOW", how}});
    EXPECT_TRUE(ran.events.has_begun) << how;
    EXPECT_FALSE(ran.events.is_complete()) << how;
    EXPECT_EQ(read_file(temp_.path() / "of-the-student", 1000).value(), "") << how;
  }
}

constexpr const char* kParent = R"go(package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

func run(name string, args ...string) {
	child := exec.Command(name, args...)
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Run(); err != nil {
		panic(err)
	}
}

func main() {
	if len(os.Args) > 1 {
		runtime.GC()
		self, err := os.Executable()
		fmt.Println("child", self, os.Args[1], err)
		return
	}
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	os.Symlink(self, "link")
	run(self, "a")
	run("./link", "b")
	run("/bin/sh", "-c", "ls /proc/self/fd | tr '\n' ' '; echo")
}
)go";

TEST_P(ReportedEvents, ComeFromChildrenThatAreTheSameProgramAlone) {
  put("main.go", kParent);
  const auto program = build();
  const Ran ran = run(program, "gc,tags=agree");
  EXPECT_TRUE(ran.events.is_complete());
  EXPECT_EQ(gc_report(ran.events).forced, 2);
  const std::string self = program.string();
  EXPECT_EQ(ran.out, "child " + self + " a <nil>\nchild " + self + " b <nil>\n0 1 2 3 \n")
      << "3 is what ls reads";
}

TEST_P(ReportedEvents, LeaveNoKeyForAChildWithAStartMessageOfItsParent) {
  put("main.go", R"go(package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	if len(os.Args) > 1 {
		for _, fd := range []int{3, 1022, 1023} {
			syscall.SetNonblock(fd, true)
			if n, _ := syscall.Read(fd, make([]byte, 256)); n > 0 {
				fmt.Println(fd, "holds", n)
			}
		}
		return
	}
	pair, _ := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	syscall.Write(pair[0], []byte("grade/1\n0123456789abcdefgc"))
	child := exec.Command(os.Args[0], "child")
	child.Stdout = os.Stdout
	child.ExtraFiles = []*os.File{os.NewFile(uintptr(pair[1]), "")}
	if err := child.Run(); err != nil {
		panic(err)
	}
}
)go");
  const Ran ran = run(build(), "gc");
  EXPECT_EQ(ran.out, "3 holds 26\n");
  EXPECT_TRUE(ran.events.is_complete());
}

TEST_P(ReportedEvents, KeepTheMemoryOfTheProgramClosed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read any memory; the corpus of attacks has this";
  put("main.go", R"go(package main

import (
	"fmt"
	"os"
)

func main() {
	_, err := os.Open("/proc/self/mem")
	fmt.Println(os.IsPermission(err))
}
)go");
  EXPECT_EQ(run(build(), "gc").out, "true\n");
}

class AllInstruments : public GoRelease {};

TEST_P(AllInstruments, WorkInOneBuild) {
  put("b_test.go", R"go(package t

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

func BenchmarkAll(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		var sb strings.Builder
		sb.Grow(1)
		if i == 0 && b.N > 1 {
			fmt.Println("tag", m.HeapAlloc>>43<<3)
		}
	}
}
)go");
  const Ran ran = run(build_test(), "bench,builder,gc,tags=distinct",
                      "exec \"$0\" -test.bench=. -test.benchtime=10x");
  EXPECT_NE(ran.out.find("tag 128\n"), std::string::npos) << ran.out;
  for (const char* kind : {"bench", "builder"}) EXPECT_EQ(events_of(ran, kind).size(), 1u) << kind;
  EXPECT_GE(events_of(ran, "read").size(), 1u);
  EXPECT_GT(events_of(ran, "gc").size(), 1u);
  EXPECT_TRUE(ran.events.is_complete());
}

GRADE_FOR_EACH_RELEASE(Builder);
GRADE_FOR_EACH_RELEASE(BenchEvents);
GRADE_FOR_EACH_RELEASE(Gc);
GRADE_FOR_EACH_RELEASE(ReportedEvents);
GRADE_FOR_EACH_RELEASE(AllInstruments);

}  // namespace
}  // namespace grade
