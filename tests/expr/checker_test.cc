#include <gtest/gtest.h>

#include <set>

#include "tests/expr/fixture.h"

namespace grade {
namespace {

using expr_fixture::diagnosis;

struct Case {
  const char* name;
  const char* in;
  const char* out;
};
const Case kTypes[] = {
    {"Precedence", "a + 2 * 3 < 7 && p || q", "type: bool"},
    {"Path", "gogc50.gctrace.cycles",
     "type: list of {n: int, at: duration, goal_mb: int, cpu: double, …}"},
    {"Index", "gogc50.gctrace.cycles[0].at", "type: duration"},
    {"IntAndDoubleCompare", "a < r", "type: bool"},
    {"Records", "gogc50.gctrace.cycles[0] == gogc50.gctrace.cycles[1]", "type: bool"},
    {"EmptyListGoesWithAnyList", "p ? [] : xs", "type: list of int"},
    {"NestedEmptyList", "nested + [[]]", "type: list of list of int"},
    {"FilterKeepsTheType", "gogc50.gctrace.cycles.filter(c, c.forced)[0].n", "type: int"},
    {"MapChangesIt", "xs.map(x, double(x) / 2.0)", "type: list of double"},
    {"MedianOfInts", "median(xs)", "type: double"},
    {"MedianOfDurations", "median(ds)", "type: duration"},
    {"GapsKeepTheType", "gaps(ds)", "type: list of duration"},
    {"DurationDifference", "d - duration(\"1s\")", "type: duration"},
    {"VariableNamedAsAFunction", "xs.all(size, size > 0)", "type: bool"},
    {"WholeDivisionByAUnit", "a / MiB >= 4 && a / 1000 < 5", "type: bool"},
    {"TopKeepsTheType", "ds.top(2, x, x)", "type: list of duration"},
    {"InnerNameHides", "xs.all(p, p > 0) && p", "type: bool"},
};
class CheckType : public testing::TestWithParam<Case> {};
TEST_P(CheckType, IsFound) { EXPECT_EQ(diagnosis(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, CheckType, testing::ValuesIn(kTypes),
                         [](const auto& test) { return test.param.name; });

const Case kErrors[] = {
    {"UnknownName", "gogc5.ok",
     "task.yaml:1:1: unknown name 'gogc5', did you mean 'gogc50'?\n    gogc5.ok\n    ^"},
    {"UnknownNameWithNothingNear", "banana > 1",
     "task.yaml:1:1: unknown name 'banana'\n    banana > 1\n    ^"},
    {"FunctionWithoutCall", "median > 1",
     "task.yaml:1:1: unknown name 'median'\n    median > 1\n    ^\n"
     "hint: median is a function: median(list of numbers or durations) -> double or duration"},
    {"UnknownField", "gogc50.gctrace.cycls",
     "task.yaml:1:16: {cycles: list of {…}, procs: int} has no field 'cycls', did you mean "
     "'cycles'?\n"
     "    gogc50.gctrace.cycls\n                   ^"},
    {"NameBroughtAlong", "len(xs) > 1",
     "task.yaml:1:1: unknown function 'len'\n    len(xs) > 1\n    ^\nhint: write size(…)"},
    {"MemberBroughtAlong", "xs.any(a, a > 1)",
     "task.yaml:1:4: unknown function 'any'\n    xs.any(a, a > 1)\n       ^\n"
     "hint: write list.exists(x, …)"},
    {"LettersThatChangedPlaces", "medain(xs) > 1.0",
     "task.yaml:1:1: unknown function 'medain', did you mean 'median'?\n"
     "    medain(xs) > 1.0\n    ^"},
    {"NegativeIndex", "xs[-1] > 1",
     "task.yaml:1:4: an index must not be negative\n    xs[-1] > 1\n       ^\n"
     "hint: the last element is last(xs)"},
    {"QuantileInPercent", "quantile(xs, 90) > 1.0",
     "task.yaml:1:14: a quantile is between 0 and 1\n    quantile(xs, 90) > 1.0\n"
     "                 ^\nhint: write 0.9"},
    {"RatioOfInts", "a / b > 2",
     "task.yaml:1:3: '/' of two ints loses the fraction\n    a / b > 2\n      ^\n"
     "hint: write double(a) / double(b)"},
    {"RatioOfIntsAndADouble", "size(xs) / 10 >= 0.9",
     "task.yaml:1:10: '/' of two ints loses the fraction\n    size(xs) / 10 >= 0.9\n"
     "             ^\nhint: write double(size(xs)) / double(10)"},
    {"TopOfADouble", "xs.top(1.5, x, x)",
     "task.yaml:1:8: the number of top must be an int, found double\n    xs.top(1.5, x, x)\n"
     "           ^"},
    {"TopOfNegative", "xs.top(-1, x, x)",
     "task.yaml:1:8: the number of top must not be negative\n    xs.top(-1, x, x)\n           ^"},
    {"TopByABool", "xs.top(1, x, x > 1)",
     "task.yaml:1:16: top goes by numbers, durations or strings, found bool\n"
     "    xs.top(1, x, x > 1)\n                   ^"},
    {"SortOfRecords", "sort(gogc50.gctrace.cycles)",
     "task.yaml:1:1: sort does not take (list of {n: int, at: duration, goal_mb: int, cpu: double, "
     "…})\n    sort(gogc50.gctrace.cycles)\n    ^\n"
     "hint: sort(list of numbers, durations or strings) -> list"},
    {"FirstOfNoList", "first([]) == 1",
     "task.yaml:1:1: first does not take (list of anything)\n    first([]) == 1\n    ^\n"
     "hint: first(list) -> element"},
    {"FieldOfAList", "gogc50.gctrace.cycles.goal > 1",
     "task.yaml:1:23: list of {n: int, at: duration, goal_mb: int, cpu: double, …} has no field "
     "'goal', did you "
     "mean 'goal_mb'?\n    gogc50.gctrace.cycles.goal > 1\n                          ^\n"
     "hint: fields belong to the elements: write gogc50.gctrace.cycles.map(x, x.goal_mb)"},
    {"LengthOfAList", "xs.length > 1",
     "task.yaml:1:4: list of int has no field 'length'\n    xs.length > 1\n       ^\nhint: write "
     "size(xs)"},
    {"CompareIntWithString", "a < out",
     "task.yaml:1:3: cannot compare int with string\n    a < out\n      ^"},
    {"CompareDurationWithNumber", "d < 2",
     "task.yaml:1:3: cannot compare duration with int\n    d < 2\n      ^\nhint: a duration is "
     "written duration(\"2s\")"},
    {"ChainedComparison", "1 < a < 5",
     "task.yaml:1:7: cannot compare bool with int\n    1 < a < 5\n          ^\nhint: comparisons "
     "do not chain: "
     "write a < b && b < c"},
    {"OrderOfLists", "xs < xs",
     "task.yaml:1:4: '<' needs numbers, durations, strings or bools, found list of int\n    xs < "
     "xs\n       ^"},
    {"IntPlusDouble", "r + 2",
     "task.yaml:1:3: '+' needs two ints, two doubles, two durations, two strings or two lists, "
     "found double and "
     "int: use double(…) or write 2.0\n    r + 2\n      ^"},
    {"IntVariableTimesDouble", "a * r",
     "task.yaml:1:3: '*' needs two ints or two doubles, found int and double: use double(…)\n    a "
     "* r\n      ^"},
    {"RemainderOfDoubles", "r % 2.0",
     "task.yaml:1:3: '%' needs two ints, found double and double\n    r % 2.0\n      ^"},
    {"DurationTimesInt", "d * 2",
     "task.yaml:1:3: '*' needs two ints or two doubles, found duration and int\n    d * 2\n      "
     "^\n"
     "hint: seconds(…) turns a duration into a double"},
    {"AndOfInt", "p && a", "task.yaml:1:6: '&&' needs bools, found int\n    p && a\n         ^"},
    {"NotOfInt", "!a", "task.yaml:1:1: '!' needs a bool, found int\n    !a\n    ^"},
    {"MinusOfBool", "-p",
     "task.yaml:1:1: '-' needs a number or a duration, found bool\n    -p\n    ^"},
    {"ConditionOfInt", "a ? 1 : 2",
     "task.yaml:1:1: the condition of '?:' must be a bool, found int\n    a ? 1 : 2\n    ^"},
    {"BranchesOfTwoTypes", "p ? 1 : r",
     "task.yaml:1:3: the branches of '?:' must have one type, found int and double: use double(…) "
     "or write 1.0\n"
     "    p ? 1 : r\n      ^"},
    {"MixedList", "[1, \"x\"]",
     "task.yaml:1:5: elements of a list must have one type, found int and string\n    [1, \"x\"]\n "
     "       ^"},
    {"InString", "\"x\" in out",
     "task.yaml:1:5: 'in' needs a value and a list of such values, found string and string\n    "
     "\"x\" in out\n"
     "        ^\nhint: for a part of a text write text.contains(part)"},
    {"IndexOfString", "out[0]",
     "task.yaml:1:4: only lists have elements [i], found string\n    out[0]\n       ^"},
    {"IndexByDouble", "xs[1.0]",
     "task.yaml:1:4: an index must be an int, found double\n    xs[1.0]\n       ^"},
    {"UnknownFunction", "medin(xs)",
     "task.yaml:1:1: unknown function 'medin', did you mean 'median'?\n    medin(xs)\n    ^"},
    {"CelFunctionLeftOut", "has(a)",
     "task.yaml:1:1: has() is CEL but not in this language\n    has(a)\n    ^"},
    {"MacroAsFunction", "all(xs, p)",
     "task.yaml:1:1: all is called on a list\n    all(xs, p)\n    ^\nhint: write list.all(x, …x…)"},
    {"FunctionAsMember", "xs.median()",
     "task.yaml:1:4: 'median' is not a member function\n    xs.median()\n       ^\nhint: write "
     "median(xs)"},
    {"MemberAsFunction", "contains(out, \"x\")",
     "task.yaml:1:1: 'contains' is a member function\n    contains(out, \"x\")\n    ^\n"
     "hint: write string.contains(string) -> bool"},
    {"TooManyArguments", "median(xs, 1)",
     "task.yaml:1:1: median takes 1 argument, found 2\n    median(xs, 1)\n    ^\n"
     "hint: median(list of numbers or durations) -> double or duration"},
    {"WrongArguments", "median(out)",
     "task.yaml:1:1: median does not take (string)\n    median(out)\n    ^\n"
     "hint: median(list of numbers or durations) -> double or duration"},
    {"MinOfTwoTypes", "min(a, r)",
     "task.yaml:1:1: min does not take (int, double): use double(…)\n    min(a, r)\n    ^\n"
     "hint: min(a, b, …) or min(list) of numbers or durations -> the same"},
    {"BadDuration", "d < duration(\"2 sec\")",
     "task.yaml:1:14: \"2 sec\" is not a duration\n    d < duration(\"2 sec\")\n                 "
     "^\n"
     "hint: write a number and a unit: \"1m30s\", \"2.5ms\"; units h m s ms us ns"},
    {"BadPattern", "out.matches(\"(\")",
     "task.yaml:1:13: invalid pattern '(': missing ): (\n    out.matches(\"(\")\n                "
     "^\n"
     "hint: patterns follow RE2: github.com/google/re2/wiki/Syntax"},
    {"MacroOfInt", "a.all(x, true)",
     "task.yaml:1:3: all is for lists, found int\n    a.all(x, true)\n      ^"},
    {"MacroConditionOfInt", "xs.filter(x, x)",
     "task.yaml:1:14: the condition of filter must be a bool, found int\n    xs.filter(x, x)\n     "
     "            ^"},
    {"ElementOutOfSight", "xs.all(x, x > 1) && x > 2",
     "task.yaml:1:21: unknown name 'x', did you mean 'xs'?\n    xs.all(x, x > 1) && x > 2\n        "
     "                ^"},
};
class CheckError : public testing::TestWithParam<Case> {};
TEST_P(CheckError, SaysWhatIsWrongWhere) { EXPECT_EQ(diagnosis(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, CheckError, testing::ValuesIn(kErrors),
                         [](const auto& test) { return test.param.name; });

TEST(Functions, AreDocumentedOnce) {
  std::set<std::string> names;
  for (const FunctionDoc& doc : expr_functions()) {
    EXPECT_TRUE(names.insert(doc.name).second) << doc.name;
    EXPECT_NE(doc.signature.find(doc.name), std::string::npos) << doc.name;
    EXPECT_FALSE(doc.about.empty()) << doc.name;
  }
  EXPECT_TRUE(names.contains("median"));
  EXPECT_TRUE(names.contains("exists_one"));
}

}  // namespace
}  // namespace grade
