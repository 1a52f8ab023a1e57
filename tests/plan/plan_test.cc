#include "harness/plan/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "tests/plan/fixture.h"

namespace grade {
namespace {

using plan_fixture::criteria;
using plan_fixture::facts;
using plan_fixture::roles_of;

std::vector<std::string> builds_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const BuildRequest& build : plan.builds) names.push_back(build.name);
  return names;
}
std::vector<std::string> programs_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const ProgramRequest& program : plan.programs) names.push_back(program.name);
  return names;
}

Plan plan_of(const std::string& text, std::string_view task_file = "",
             const std::set<std::string>& ids = {}, const SourceFacts& of = facts()) {
  const TaskCriteria task = criteria(text);
  return make_plan(task, roles_of(task, task_file, of), of, ids);
}

// Two programs and a benchmark by the launches that a test asks for.
std::string with_launches(std::string_view launches, std::string_view uses) {
  return fmt::format(R"(task: 7
title: t
roles:
  one: {{ about: the one, program: [./one] }}
  two: {{ about: the two, program: [./two] }}
  bench: {{ about: the benchmark, benchmark: BenchmarkX }}
launches:
{}criteria:
  - {{ id: "7.1", text: t, expect: [{}] }}
)",
                     launches, uses);
}

SourceFacts two_programs() {
  SourceFacts of;
  of.packages = {plan_fixture::main_package("one", ""), plan_fixture::main_package("two", "two")};
  of.functions = {plan_fixture::function_in("one", "BenchmarkX", 3, true)};
  return of;
}

TEST(MakePlan, BuildsAndLaunchesEachThingOnce) {
  const Plan plan = plan_of(std::string(plan_fixture::kCriteria));
  EXPECT_EQ(builds_of(plan), (std::vector<std::string>{"notes-0", "notes-1", "notes-2",
                                                       "build-counter", "build-slow"}));
  EXPECT_EQ(programs_of(plan), (std::vector<std::string>{"counting#1", "slow_runs", "fast_runs",
                                                         "counting#2", "counting#3"}));
  EXPECT_EQ(plan.records_of.at("counting"),
            (std::vector<std::string>{"counting#1", "counting#2", "counting#3"}));
  EXPECT_EQ(plan.records_of.at("notes"),
            (std::vector<std::string>{"notes-0", "notes-1", "notes-2"}));
  for (const std::size_t at : {0u, 3u, 4u}) EXPECT_EQ(plan.programs[at].built, "build-counter");
}

TEST(MakePlan, DescribesAProgram) {
  const Plan plan = plan_of(std::string(plan_fixture::kCriteria),
                            "roles: {counter: {args: [-n, '3'], tags: [fast]}}");
  EXPECT_EQ(plan.builds[3], (BuildRequest{.kind = BuildKind::program,
                                          .name = "build-counter",
                                          .module_dir = ".",
                                          .package = "count",
                                          .test_package = false,
                                          .tags = {"fast"},
                                          .instrumented = false}));
  Limits limits;
  limits.wall = std::chrono::milliseconds(1500);
  limits.memory_bytes = 512u << 20;
  EXPECT_EQ(plan.programs[0], (ProgramRequest{.name = "counting#1",
                                              .built = "build-counter",
                                              .directory = ".",
                                              .args = {"-n", "3"},
                                              .env = {{"GODEBUG", "gctrace=1"}, {"GOGC", "50"}},
                                              .limits = limits,
                                              .reserve_bytes = 512u << 20,
                                              .needs = Needs::waiting,
                                              .packet_stderr = true,
                                              .instruments = {}}));
}

TEST(MakePlan, LaunchesWhatTheAskedCriteriaNeed) {
  const Plan plan = plan_of(std::string(plan_fixture::kCriteria), "", {"7.1"});
  EXPECT_EQ(builds_of(plan), std::vector<std::string>{"build-counter"});
  EXPECT_EQ(plan.records_of.size(), 1u);
  EXPECT_TRUE(plan_of(std::string(plan_fixture::kCriteria), "", {"7.9"}).builds.empty());
}

TEST(MakePlan, LeavesOutWhatHasNobodyToPlayIt) {
  const Plan plan = plan_of(std::string(plan_fixture::kCriteria), "", {}, {});
  EXPECT_TRUE(plan.builds.empty());
  EXPECT_TRUE(plan.programs.empty());
  EXPECT_EQ(plan.records_of, (decltype(plan.records_of){{"notes", {}}}));
}

struct Case {
  const char* name;
  std::string_view launches;
  std::string_view uses;
  std::vector<std::string> builds;
  std::vector<std::string> programs;
};
const Case kCases[] = {
    {"EqualLaunchesShareOne",
     "  a: { about: a, run: one, observe: [text], env: { X: y } }\n"
     "  b: { about: b, run: one, observe: [numbers], env: { X: y } }\n",
     "a.exit_code == b.exit_code",
     {"build-one"},
     {"a"}},
    {"OtherEnvironmentIsAnotherLaunch",
     "  a: { about: a, run: one, observe: [text], env: { X: y } }\n"
     "  b: { about: b, run: one, observe: [text], env: { X: z } }\n",
     "a.exit_code == b.exit_code",
     {"build-one"},
     {"a", "b"}},
    {"OtherLimitsAreAnotherLaunch",
     "  a: { about: a, run: one, observe: [text], wall: 1s }\n"
     "  b: { about: b, run: one, observe: [text], wall: 2s }\n",
     "a.exit_code == b.exit_code",
     {"build-one"},
     {"a", "b"}},
    {"RepeatedLaunchesAreNotShared",
     "  a: { about: a, run: one, observe: [text], repeat: 2 }\n"
     "  b: { about: b, run: one, observe: [text], repeat: 2 }\n",
     "size(a) == size(b)",
     {"build-one"},
     {"a#1", "b#1", "a#2", "b#2"}},
    {"RepeatsInterleave",
     "  a: { about: a, run: one, observe: [text], repeat: 3 }\n"
     "  b: { about: b, run: two, observe: [text], repeat: 2 }\n"
     "  c: { about: c, run: two, observe: [text], env: { X: y } }\n",
     "size(a) == size(b) + c.exit_code",
     {"build-one", "build-two"},
     {"a#1", "b#1", "c", "a#2", "b#2", "a#3"}},
    {"WaitingComesFirst",
     "  a: { about: a, run: one, observe: [text], needs: alone }\n"
     "  b: { about: b, run: two, observe: [text], needs: waiting }\n",
     "a.exit_code == b.exit_code",
     {"build-two", "build-one"},
     {"b", "a"}},
    {"InstrumentsMakeAnotherBuild",
     "  a: { about: a, run: one, observe: [text] }\n"
     "  b: { about: b, run: one, observe: [gc] }\n",
     "a.exit_code == b.exit_code",
     {"build-one", "build-one+instruments"},
     {"a", "b"}},
    {"OneBuildHasThemAll",
     "  a: { about: a, run: one, observe: [gc] }\n"
     "  b: { about: b, run: one, observe: [tagged_numbers] }\n",
     "a.exit_code == b.exit_code",
     {"build-one+instruments"},
     {"a", "b"}},
    {"RolesAreBuiltApart",
     "  a: { about: a, bench: bench, observe: [text], benchtime: 1x }\n"
     "  b: { about: b, run: one, observe: [text] }\n",
     "a.exit_code == b.exit_code",
     {"build-bench", "build-one"},
     {"a", "b"}},
    {"ALaunchNamedAsItsRole",
     "  one: { about: a, run: one, observe: [text] }\n",
     "one.exit_code == 0",
     {"build-one"},
     {"one"}},
    {"UnusedLaunchesAreNotMade",
     "  a: { about: a, run: one, observe: [text] }\n"
     "  b: { about: b, run: two, observe: [text] }\n",
     "a.exit_code == 0",
     {"build-one"},
     {"a"}},
};
class PlanTable : public testing::TestWithParam<Case> {};
TEST_P(PlanTable, HasTheseJobs) {
  const Case& c = GetParam();
  const Plan plan = plan_of(with_launches(c.launches, c.uses), "", {}, two_programs());
  EXPECT_EQ(builds_of(plan), c.builds);
  EXPECT_EQ(programs_of(plan), c.programs);
}
INSTANTIATE_TEST_SUITE_P(, PlanTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(MakePlan, SharedLaunchesBelongToBothNames) {
  const Plan plan = plan_of(with_launches("  a: { about: a, run: one, observe: [text] }\n"
                                          "  b: { about: b, run: one, observe: [numbers] }\n",
                                          "a.exit_code == b.exit_code"),
                            "", {}, two_programs());
  EXPECT_EQ(plan.records_of.at("a"), std::vector<std::string>{"a"});
  EXPECT_EQ(plan.records_of.at("b"), std::vector<std::string>{"a"});
}

TEST(MakePlan, TheLaunchHasTheLastWordOnTheEnvironment) {
  const Plan plan =
      plan_of(with_launches("  a:\n    about: a\n    run: one\n    observe: [tagged_numbers]\n"
                            "    env: { GOGC: '50' }\n",
                            "a.exit_code == 0"),
              "roles: {one: {env: {GOGC: off, MINE: kept}}}", {}, two_programs());
  EXPECT_EQ(plan.programs[0].env,
            (std::map<std::string, std::string>{{"GOGC", "50"}, {"MINE", "kept"}}));
}

TEST(MakePlan, ObserversSayHowToListen) {
  const Plan plan =
      plan_of(with_launches("  a: { about: a, run: one, observe: [gctrace] }\n"
                            "  b: { about: b, run: one, observe: [tagged_numbers, gc] }\n"
                            "  c: { about: c, run: one, observe: [text] }\n",
                            "a.exit_code + b.exit_code + c.exit_code == 0"),
              "", {}, two_programs());
  EXPECT_TRUE(plan.programs[0].packet_stderr && plan.programs[0].instruments.empty());
  EXPECT_FALSE(plan.programs[1].packet_stderr);
  EXPECT_EQ(plan.programs[1].instruments, (std::vector<std::string>{"gc", "tags=distinct"}));
  EXPECT_TRUE(!plan.programs[2].packet_stderr && plan.programs[2].instruments.empty());
}

struct DirectoryCase {
  const char* name;
  const char* launch;
  std::string_view directory;
};
const DirectoryCase kDirectories[] = {
    {"ProgramOutsideOfAModule", "run: one", "."},
    {"ProgramInItsModule", "run: two", "two"},
    {"BenchmarkInItsPackage", "bench: bench, benchtime: 1x", "one"},
};
class Directories : public testing::TestWithParam<DirectoryCase> {};
TEST_P(Directories, AreWhereGoWouldRunIt) {
  const std::string launch =
      fmt::format("  a: {{ about: a, {}, observe: [text] }}\n", GetParam().launch);
  const Plan plan = plan_of(with_launches(launch, "a.exit_code == 0"), "", {}, two_programs());
  EXPECT_EQ(plan.programs.at(0).directory, GetParam().directory);
}
INSTANTIATE_TEST_SUITE_P(, Directories, testing::ValuesIn(kDirectories),
                         [](const auto& i) { return i.param.name; });

struct PatternCase {
  const char* name;
  std::string_view bench;
  std::string_view pattern;
};
const PatternCase kPatterns[] = {
    {"Plain", "BenchmarkX", "^BenchmarkX$"},
    {"SubBenchmark", "BenchmarkX/impl=concat", "^BenchmarkX$/^impl=concat$"},
    {"Deep", "BenchmarkX/a/b", "^BenchmarkX$/^a$/^b$"},
    {"PatternSigns", "BenchmarkX/(a|b).*[c]+{2}^$?\\",
     R"(^BenchmarkX$/^\(a\|b\)\.\*\[c\]\+\{2\}\^\$\?\\$)"},
    {"EmptyPart", "BenchmarkX//a", "^BenchmarkX$/^$/^a$"},
};
class BenchPatterns : public testing::TestWithParam<PatternCase> {};
TEST_P(BenchPatterns, NameExactlyOne) {
  const Plan plan = plan_of(
      with_launches("  a: { about: a, bench: bench, observe: [text], benchtime: 5x, count: 2 }\n",
                    "a.exit_code == 0"),
      fmt::format("roles: {{bench: {{bench: '{}', args: [-x]}}}}", GetParam().bench), {},
      two_programs());
  EXPECT_EQ(
      plan.programs.at(0).args,
      (std::vector<std::string>{"-test.run=^$", "-test.bench=" + std::string(GetParam().pattern),
                                "-test.benchmem", "-test.benchtime=5x", "-test.count=2", "-x"}));
}
INSTANTIATE_TEST_SUITE_P(, BenchPatterns, testing::ValuesIn(kPatterns),
                         [](const auto& i) { return i.param.name; });

std::string shown(const BuildRequest& build) {
  return fmt::format("{} {}{} [{}]", build.name, build.package, build.test_package ? " test" : "",
                     fmt::join(build.tags, ","));
}

TEST(MakePlan, CompilesEveryPackageWithAndWithoutEachTag) {
  SourceFacts of;
  of.packages = {plan_fixture::main_package("."), plan_fixture::main_package("lib", "lib")};
  of.packages[0].tags = {"fast", "slow"};
  of.packages[1].files.clear();
  of.packages[1].test_files = {"x_test.go"};
  const Plan plan = plan_of(
      with_launches("  a: { about: a, compile: all, observe: [escape] }\n", "a.exit_code == 0"), "",
      {}, of);
  std::vector<std::string> builds;
  for (const BuildRequest& build : plan.builds) {
    EXPECT_EQ(build.kind, BuildKind::notes);
    builds.push_back(shown(build));
  }
  EXPECT_EQ(builds, (std::vector<std::string>{"a-0 . []", "a-1 . [fast]", "a-2 . [slow]",
                                              "a-3 lib test []"}));
}

TEST(MakePlan, CompilesNoMoreThanACourseTaskHas) {
  SourceFacts of;
  of.packages = {plan_fixture::main_package(".")};
  for (int i = 0; i < 500; ++i) of.packages[0].tags.push_back(fmt::format("t{}", i));
  const Plan plan = plan_of(
      with_launches("  a: { about: a, compile: all, observe: [escape] }\n", "a.exit_code == 0"), "",
      {}, of);
  EXPECT_EQ(plan.builds.size(), 48u);
}

// A service, a program and a gate.
std::string with_steps(std::string_view launches) {
  return fmt::format(R"(task: 7
title: t
roles:
  server: {{ about: the service, service: [./one], path: /work }}
  leak: {{ about: the leak, program: [./two] }}
  gate: {{ about: the gate, command: [make ci, ./gate.sh, go test ./...] }}
launches:
{}criteria:
  - {{ id: "7.1", text: t, expect: [a.exit_code == 0] }}
)",
                     launches);
}

Plan plan_with_steps(std::string_view launches, std::string_view task_file = "") {
  return plan_of(with_steps(launches), task_file, {}, two_programs());
}

TEST(MakePlan, AServiceIsLoadedWhereItsRoleSays) {
  const char* launch =
      "  a: { about: a, serve: server, steps: [{ wait: listening },\n"
      "    { load: hey, as: own, path: /own }, { load: hey, as: load }, { fetch: /x }] }\n";
  const Plan plan = plan_with_steps(launch);
  ASSERT_EQ(plan.programs.size(), 1u);
  const ProgramRequest& program = plan.programs[0];
  EXPECT_TRUE(program.serves);
  EXPECT_EQ(program.built, "build-server");
  ASSERT_EQ(program.steps.size(), 4u);
  EXPECT_EQ(program.steps[1].path, "/own");
  EXPECT_EQ(program.steps[2].path, "/work");
  EXPECT_EQ(program.steps[3].path, "/x");
  const Plan other = plan_with_steps(launch, "roles: { server: { path: /other } }");
  EXPECT_EQ(other.programs[0].steps[2].path, "/other");
}

TEST(MakePlan, ArgumentsOfTheLaunchComeBehindThoseOfTheRole) {
  const Plan plan =
      plan_with_steps("  a: { about: a, run: leak, args: [-n, \"3\"], observe: [text] }\n",
                      "roles: { leak: { args: [--quick] } }");
  EXPECT_EQ(plan.programs.at(0).args, (std::vector<std::string>{"--quick", "-n", "3"}));
}

TEST(MakePlan, AProgramOfTestsIsBuiltAsTestsAreAndRunsInTheirFolder) {
  SourceFacts tests_only = two_programs();
  tests_only.packages = {plan_fixture::main_package("one", "")};
  tests_only.packages[0].has_main = false;
  const Plan plan =
      plan_of(with_launches("  a: { about: a, run: one, observe: [text] }\n", "a.exit_code == 0"),
              "", {}, tests_only);
  EXPECT_EQ(plan.builds.at(0).kind, BuildKind::test);
  EXPECT_EQ(plan.programs.at(0).directory, "one");
}

TEST(MakePlan, AProgramWithStepsEndsByItself) {
  const Plan plan = plan_with_steps(
      "  a: { about: a, run: leak, steps: [{ wait: quiet }, { signal: SIGQUIT }] }\n");
  EXPECT_FALSE(plan.programs.at(0).serves);
  EXPECT_EQ(plan.programs[0].steps.size(), 2u);
}

TEST(MakePlan, OtherStepsAreAnotherLaunch) {
  const Plan plan = plan_of(with_launches("  a: { about: a, run: one, steps: [{ wait: quiet }] }\n"
                                          "  b: { about: b, run: one, steps: [{ wait: exit }] }\n",
                                          "a.exit_code == b.exit_code"),
                            "", {}, two_programs());
  EXPECT_EQ(programs_of(plan), (std::vector<std::string>{"a", "b"}));
}

TEST(MakePlan, ACommandIsNotBuilt) {
  const Plan plan = plan_with_steps(
      "  a: { about: a, command: gate, env: { CI: \"1\" }, needs: alone, memory: 2GiB }\n",
      "roles: { gate: { command: ./my-gate, env: { CI: \"0\", V: \"1\" } } }");
  EXPECT_TRUE(plan.builds.empty());
  Limits limits;
  limits.memory_bytes = 2ull << 30;
  ASSERT_EQ(plan.programs.size(), 1u);
  EXPECT_EQ(plan.programs[0], (ProgramRequest{.name = "a",
                                              .command = "./my-gate",
                                              .directory = ".",
                                              .env = {{"CI", "1"}, {"V", "1"}},
                                              .limits = limits,
                                              .reserve_bytes = 2ull << 30,
                                              .needs = Needs::alone}));
}

struct CommandCase {
  const char* name;
  std::set<std::string> files;
  const char* command;
};
const CommandCase kCommands[] = {
    {"Makefile", {"Makefile", "gate.sh"}, "make ci"},
    {"LowerCaseMakefile", {"makefile"}, "make ci"},
    {"Script", {"gate.sh"}, "./gate.sh"},
    {"AScriptInAFolderIsAnother", {"x/gate.sh"}, "go test ./..."},
    {"NothingOfTheirOwn", {}, "go test ./..."},
};
class CommandRoles : public testing::TestWithParam<CommandCase> {};
TEST_P(CommandRoles, AreTheFirstThatMayRun) {
  const TaskCriteria task = criteria(with_steps("  a: { about: a, run: leak, observe: [text] }\n"));
  EXPECT_EQ(resolve_roles(task, {}, {}, GetParam().files).at("gate").command, GetParam().command);
}
INSTANTIATE_TEST_SUITE_P(, CommandRoles, testing::ValuesIn(kCommands),
                         [](const auto& i) { return i.param.name; });

TEST(ServiceRoles, AreFoundAsProgramsAre) {
  const TaskCriteria task = criteria(with_steps("  a: { about: a, run: leak, observe: [text] }\n"));
  const Role found = resolve_roles(task, {}, two_programs(), {}).at("server");
  EXPECT_EQ(found.package, "one");
  EXPECT_EQ(found.path, "/work");
  const Role missing = resolve_roles(task, {}, {}, {}).at("server");
  EXPECT_TRUE(missing.missing.starts_with("the service: ")) << missing.missing;
  EXPECT_TRUE(missing.lines.ends_with("server: { package: FOLDER }\n")) << missing.lines;
}

TEST(ServiceRoles, APathOfTaskYamlBeginsWithASlash) {
  const TaskCriteria task = criteria(with_steps("  a: { about: a, run: leak, observe: [text] }\n"));
  const auto file = load_task_file("roles: { server: { path: work } }", task);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().at(0).what, "path must start with /");
}

TEST(MakePlan, FunctionsThatAreCompiledTogetherAreCalledFromOneBinary) {
  SourceFacts of;
  of.packages = {plan_fixture::main_package("one", "")};
  of.packages[0].test_files = {"one/x_test.go"};
  of.functions = {plan_fixture::function_in("one", "help1", 3),
                  plan_fixture::function_in("one", "help2", 9),
                  plan_fixture::function_in("one", "help3", 20, true)};
  of.functions[1].receiver = "*T";
  const TaskCriteria task = criteria(R"(task: 7
title: t
roles:
  helper: { about: it, function: { like: help } }
launches:
  called: { about: its calls, call: helper, observe: [calls], wall: 3s }
criteria:
  - { id: "7.1", text: t, expect: [size(called.calls.functions) > 0] }
)");
  const Plan plan = make_plan(task, roles_of(task, "", of), of, {});
  EXPECT_EQ(builds_of(plan), (std::vector<std::string>{"build-called-0", "build-called-1"}));
  EXPECT_EQ(plan.builds[0].kind, BuildKind::test);
  EXPECT_EQ(plan.builds[0].calls.size(), 2u);
  EXPECT_EQ(plan.builds[0].left_out, std::vector<std::string>{"one/x_test.go"});
  EXPECT_TRUE(plan.builds[0].instrumented);
  EXPECT_EQ(plan.builds[1].calls.at(0).name, "help3");
  EXPECT_TRUE(plan.builds[1].left_out.empty());
  EXPECT_EQ(plan.records_of.at("called"),
            (std::vector<std::string>{"called-0", "called-1", "called-2"}));
  EXPECT_EQ(plan.programs[1].called, (FunctionPlace{"T.help2", "one/x.go", 9}));
  EXPECT_EQ(plan.programs[1].args.at(1), "-test.bench=^BenchmarkGradeCall1$");
  EXPECT_EQ(plan.programs[2].built, "build-called-1");
  EXPECT_EQ(plan.programs[2].instruments, std::vector<std::string>{"bench"});
}

TEST(MakePlan, CompilesWithTheTagsThatAFileNeedsTogether) {
  SourceFacts of;
  of.packages = {plan_fixture::main_package("one", "")};
  of.packages[0].tags = {"a", "b"};
  of.functions = {plan_fixture::function_in("one", "f", 3)};
  of.functions[0].tags = {"a", "b"};
  const Plan plan =
      plan_of(with_launches("  notes: { about: n, compile: all, observe: [escape] }\n",
                            "size(notes.escape.notes) > 0"),
              "", {}, of);
  std::vector<std::vector<std::string>> tags;
  for (const BuildRequest& build : plan.builds) tags.push_back(build.tags);
  EXPECT_EQ(tags, (std::vector<std::vector<std::string>>{{}, {"a"}, {"b"}, {"a", "b"}}));
}

}  // namespace
}  // namespace grade
