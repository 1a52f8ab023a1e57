#include <gtest/gtest.h>

#include "tests/plan/fixture.h"

namespace grade {
namespace {

using plan_fixture::with;

// `text` with its one condition of require saying what it is about, where it does not.
std::string linted(std::string text) {
  constexpr std::string_view kRequired = "- size(counting) == 3\n";
  if (const std::size_t at = text.find(kRequired); at != std::string::npos)
    text.replace(at, kRequired.size(), "- { that: size(counting) == 3, about: machine }\n");
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
    {"ConditionThatNamesNothing", "- size(counting) == 3", "- { that: 1 < 2, about: machine }",
     "task07.yaml:55:17: this condition looks at nothing that was observed\n"
     "    - { that: 1 < 2, about: machine }\n              ^"},
    {"RequiredOfNobodyKnowsWhat", "- size(counting) == 3", "- size(counting) == 4",
     "task07.yaml:55:9: it is not said what this condition is about\n"
     "    - size(counting) == 4\n      ^\n"
     "hint: about: machine, where another run may hold; about: hand-in, where a person must look"},
    {"AllOfWhatMayBeEmpty", "- captured.exists(c, c.text.lines > 3)",
     "- captured.all(c, c.text.lines > 3)",
     "task07.yaml:60:18: 'all' also holds for an empty list\n"
     "    - captured.all(c, c.text.lines > 3)\n               ^\n"
     "hint: also check its size, as in size(captured) > 0"},
    {"AllOfAFilter", "- captured.exists(c, c.text.lines > 3)",
     "- size(captured) > 0 && captured.filter(c, c.file != '').all(c, c.text.lines > 3)",
     "task07.yaml:60:64: 'all' also holds for an empty list\n"
     "    - size(captured) > 0 && captured.filter(c, c.file != '').all(c, c.text.lines > 3)\n"
     "                                                             ^\n"
     "hint: also check its size, as in size(captured.filter(c, c.file != '')) > 0"},
    {"AllOfWhatIsKnownToExist", "- captured.exists(c, c.text.lines > 3)",
     "- captured.exists(c, c.file != '') && captured.filter(c, c.file != '').all(c, "
     "c.text.lines > 3) && captured.all(c, c.text.lines > 0)",
     ""},
    {"AllOfALetThatMayBeEmpty", "lines: counting.map(c, c.text.lines)",
     "lines: flatten(counting.map(c, c.gctrace.cycles)).filter(c, c.n > 1).map(c, c.n)",
     "task07.yaml:57:21: 'all' also holds for an empty list\n    - that: lines.all(n, n > 3)\n"
     "                  ^\nhint: also check its size, as in size(lines) > 0"},
    {"TraceWithoutItsSetting", "GODEBUG: gctrace=1", "GODEBUG: gctrace=10",
     "task07.yaml:18:3: 'gctrace' sees nothing without gctrace=1 in GODEBUG\n    counting:\n"
     "    ^\nhint: write env: { GODEBUG: gctrace=1 }"},
    {"TraceBesideAnotherSetting", "GODEBUG: gctrace=1", "GODEBUG: 'schedtrace=9,gctrace=1'", ""},
    {"UnusedDefinition", "criteria:\n", "define: { many: size(captured) }\ncriteria:\n",
     "task07.yaml:47:17: no criterion uses 'many'\n    define: { many: size(captured) }\n"
     "                    ^"},
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
