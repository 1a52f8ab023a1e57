#include "harness/plan/submission.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/base/text.h"
#include "tests/plan/fixture.h"

namespace grade {
namespace {

using plan_fixture::facts;
using plan_fixture::function_in;
using plan_fixture::main_package;
using plan_fixture::roles_of;

std::string trouble(std::string_view text) {
  const auto file = load_task_file(text, plan_fixture::criteria());
  return file ? "none" : to_string(file.error());
}

TEST(TaskFile, ReadsEveryKey) {
  const auto file = load_task_file(R"(roles:
  counter:
    package: ./cmd//x/
    args: [-n, "3"]
    env: { A: b }
    tags: [fast, go1.24]
  slow: { package: ., bench: BenchmarkX/impl=y }
  helper: { function: help2, file: ./a/b.go }
)",
                                   plan_fixture::criteria());
  ASSERT_TRUE(file) << to_string(file.error());
  const RoleChoice& counter = file->at("counter");
  EXPECT_EQ(counter.pos, (Pos{"task.yaml", 2, 3}));
  EXPECT_EQ(counter.package, "cmd/x");
  EXPECT_EQ(counter.args, (std::vector<std::string>{"-n", "3"}));
  EXPECT_EQ(counter.env, (std::map<std::string, std::string>{{"A", "b"}}));
  EXPECT_EQ(counter.tags, (std::vector<std::string>{"fast", "go1.24"}));
  EXPECT_EQ(file->at("slow").package, ".");
  EXPECT_EQ(file->at("slow").bench, "BenchmarkX/impl=y");
  EXPECT_EQ(file->at("helper").function, "help2");
  EXPECT_EQ(file->at("helper").file, "a/b.go");
}

struct ErrorCase {
  const char* name;
  std::string_view in;
  std::string_view error;
};
const ErrorCase kErrors[] = {
    {"Nothing", "", "none"},
    {"NoRoles", "# all by default\n", "none"},
    {"EmptyRoles", "roles: {}\n", "none"},
    {"NotAMap", "- counter\n",
     "task.yaml:1:1: task.yaml must be a map of keys and values\n    - counter\n    ^"},
    {"UnknownKey", "role:\n  counter: {package: x}\n",
     "task.yaml:1:1: unknown key 'role', did you mean 'roles'?\n    role:\n    ^"},
    {"RolesWithoutValue", "roles:\n", "task.yaml:1:1: 'roles' has no value\n    roles:\n    ^"},
    {"UnknownRole", "roles:\n  countr: {package: x}\n",
     "task.yaml:2:3: unknown role 'countr', did you mean 'counter'?\n"
     "    countr: {package: x}\n    ^"},
    {"UnknownRoleWithNothingNear", "roles: {zebra: {}}\n",
     "task.yaml:1:9: unknown role 'zebra'\n    roles: {zebra: {}}\n            ^\n"
     "hint: known: counter, slow, fast, helper"},
    {"KeyOfAnotherKindOfRole", "roles:\n  counter: {bench: BenchmarkX}\n",
     "task.yaml:2:13: unknown key 'bench'\n    counter: {bench: BenchmarkX}\n              ^\n"
     "hint: known: package, args, env, tags"},
    {"RoleIsAText", "roles: {counter: ./x}\n",
     "task.yaml:1:18: a program's role must be a map of keys and values\n"
     "    roles: {counter: ./x}\n                     ^"},
    {"PackageOutside", "roles: {counter: {package: ../other}}\n",
     "task.yaml:1:28: package must be inside the task folder\n"
     "    roles: {counter: {package: ../other}}\n                               ^"},
    {"PackageOutsideByTheMiddle", "roles: {counter: {package: x/../../y}}\n",
     "task.yaml:1:28: package must be inside the task folder\n"
     "    roles: {counter: {package: x/../../y}}\n                               ^"},
    {"AbsolutePackage", "roles: {counter: {package: /etc}}\n",
     "task.yaml:1:28: package must be inside the task folder\n"
     "    roles: {counter: {package: /etc}}\n                               ^"},
    {"FileOutside", "roles: {helper: {file: ../x.go}}\n",
     "task.yaml:1:24: file must be inside the task folder\n"
     "    roles: {helper: {file: ../x.go}}\n                           ^"},
    {"ArgsAreAText", "roles: {counter: {args: -n 3}}\n",
     "task.yaml:1:25: args must be a list\n    roles: {counter: {args: -n 3}}\n"
     "                            ^"},
    {"TagWithAComma", "roles: {counter: {tags: [\"a,b\"]}}\n",
     "task.yaml:1:25: invalid build tag 'a,b'\n    roles: {counter: {tags: [\"a,b\"]}}\n"
     "                            ^"},
    {"TagThatIsAFlag", "roles: {counter: {tags: [\"-toolexec=sh\"]}}\n",
     "task.yaml:1:25: invalid build tag '-toolexec=sh'\n"
     "    roles: {counter: {tags: [\"-toolexec=sh\"]}}\n                            ^"},
    {"NulInAnArgument", "roles: {counter: {args: [\"a\\0GOGC=1\"]}}\n",
     "task.yaml:1:26: text must not contain \\0\n    roles: {counter: {args: [\"a\\0GOGC=1\"]}}\n"
     "                             ^"},
    {"ArgThatGoTestTakes", "roles: {slow: {args: [-n, 3, --test.count=1]}}\n",
     "task.yaml:1:22: '--test.count=1' is a flag of go test, which the criteria set\n"
     "    roles: {slow: {args: [-n, 3, --test.count=1]}}\n                         ^\n"
     "hint: args are for the program's own flags"},
    {"Alias", "roles: &r {}\nx: *r\n",
     "task.yaml:1:8: anchors are not allowed\n    roles: &r {}\n           ^\n"
     "hint: write the value out"},
};
class TaskFileErrors : public testing::TestWithParam<ErrorCase> {};
TEST_P(TaskFileErrors, AreToldAtTheirPlace) { EXPECT_EQ(trouble(GetParam().in), GetParam().error); }
INSTANTIATE_TEST_SUITE_P(, TaskFileErrors, testing::ValuesIn(kErrors),
                         [](const auto& i) { return i.param.name; });

TEST(TaskFile, HasTheLimitsOfASubmission) {
  EXPECT_EQ(trouble(std::string((64u << 10) + 1, '#')),
            "task.yaml: 65537 bytes, more than the 65536 allowed");
  std::string many = "roles: {counter: {args: [";
  for (int i = 0; i < 2000; ++i) many += "a,";
  EXPECT_TRUE(trouble(many + "]}}").starts_with("task.yaml:1:4012: more than 2000 values\n"));
}

// ---- who plays a role

std::string shown(const Role& role) {
  if (!role.is_found()) {
    std::string lines;
    for (const std::string_view line : split_lines(role.lines))
      lines += fmt::format("\n  {}", line);
    return fmt::format("{}: {}:{}", role.is_asked ? "asked" : "missing", role.missing, lines);
  }
  std::string out = role.package;
  if (!role.name.empty()) out += fmt::format(" {} {}:{}", role.name, role.file, role.line);
  return out + " in " + (role.module_dir.empty() ? "no module" : role.module_dir);
}

SourceFacts with_packages(std::vector<SourcePackage> packages) {
  SourceFacts of = facts();
  of.packages = std::move(packages);
  return of;
}
SourceFacts with_functions(std::vector<SourceFunction> functions) {
  SourceFacts of = facts();
  of.functions = std::move(functions);
  return of;
}
SourceFunction method(SourceFunction function) {
  function.receiver = "*T";
  return function;
}

struct RoleCase {
  const char* name;
  const char* role;
  std::string task_file;
  SourceFacts facts;
  std::string_view is;
};
const RoleCase kRoles[] = {
    {"FirstDefaultFolder", "counter", "", facts(), "count in ."},
    {"DefaultsInOrder", "counter", "",
     with_packages({main_package("cmd/count", "cmd"), main_package("count")}), "count in ."},
    {"SecondDefaultFolder", "counter", "",
     with_packages({main_package("cmd/count", "cmd"), main_package("other")}), "cmd/count in cmd"},
    {"TheOnlyMainPackage", "counter", "", with_packages({main_package("elsewhere", "")}),
     "elsewhere in no module"},
    {"TwoOtherMainPackages", "counter", "", with_packages({main_package("b"), main_package("a")}),
     "asked: the program that counts: cannot tell whether it is b or a; name it in task.yaml:\n"
     "  roles:\n    counter: { package: b }  # or a"},
    {"NoMainPackage", "counter", "", with_packages({}),
     "missing: the program that counts: there is no package with func main; name it in "
     "task.yaml:\n  roles:\n    counter: { package: FOLDER }"},
    {"PackageByTaskFile", "counter", "roles: {counter: {package: ./x}}",
     with_packages({main_package("count"), main_package("x")}), "x in ."},
    {"TaskFileIsNotSecondGuessed", "counter", "roles: {counter: {package: x}}", facts(),
     "missing: the program that counts: no package with func main in x; name it in task.yaml:\n"
     "  roles:\n    counter: { package: count }"},
    {"ExactBenchmark", "slow", "", facts(), ". BenchmarkSlow x_test.go:5 in ."},
    {"NoExactBenchmark", "slow", "",
     with_functions({function_in(".", "BenchmarkA", 1, true), function_in(".", "f", 9)}),
     "asked: the slow benchmark: cannot tell which benchmark it is (found: BenchmarkA); name it in "
     "task.yaml:\n  roles:\n    slow: { bench: BenchmarkA }"},
    {"BenchmarkOutsideOfTests", "slow", "", with_functions({function_in(".", "BenchmarkSlow", 1)}),
     "missing: the slow benchmark: no benchmark 'BenchmarkSlow'; name it in task.yaml:\n"
     "  roles:\n    slow: { bench: NAME }"},
    {"BenchmarkByTaskFile", "slow", "roles: {slow: {bench: BenchmarkQuick/n=1}}", facts(),
     ". BenchmarkQuick/n=1 x_test.go:20 in ."},
    {"BenchmarkOfAPackage", "slow", "roles: {slow: {package: b}}",
     with_functions(
         {function_in("a", "BenchmarkSlow", 1, true), function_in("b", "BenchmarkSlow", 2, true)}),
     "b BenchmarkSlow b/x_test.go:2 in no module"},
    {"LikeAPattern", "fast", "", facts(), ". BenchmarkQuick x_test.go:20 in ."},
    {"TheOnlyOtherBenchmark", "fast", "",
     with_functions(
         {function_in(".", "BenchmarkSlow", 5, true), function_in(".", "BenchmarkZ", 20, true)}),
     ". BenchmarkZ x_test.go:20 in ."},
    {"OtherThanTheNamedOne", "fast", "roles: {slow: {bench: BenchmarkQuick}}",
     with_functions({function_in(".", "BenchmarkFast", 5, true),
                     function_in(".", "BenchmarkQuick", 20, true)}),
     ". BenchmarkFast x_test.go:5 in ."},
    {"AmbiguousBenchmarks", "fast", "",
     with_functions({function_in(".", "BenchmarkSlow", 5, true),
                     function_in(".", "BenchmarkFast1", 9, true),
                     function_in(".", "BenchmarkFast2", 20, true)}),
     "asked: the fast benchmark: cannot tell which benchmark it is (found: BenchmarkFast1, "
     "BenchmarkFast2); name it in task.yaml:\n  roles:\n    fast: { bench: BenchmarkFast1 }\n"
     "    # fast: { bench: BenchmarkFast2 }"},
    {"NoneIsLikeIt", "fast", "",
     with_functions(
         {function_in(".", "BenchmarkA", 9, true), function_in(".", "BenchmarkB", 20, true)}),
     "asked: the fast benchmark: cannot tell which benchmark it is (found: BenchmarkA, "
     "BenchmarkB); name it in task.yaml:\n  roles:\n    fast: { bench: BenchmarkA }\n"
     "    # fast: { bench: BenchmarkB }"},
    {"SameNameInTwoFolders", "slow", "",
     with_functions({function_in("new", "BenchmarkSlow", 5, true),
                     function_in("old", "BenchmarkSlow", 5, true)}),
     "asked: the slow benchmark: cannot tell which benchmark it is (found: BenchmarkSlow in new, "
     "BenchmarkSlow in old); name it in task.yaml:\n"
     "  roles:\n    slow: { package: ./new, bench: BenchmarkSlow }\n"
     "    # slow: { package: ./old, bench: BenchmarkSlow }"},
    {"SameNameUnderTwoTags", "slow", "",
     with_functions(
         {function_in(".", "BenchmarkSlow", 5, true), function_in(".", "BenchmarkSlow", 9, true)}),
     ". BenchmarkSlow x_test.go:5 in ."},
    {"FirstFunctionLikeIt", "helper", "",
     with_functions({function_in(".", "other", 1), function_in(".", "help2", 9),
                     function_in(".", "help1", 20)}),
     ". help2 x.go:9 in ."},
    {"MethodLikeIt", "helper", "", with_functions({method(function_in(".", "help", 9))}),
     ". T.help x.go:9 in ."},
    {"MethodByItsType", "helper", "roles: {helper: {function: (*T).go}}",
     with_functions({function_in(".", "go", 1), method(function_in(".", "go", 9))}),
     ". T.go x.go:9 in ."},
    {"MethodByItsName", "helper", "roles: {helper: {function: go}}",
     with_functions({method(function_in(".", "go", 9))}), ". T.go x.go:9 in ."},
    {"TestsAreNoCandidates", "helper", "",
     with_functions({function_in(".", "Test_help", 9, true), function_in(".", "main", 20)}),
     "missing: the function that helps: cannot tell which function it is; name it in task.yaml:\n"
     "  roles:\n    helper: { function: NAME }"},
    {"CandidatesAreLinesToPaste", "helper", "",
     with_functions({function_in("a", "f", 1), function_in("b", "f", 1), function_in("b", "g", 9)}),
     "asked: the function that helps: cannot tell which function it is (found: f in a, f in b, g "
     "in b); name it in task.yaml:\n  roles:\n    helper: { function: f, file: \"a/x.go\" }\n"
     "    # helper: { function: f, file: \"b/x.go\" }\n    # helper: { function: g }"},
    {"FunctionOfAFile", "helper", "roles: {helper: {function: helper, file: b/x.go}}",
     with_functions({function_in("a", "helper", 1), function_in("b", "helper", 2)}),
     "b helper b/x.go:2 in no module"},
    {"NamesAreShownEscaped", "helper", "roles: {helper: {function: \"a\\x1b[2J\"}}",
     with_functions({function_in(".", "b\n", 1)}),
     "missing: the function that helps: no function 'a\\x1b[2J' (found: b\\n); name it in "
     "task.yaml:\n  roles:\n    helper: { function: b\\n }"},
};
class RoleTable : public testing::TestWithParam<RoleCase> {};
TEST_P(RoleTable, IsResolved) {
  const RoleCase& c = GetParam();
  EXPECT_EQ(shown(roles_of(plan_fixture::criteria(), c.task_file, c.facts).at(c.role)), c.is);
}
INSTANTIATE_TEST_SUITE_P(, RoleTable, testing::ValuesIn(kRoles),
                         [](const auto& i) { return i.param.name; });

TEST(ResolveRoles, EachFunctionThatFitsPlaysTheRole) {
  const Role role =
      roles_of(plan_fixture::criteria(), "",
               with_functions({function_in("after", "help", 3), function_in("before", "help", 9)}))
          .at("helper");
  EXPECT_EQ(role.functions,
            (std::vector<FunctionPlace>{{"help", "after/x.go", 3}, {"help", "before/x.go", 9}}));
}

TEST(ResolveRoles, AFunctionThatPlaysAnotherRoleIsRefused) {
  const auto task = load_criteria(R"(task: 7
title: t
roles:
  value: { about: the value, function: returnsValue }
  new: { about: the new one, function: { like: new, other_than: [value] } }
launches:
  notes: { about: n, compile: all, observe: [escape] }
criteria:
  - { id: "7.1", text: t, expect: [size(notes.escape.notes) > roles.new.line + roles.value.line] }
)",
                                  "task07.yaml");
  ASSERT_TRUE(task) << to_string(task.error());
  const SourceFacts of =
      with_functions({function_in(".", "returnsValue", 3), function_in(".", "fill", 9)});
  EXPECT_EQ(shown(roles_of(*task, "roles: {new: {function: returnsValue}}", of).at("new")),
            "missing: the new one: 'returnsValue' already is value (found: fill); name it in "
            "task.yaml:\n  roles:\n    new: { function: fill }");
}

TEST(ResolveRoles, APlaceSettlesWhichOfSeveralBenchmarksItIs) {
  const auto task = load_criteria(R"(task: 7
title: Two
roles:
  before: { about: it, benchmark: { name: BenchmarkX, place: "old|before" } }
  after: { about: the other, benchmark: { like: fast, place: "new|after", other_than: [before] } }
launches:
  a: { about: a, bench: before, observe: [gobench], benchtime: 1x }
  b: { about: b, bench: after, observe: [gobench], benchtime: 1x }
criteria:
  - { id: "7.1", text: It is, expect: [a.gobench.ok && b.gobench.ok] }
)",
                                  "task07.yaml");
  ASSERT_TRUE(task) << to_string(task.error());
  const auto of = [&](const SourceFacts& facts) {
    const Roles roles = resolve_roles(*task, {}, facts, {});
    return shown(roles.at("before")).substr(0, 30) + "; " + shown(roles.at("after")).substr(0, 30);
  };
  const auto benchmark = [](const char* dir) { return function_in(dir, "BenchmarkX", 1, true); };
  EXPECT_EQ(of(with_functions({benchmark("new"), benchmark("old")})),
            "old BenchmarkX old/x_test.go:1; new BenchmarkX new/x_test.go:1");
  EXPECT_EQ(of(with_functions({benchmark("after"), benchmark("b"), benchmark("before")})),
            "before BenchmarkX before/x_tes; after BenchmarkX after/x_test.");
  EXPECT_EQ(of(with_functions({benchmark("a"), benchmark("b")})),
            "asked: it: cannot tell which b; asked: the other: cannot tell ");
}

TEST(ResolveRoles, TakesArgumentsAndEnvironmentFromTheTaskFile) {
  const Roles roles =
      roles_of(plan_fixture::criteria(), "roles: {counter: {args: [-n], env: {A: b}, tags: [t]}}");
  EXPECT_EQ(roles.at("counter").args, std::vector<std::string>{"-n"});
  EXPECT_EQ(roles.at("counter").env, (std::map<std::string, std::string>{{"A", "b"}}));
  EXPECT_EQ(roles.at("counter").tags, std::vector<std::string>{"t"});
  EXPECT_EQ(roles.at("slow").args, std::vector<std::string>{});
}

}  // namespace
}  // namespace grade
