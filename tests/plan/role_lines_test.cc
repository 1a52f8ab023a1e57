#include "harness/plan/role_lines.h"

#include <gtest/gtest.h>

#include "harness/plan/submission.h"
#include "tests/plan/fixture.h"

namespace grade {
namespace {

struct Case {
  const char* name;
  RoleDef role;
  const char* found;
  const char* line;
};
const Case kCases[] = {
    {"Program",
     {.name = "r", .packages = {"./a", "."}},
     "func main in ./a, ., or the only main package",
     "r: { package: ./a }"},
    {"ProgramThatCalls",
     {.name = "r", .packages = {"./a"}, .calls = "runtime.GC"},
     "func main in ./a, or the only main package that calls runtime.GC",
     "r: { package: ./a }"},
    {"Benchmark",
     {.name = "r", .kind = RoleKind::benchmark, .exact = "BenchmarkA"},
     "the benchmark BenchmarkA",
     "r: { bench: BenchmarkA }"},
    {"BenchmarkLike",
     {.name = "r", .kind = RoleKind::benchmark, .like = "fast"},
     "a benchmark named like fast, or the only benchmark",
     "r: { bench: BenchmarkNAME }"},
    {"Function",
     {.name = "r", .kind = RoleKind::function, .exact = "f"},
     "the function f",
     "r: { function: f }"},
    {"Command",
     {.name = "r", .kind = RoleKind::command, .commands = {"make ci", "./ci"}},
     "the first that can run of: make ci, ./ci",
     "r: { command: make ci }"},
};
class RoleLines : public testing::TestWithParam<Case> {};
TEST_P(RoleLines, SayWhereItIsFoundAndWhatNamesIt) {
  EXPECT_EQ(where_found(GetParam().role), GetParam().found);
  EXPECT_EQ(task_file_line(GetParam().role), GetParam().line);
}
INSTANTIATE_TEST_SUITE_P(, RoleLines, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

// As it stands it says nothing; without its marks each role's line can be read.
TEST(CommentedTaskFile, IsATaskFile) {
  const TaskCriteria task = plan_fixture::criteria();
  const std::string text = commented_task_file(task);
  EXPECT_TRUE(load_task_file(text, task).value().empty());
  std::string named = "roles:\n";
  for (const RoleDef& role : task.roles) named += "  " + task_file_line(role) + "\n";
  EXPECT_EQ(load_task_file(named, task).value().size(), task.roles.size());
}

}  // namespace
}  // namespace grade
