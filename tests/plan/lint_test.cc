#include <gtest/gtest.h>

#include "tests/plan/fixture.h"

namespace grade {
namespace {

using plan_fixture::with;

std::string linted(const std::string& text) {
  std::string out;
  for (const Error& error : lint(plan_fixture::criteria(text), text))
    out += (out.empty() ? "" : "\n") + to_string(error);
  return out;
}

struct Case {
  const char* name;
  std::string_view piece;
  std::string_view other;
  std::string_view findings;
};
const Case kCases[] = {
    {"Clean", "task: 7", "task: 7", ""},
    {"ConditionThatNamesNothing", "- size(counting) == 3", "- 1 < 2",
     "task07.yaml:55:9: this condition looks at nothing that was observed\n    - 1 < 2\n      ^"},
    {"UnusedLaunchAndItsRole", "size(fast_runs.gobench.results)", "3",
     "task07.yaml:33:3: no criterion uses launch 'fast_runs'\n    fast_runs:\n    ^"},
    {"UnusedEvidence", "- captured.exists(c, c.text.lines > 3)", "- lines.exists(n, n > 3)",
     "task07.yaml:43:3: no criterion uses evidence 'captured'\n    captured:\n    ^"},
    {"UnusedRole", "roles.helper.name in source.functions.map(f, f.name)",
     "size(source.functions) > 1",
     "task07.yaml:14:3: nothing uses role 'helper'\n    helper:\n    ^"},
};
class Lint : public testing::TestWithParam<Case> {};
TEST_P(Lint, Finds) {
  EXPECT_EQ(linted(with(GetParam().piece, GetParam().other)), GetParam().findings);
}
INSTANTIATE_TEST_SUITE_P(, Lint, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
