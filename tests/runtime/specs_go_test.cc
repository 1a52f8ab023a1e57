// Builds with a prepared toolchain, without a sandbox. The first run prepares it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <iostream>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/recording/facts.h"
#include "runtime/command.h"
#include "runtime/specs.h"

namespace grade {
namespace {

namespace fs = std::filesystem;
using Listing = std::map<std::string, std::string>;

constexpr const char* kHello = R"go(package main

import (
	"fmt"
	"net/http"
)

func main() { fmt.Println("hello", http.StatusOK) }
)go";

// Every entry with what it holds, or how large it is. Not when it was changed: the go command marks
// old entries as used.
Listing list(const fs::path& dir, bool with_text) {
  Listing all;
  for (const auto& entry : fs::recursive_directory_iterator(dir)) {
    std::string& what = all[entry.path()];
    if (!entry.is_regular_file()) continue;
    what = with_text ? read_file(entry.path(), 1 << 20).value() : std::to_string(entry.file_size());
  }
  return all;
}

class PreparedGo : public testing::Test {
 protected:
  void SetUp() override {
    const Result<Toolchain> toolchain = find_toolchain(std::nullopt);
    if (!toolchain) GTEST_SKIP() << to_string(toolchain.error());
    const auto say = [](std::string_view what) { std::cout << what << std::endl; };
    Result<Prepared> prepared = prepare_runtime(*toolchain, {say});
    ASSERT_TRUE(prepared) << to_string(prepared.error());
    prepared_ = std::move(*prepared);
    places_ = {.submission = temp_.path() / "src",
               .work = temp_.path() / "work",
               .isolation = Isolation::none};
    fs::create_directories(places_.submission);
  }
  void put(const std::string& name, const std::string& text) {
    fs::create_directories((places_.submission / name).parent_path());
    ASSERT_TRUE(write_file(places_.submission / name, text));
  }
  BuildRequest request(BuildKind kind = BuildKind::program) const {
    BuildRequest request;
    request.kind = kind;
    request.name = "build";
    request.package = ".";
    return request;
  }
  static Result<std::string> run(const RunSpec& spec) {
    return run_command({.argv = spec.argv, .env = spec.env, .cwd = spec.cwd});
  }
  Result<std::string> run(const BuildRequest& request) {
    return run(build_spec(prepared_, places_, request));
  }
  std::string output() const {
    return run_command({.argv = {(places_.work / "out/build").string()}, .env = {}, .cwd = "/"})
        .value();
  }
  // What it wrote to both streams.
  static Result<std::string> run_merged(const RunSpec& spec, std::vector<std::string> argv) {
    argv.insert(argv.begin(), {"/bin/sh", "-c", "exec \"$@\" 2>&1", "sh"});
    return run_command({.argv = argv, .env = spec.env, .cwd = spec.cwd});
  }
  // How many packages the go command compiles, by its own account.
  int compiled(const BuildRequest& request) {
    const RunSpec spec = build_spec(prepared_, places_, request);
    std::vector<std::string> argv = spec.argv;
    argv.insert(argv.begin() + (argv[3] == "test" ? 5 : 4), "-x");
    const auto out = run_merged(spec, argv);
    EXPECT_TRUE(out) << to_string(out.error());
    int n = 0;
    for (const std::string_view line : split_lines(out.value_or("")))
      n += line.find("/compile -o ") != std::string_view::npos;
    return n;
  }

  Prepared prepared_;
  Places places_;
  TempDir temp_ = TempDir::make("/tmp", "prepared").value();
};

TEST_F(PreparedGo, FolderWithoutModuleIsBuilt) {
  put("main.go", kHello);
  const Listing before = list(places_.submission, true);
  ASSERT_TRUE(run(request()));
  EXPECT_EQ(output(), "hello 200\n");
  EXPECT_EQ(list(places_.submission, true), before);
}

TEST_F(PreparedGo, ModuleWithoutGoLineIsBuiltAndLeftAsItIs) {
  put("go.mod", "module x\n");
  put("main.go", kHello);
  BuildRequest module = request();
  module.module_dir = ".";
  ASSERT_TRUE(run(module));
  EXPECT_EQ(read_file(places_.submission / "go.mod", 100).value(), "module x\n");
}

TEST_F(PreparedGo, StandardLibraryIsNotCompiledAgain) {
  put("main.go", kHello);
  put("main_test.go", "package main\n\nimport \"testing\"\n\nfunc BenchmarkX(b *testing.B) {}\n");
  EXPECT_EQ(compiled(request()), 1);
  BuildRequest instrumented = request();
  instrumented.name = "instrumented";
  instrumented.instrumented = true;
  EXPECT_EQ(compiled(instrumented), 1);
  BuildRequest bench = request(BuildKind::test);
  EXPECT_EQ(compiled(bench), 2);
  bench.instrumented = true;
  EXPECT_EQ(compiled(bench), 2);
}

TEST_F(PreparedGo, BuildsDoNotChangeTheBase) {
  const Listing before = list(prepared_.dir, false);
  put("main.go", kHello);
  ASSERT_TRUE(run(request()));
  ASSERT_TRUE(run(request(BuildKind::notes)));
  EXPECT_EQ(list(prepared_.dir, false), before);
}

TEST_F(PreparedGo, WithoutACacheItIsOnlySlow) {
  put("main.go", "package main\n\nfunc main() {}\n");
  RunSpec spec = build_spec(prepared_, places_, request());
  spec.argv[1] = "/no/such/base";
  ASSERT_TRUE(run(spec));
}

TEST_F(PreparedGo, BaseIsReadableAndNotWritable) {
  for (const auto& entry : fs::recursive_directory_iterator(prepared_.dir)) {
    const auto perms = entry.status().permissions();
    EXPECT_NE(perms & fs::perms::others_read, fs::perms::none) << entry.path();
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(perms & fs::perms::group_write, fs::perms::none) << entry.path();
  }
}

TEST_F(PreparedGo, NotesArePrintedWithoutAMainFunction) {
  put("a.go", "package main\n\nfunc returnsInt() *int { x := 1; return &x }\n");
  const Result<std::string> result = run(request(BuildKind::notes));
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().hint.find("./a.go:3:26: moved to heap: x"), std::string::npos)
      << result.error().hint;
}

TEST_F(PreparedGo, NotesOfTestsArePrintedAgainFromTheCache) {
  put("a_test.go", "package a\n\nfunc returnsInt() *int { x := 1; return &x }\n");
  BuildRequest notes = request(BuildKind::notes);
  notes.test_package = true;
  for (int i = 0; i < 2; ++i) {
    const RunSpec spec = build_spec(prepared_, places_, notes);
    const auto out = run_merged(spec, spec.argv);
    ASSERT_TRUE(out) << to_string(out.error());
    EXPECT_NE(out->find("./a_test.go:3:26: moved to heap: x"), std::string::npos) << *out;
  }
}

TEST_F(PreparedGo, FactsAreThoseOfTheHarness) {
  put("main.go", kHello);
  const Result<std::string> json = run(facts_spec(prepared_, places_));
  ASSERT_TRUE(json) << to_string(json.error());
  const Result<SourceFacts> facts = parse_facts(*json);
  ASSERT_TRUE(facts) << to_string(facts.error());
  ASSERT_EQ(facts->packages.size(), 1u);
  EXPECT_TRUE(facts->packages[0].has_main);
  EXPECT_EQ(facts->functions.at(0).calls, std::vector<std::string>{"fmt.Println"});
}

TEST_F(PreparedGo, IsQuick) {
  using Clock = std::chrono::steady_clock;
  put("main.go", kHello);
  const RunSpec spec = build_spec(prepared_, places_, request());
  const auto start = Clock::now();
  ASSERT_TRUE(
      run_command({.argv = {spec.argv[0], spec.argv[1], "/bin/true"}, .env = spec.env, .cwd = {}}));
  const auto linked = Clock::now();
  ASSERT_TRUE(run(spec));
  const auto built = Clock::now();
  const auto ms = [](auto d) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(d).count();
  };
  std::cout << "cache of links: " << ms(linked - start)
            << " ms, net/http hello: " << ms(built - linked) << " ms" << std::endl;
  EXPECT_LT(ms(linked - start), 3000);
  EXPECT_LT(ms(built - linked), 15000);
}

}  // namespace
}  // namespace grade
