#include "runtime/specs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// A prepared toolchain and a submission that only look so: nothing here runs Go.
class Specs : public testing::Test {
 protected:
  Specs() {
    fs::create_directories(dir() / "goroot/src/strings");
    fs::create_directories(dir() / "src");
    prepared_ = {.toolchain = {.go = "/usr/bin/go",
                               .goroot = dir() / "goroot",
                               .version = "go1.26.1",
                               .minor = 26},
                 .dir = dir() / "base",
                 .facts = dir() / "base/bin/facts",
                 .patched = {"src/strings/builder.go"},
                 .refused = {{"tags", {{}, "anchor is gone", {}, {}}}}};
    places_ = {
        .submission = dir() / "src", .work = dir() / "work", .isolation = Isolation::sandbox};
  }
  fs::path dir() const { return temp_.path(); }
  void put(const std::string& name, const std::string& text) {
    fs::create_directories((dir() / name).parent_path());
    ASSERT_TRUE(write_file(dir() / name, text));
  }
  BuildRequest request() const {
    BuildRequest request;
    request.name = "build";
    request.module_dir = ".";
    request.package = ".";
    return request;
  }
  RunSpec build(const BuildRequest& request) const {
    return build_spec(prepared_, places_, request);
  }
  // A command of the toolchain with its cache.
  Words go(const Words& words) const {
    Words argv = {(dir() / "base/bin/gocache").string(), (dir() / "base/cache").string(),
                  (dir() / "goroot/bin/go").string()};
    argv.insert(argv.end(), words.begin(), words.end());
    return argv;
  }

  TempDir temp_ = TempDir::make("/tmp", "specs").value();
  Prepared prepared_;
  Places places_;
};

TEST_F(Specs, ProgramBuild) {
  const RunSpec spec = build(request());
  EXPECT_EQ(spec.argv, go({"build", "-buildvcs=false", "-pgo=off", "-o", "/out/build", "."}));
  EXPECT_EQ(spec.cwd, "/src");
  EXPECT_EQ(spec.env.at("GOCACHE"), "/tmp/gocache");
  EXPECT_EQ(spec.limits.wall, std::chrono::seconds(120));
  EXPECT_EQ(spec.instruments, "");
}

TEST_F(Specs, SourceIsReadOnlyForBuilds) {
  for (const Mount& mount : build(request()).mounts)
    EXPECT_EQ(mount.writable, mount.inside == "/out" || mount.inside == "/tmp/gocache")
        << mount.inside;
}

TEST_F(Specs, TestBuildInANestedModule) {
  BuildRequest nested = request();
  nested.kind = BuildKind::test;
  nested.module_dir = "mod";
  nested.package = "mod/cmd/x";
  nested.tags = {"slow", "big"};
  const RunSpec spec = build(nested);
  EXPECT_EQ(spec.argv, go({"test", "-c", "-vet=off", "-buildvcs=false", "-pgo=off",
                           "-tags=slow,big", "-o", "/out/build", "./cmd/x"}));
  EXPECT_EQ(spec.cwd, "/src/mod");
}

TEST_F(Specs, NotesAreOfTheProgramOrOfItsTests) {
  BuildRequest notes = request();
  notes.kind = BuildKind::notes;
  EXPECT_EQ(build(notes).argv,
            go({"build", "-buildvcs=false", "-pgo=off", "-gcflags=-m", "-o", "/dev/null", "."}));
  notes.test_package = true;
  EXPECT_EQ(build(notes).argv, go({"test", "-c", "-vet=off", "-buildvcs=false", "-pgo=off",
                                   "-gcflags=-m", "-o", "/dev/null", "."}));
}

TEST_F(Specs, FolderWithoutModuleGetsOneByOverlay) {
  BuildRequest loose = request();
  loose.module_dir = "";
  loose.package = "cmd/x";
  const RunSpec spec = build(loose);
  EXPECT_EQ(spec.cwd, "/src");
  EXPECT_EQ(spec.argv.back(), "./cmd/x");
  EXPECT_EQ(spec.argv[6], "-overlay=/overlay/build.json");
  EXPECT_EQ(read_file(dir() / "work/overlay/build.json", 4096).value(),
            "{\n \"Replace\": {\n  \"/src/go.mod\": \"" +
                (dir() / "base/overlay/module/go.mod").string() + "\"\n }\n}");
}

TEST_F(Specs, InstrumentsComeByOverlay) {
  BuildRequest instrumented = request();
  instrumented.instrumented = true;
  build(instrumented);
  const std::string json = read_file(dir() / "work/overlay/build.json", 4096).value();
  EXPECT_NE(json.find("goroot/src/strings/builder.go\": \"" +
                      (dir() / "base/overlay/library/src/strings/builder.go").string()),
            std::string::npos)
      << json;
}

TEST_F(Specs, CallsComeInAFileOfOursAndTestsAreLeftOut) {
  BuildRequest calls = request();
  calls.kind = BuildKind::test;
  calls.package = "cmd/x";
  calls.calls = {{.name = "fill",
                  .receiver = "*T[K]",
                  .package = "main",
                  .params = {"any", "...int"},
                  .results = {"error"}}};
  calls.left_out = {"cmd/x/main_test.go"};
  build(calls);
  const nlohmann::json overlay =
      nlohmann::json::parse(read_file(dir() / "work/overlay/build.json", 4096).value())["Replace"];
  EXPECT_EQ(overlay.at("/src/cmd/x/main_test.go"), "");
  EXPECT_EQ(overlay.at("/src/cmd/x/zz_grade_call_test.go"), "/overlay/build.go");
  const std::string source = read_file(dir() / "work/overlay/build.go", 1 << 20).value();
  for (const char* part :
       {"\npackage main\n",
        "BenchmarkGradeCall0(b *gradetesting.B) { gradeCall0(b, (*T[int]).fill) }",
        "func gradeCall0[A0, A2, R0 any](b *gradetesting.B, f func(A0, any, ...A2) (R0)) {",
        "a0, a1, a2 := gradeArguments[A0](), gradeInts(), gradeLists[A2]()",
        "r0 = f(a0[i%gradeSlots], a1[i%gradeSlots], a2[i%gradeSlots]...)"})
    EXPECT_TRUE(source.contains(part)) << part;
}

TEST_F(Specs, LaunchWithoutItsInstrumentCannotStartAndSaysWhy) {
  const auto argv = [&](const char* option) {
    ProgramRequest request;
    request.directory = ".";
    request.instruments = {"gc", option};
    return program_spec(prepared_, places_, request).argv;
  };
  EXPECT_EQ(argv("tags=agree"), (Words{"/no such program: instrument tags: anchor is gone"}));
  EXPECT_EQ(argv("probe"), (Words{"/no such program: there is no instrument probe"}));
}

TEST_F(Specs, PathsOutsideOfTheSubmissionAreRefused) {
  for (const char* path : {"../other", "/etc", "a/../../b", "...", "cmd/..."}) {
    BuildRequest outside = request();
    outside.package = path;
    EXPECT_TRUE(build(outside).argv.front().starts_with("/no such program: ")) << path;
    ProgramRequest program;
    program.directory = path;
    if (!std::string(path).ends_with("...")) {
      EXPECT_TRUE(
          program_spec(prepared_, places_, program).argv.front().starts_with("/no such program: "));
    }
  }
}

TEST_F(Specs, VendorFolderIsUsed) {
  put("src/vendor/modules.txt", "");
  EXPECT_EQ(build(request()).env.at("GOFLAGS"), "-mod=vendor");
  BuildRequest loose = request();
  loose.module_dir = "";
  EXPECT_EQ(build(loose).env.at("GOFLAGS"), "-mod=readonly");
}

TEST_F(Specs, ProgramRunsInACopyOfTheSubmission) {
  ProgramRequest request;
  request.name = "gogc50#2";
  request.built = "cmd/x+instruments";
  request.directory = "cmd/x";
  request.args = {"-n", "3"};
  request.env = {{"GOGC", "50"}, {"TZ", "Europe/Paris"}};
  request.instruments = {"builder", "gc"};
  const RunSpec spec = program_spec(prepared_, places_, request);
  EXPECT_EQ(spec.argv, (Words{"/out/cmd%2fx+instruments", "-n", "3"}));
  EXPECT_EQ(spec.cwd, "/src/cmd/x");
  EXPECT_EQ(spec.copy_in.host, dir() / "src");
  EXPECT_EQ(spec.copy_in.inside, "/src");
  EXPECT_EQ(spec.env.at("GOGC"), "50");
  EXPECT_EQ(spec.env.at("TZ"), "Europe/Paris");
  EXPECT_EQ(spec.instruments, "builder,gc");
  ASSERT_EQ(spec.mounts.size(), 1u);
  EXPECT_FALSE(spec.mounts[0].writable);
}

TEST_F(Specs, WhatHasStepsIsDrivenAndHasItsEnvironmentToItself) {
  ProgramRequest request;
  request.name = "loaded";
  request.built = "build";
  request.directory = ".";
  request.args = {"-v"};
  request.env = {{"GODEBUG", "gctrace=1"}};
  request.serves = true;
  request.steps = {
      {.action = Step::Do::fetch, .within = std::chrono::seconds(1), .path = "/x", .as = "heap"}};
  const RunSpec spec = program_spec(prepared_, places_, request);
  EXPECT_TRUE(spec.has_driver);
  EXPECT_FALSE(spec.env.contains("GODEBUG"));
  ASSERT_EQ(spec.argv.size(), 2u);
  EXPECT_EQ(spec.argv[0], (dir() / "base/bin/driver").string());
  const auto script = nlohmann::json::parse(spec.argv[1]);
  EXPECT_EQ(script["argv"], (Words{"/out/build", "-v"}));
  EXPECT_EQ(std::ranges::count(script["env"], nlohmann::json("GODEBUG=gctrace=1")), 1);
  EXPECT_EQ(script["serves"], true);
  EXPECT_EQ(script["own_ports"], true);
  EXPECT_EQ(script["steps"][0]["do"], "fetch");
  EXPECT_EQ(script["steps"][0]["within"], 1'000'000'000);
  places_.isolation = Isolation::landlock;
  const RunSpec outside = program_spec(prepared_, places_, request);
  EXPECT_EQ(nlohmann::json::parse(outside.argv.at(1))["own_ports"], false);
}

TEST_F(Specs, WithoutASandboxPathsAreThoseOfTheHost) {
  places_.isolation = Isolation::none;
  const RunSpec spec = build(request());
  EXPECT_EQ(spec.cwd, fs::canonical(dir() / "src").string());
  EXPECT_EQ(spec.argv[7], (dir() / "work/out/build").string());
  const std::string tmp = (dir() / "work/tmp/build").string();
  EXPECT_EQ(spec.env.at("TMPDIR"), tmp);
  EXPECT_EQ(spec.env.at("GOCACHE"), tmp + "/gocache");
  EXPECT_TRUE(fs::is_directory(tmp));
  ProgramRequest program;
  program.built = "build";
  EXPECT_EQ(program_spec(prepared_, places_, program).argv,
            (Words{(dir() / "work/out/build").string()}));
}

TEST_F(Specs, OutputNamesStayApartAndShort) {
  BuildRequest one = request();
  BuildRequest other = request();
  one.name = "a/b";
  other.name = "a%2fb";
  EXPECT_NE(build(one).argv[7], build(other).argv[7]);
  one.name = std::string(5000, 'x');
  EXPECT_LT(build(one).argv[7].size(), 255u);
  one.name = "..";
  EXPECT_NE(build(one).argv[7], "/out/..");
}

TEST_F(Specs, AsRootTheProgramsUserOwnsWhatABuildWrites) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  places_.isolation = Isolation::landlock;
  build(request());
  for (const char* name : {"work/out", "work/tmp/build"}) {
    struct stat info{};
    ASSERT_EQ(::stat((dir() / name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_uid, LauncherOptions{}.uid) << name;
  }
}

TEST_F(Specs, FactsReadTheSubmission) {
  const RunSpec spec = facts_spec(prepared_, places_);
  EXPECT_EQ(spec.argv, (Words{(dir() / "base/bin/facts").string(), "/src"}));
  ASSERT_EQ(spec.mounts.size(), 1u);
  EXPECT_FALSE(spec.mounts[0].writable);
}

TEST_F(Specs, SystemHoldsTheToolchainAndWhatWasPrepared) {
  std::vector<std::string> inside;
  for (const Mount& mount : system_mounts(prepared_)) {
    EXPECT_FALSE(mount.writable);
    inside.push_back(mount.inside);
  }
  EXPECT_EQ(inside, (Words{"/usr", (dir() / "goroot").string(), (dir() / "base").string()}));
}

}  // namespace
}  // namespace grade
