// The whole way: facts, builds and programs of a submission, in the sandbox.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iostream>

#include "harness/base/files.h"
#include "harness/launch/check_sandbox.h"
#include "harness/observe/events.h"
#include "harness/recording/facts.h"
#include "runtime/specs.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

class SandboxedGo : public testing::Test {
 protected:
  void SetUp() override {
    const Result<Toolchain> toolchain = find_toolchain(std::nullopt);
    if (!toolchain) GTEST_SKIP() << to_string(toolchain.error());
    const auto say = [](std::string_view what) { std::cout << what << std::endl; };
    Result<Prepared> prepared = prepare_runtime(*toolchain, {say});
    ASSERT_TRUE(prepared) << to_string(prepared.error());
    prepared_ = std::move(*prepared);
    fs::permissions(temp_.path(), fs::perms(0755));
    fs::create_directories(temp_.path() / "src");
    places_ = {.submission = temp_.path() / "src", .work = temp_.path() / "work"};
    fs::copy_file(fs::path(GRADE_BINARY_DIR) / "harness/launch/keeper/grade-keeper",
                  temp_.path() / "keeper");
    options_.keeper = temp_.path() / "keeper";
    options_.system = system_mounts(prepared_);
    if (const auto usable = check_sandbox(options_); !usable)
      GTEST_SKIP() << to_string(usable.error());
  }
  void put(const std::string& name, const std::string& text) {
    fs::create_directories((places_.submission / name).parent_path());
    ASSERT_TRUE(write_file(places_.submission / name, text));
    fs::permissions(places_.submission / name, fs::perms(0644));
  }
  RunRecord run(const RunSpec& spec) {
    auto records = make_launcher(options_)->run({Job{spec, {}}}, {});
    EXPECT_TRUE(records) << to_string(records.error());
    return records ? records->at(0) : RunRecord{};
  }
  RunRecord build(BuildKind kind, bool instrumented = false) {
    BuildRequest request;
    request.kind = kind;
    request.name = "built";
    request.package = ".";
    request.instrumented = instrumented;
    RunRecord record = run(build_spec(prepared_, places_, request));
    if (instrumented) {
      EXPECT_TRUE(seal_program(places_, request.name));
    }
    return record;
  }
  RunRecord launch(const std::vector<std::string>& instruments,
                   const std::vector<std::string>& args = {}) {
    ProgramRequest request;
    request.name = "run";
    request.built = "built";
    request.directory = ".";
    request.args = args;
    request.instruments = instruments;
    return run(program_spec(prepared_, places_, request));
  }

  Prepared prepared_;
  Places places_;
  LauncherOptions options_;
  TempDir temp_ = TempDir::make("/tmp", "sandboxed").value();
};

void expect_exit_0(const RunRecord& record) {
  EXPECT_EQ(to_string(record.termination), "exit 0") << record.out().bytes << record.err().bytes;
}

constexpr const char* kProgram = R"go(package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	err := os.WriteFile("beside.txt", nil, 0o644)
	fmt.Println("hello", http.StatusOK, err)
}
)go";

TEST_F(SandboxedGo, FactsAreFound) {
  put("main.go", kProgram);
  const RunRecord record = run(facts_spec(prepared_, places_));
  expect_exit_0(record);
  EXPECT_TRUE(parse_facts(record.out().bytes).value().packages.at(0).has_main);
}

TEST_F(SandboxedGo, ProgramIsBuiltAndRuns) {
  put("main.go", kProgram);
  const RunRecord built = build(BuildKind::program, true);
  expect_exit_0(built);
  std::cout << "build in the sandbox: "
            << std::chrono::duration_cast<std::chrono::milliseconds>(built.usage.wall).count()
            << " ms" << std::endl;
  const RunRecord ran = launch({"gc"});
  expect_exit_0(ran);
  EXPECT_EQ(ran.out().bytes, "hello 200 <nil>\n");
  EXPECT_TRUE(read_events(ran.events(), ran.event_key).is_complete()) << ran.events().bytes;
  EXPECT_FALSE(fs::exists(places_.submission / "beside.txt"));
}

TEST_F(SandboxedGo, TagsComeThrough) {
  put("main.go", R"go(package main

import (
	"fmt"
	"runtime"
)

func main() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.HeapAlloc >> 43 << 3)
}
)go");
  expect_exit_0(build(BuildKind::program, true));
  EXPECT_EQ(launch({"tags=distinct"}).out().bytes, "128\n");
}

TEST_F(SandboxedGo, BenchmarkTellsItsResult) {
  put("a_test.go", R"go(package a

import "testing"

func BenchmarkX(b *testing.B) {
	for i := 0; i < b.N; i++ {
	}
}
)go");
  expect_exit_0(build(BuildKind::test, true));
  const RunRecord ran = launch({"bench", "builder"}, {"-test.bench=.", "-test.benchtime=10x"});
  expect_exit_0(ran);
  const Events events = read_events(ran.events(), ran.event_key);
  EXPECT_TRUE(events.is_complete()) << ran.events().bytes;
  EXPECT_EQ(events.all.size(), 2u) << ran.events().bytes;
}

TEST_F(SandboxedGo, NotesArePrintedAndNothingIsBuilt) {
  put("a.go", "package a\n\nfunc returnsInt() *int { x := 1; return &x }\n");
  const RunRecord notes = build(BuildKind::notes);
  expect_exit_0(notes);
  EXPECT_NE(notes.err().bytes.find("./a.go:3:26: moved to heap: x"), std::string::npos);
  EXPECT_TRUE(fs::is_empty(places_.work / "out"));
}

TEST_F(SandboxedGo, RefusedInstrumentIsNotStartedAndSaysWhy) {
  put("main.go", kProgram);
  prepared_.refused["tags"] = {{}, "anchor is gone", {}, {}};
  const RunRecord record = launch({"gc", "tags=agree"});
  ASSERT_TRUE(std::holds_alternative<NotStarted>(record.termination))
      << to_string(record.termination);
  EXPECT_NE(to_string(record.termination).find("instrument tags: anchor is gone"),
            std::string::npos)
      << to_string(record.termination);
}

}  // namespace
}  // namespace grade
