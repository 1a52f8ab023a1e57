#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "tests/expr/fixture.h"

namespace grade {
namespace {

using expr_fixture::bindings;
using expr_fixture::evaluate;
using expr_fixture::result;
using expr_fixture::start;

struct Case {
  const char* name;
  const char* in;
  const char* out;
};
const Case kValues[] = {
    {"Precedence", "1 + 2 * 3 - 4 / 2", "5"},
    {"LeftToRight", "10 - 3 - 2", "5"},
    {"Brackets", "(1 + 2) * 3", "9"},
    {"UnaryBindsTighter", "-a * 2", "-14"},
    {"DoubleNegation", "!!p", "true"},
    {"DivisionTruncates", "-7 / 2", "-3"},
    {"RemainderHasSignOfDividend", "-7 % 3", "-1"},
    {"Hexadecimal", "0x1F", "31"},
    {"SmallestInt", "-9223372036854775808", "-9223372036854775808"},
    {"Fraction", ".5 + 1e1", "10.5"},
    {"Units", "[KiB, MiB, GiB, KB, MB, GB]",
     "[1024, 1048576, 1073741824, 1000, 1000000, 1000000000]"},
    {"Comment", "1 + // one\n 2", "3"},
    {"Escapes", R"("\x41\u00e9\U0001F600\101\t")", "\"Aé😀A\\t\""},
    {"RawString", R"(r"\d")", "\"\\d\""},
    {"TripleQuotes", "'''a'b'''", "\"a'b\""},
    {"AndBindsTighterThanOr", "p || p && q", "true"},
    {"ConditionalIsRightAssociative", "q ? 1 : p ? 2 : 3", "2"},
    {"IntEqualsDouble", "2 == 2.0", "true"},
    {"IntComparesExactlyWithDouble", "9007199254740993 > 9007199254740992.0", "true"},
    {"BoolsAreOrdered", "q < p", "true"},
    {"StringsAreOrdered", "\"Z\" < \"a\"", "true"},
    {"DurationsCompare", "d == duration(\"1500ms\")", "true"},
    {"DurationSum", "d + duration(\"1m\")", "1m1.5s"},
    {"NegativeDuration", "abs(-d)", "1.5s"},
    {"StringSum", "\"a\" + \"b\"", "\"ab\""},
    {"ListSum", "xs + [9] + []", "[3, 1, 4, 1, 5, 9]"},
    {"ListEquality", "xs == [3, 1, 4, 1, 5]", "true"},
    {"EmptyListEquality", "none == []", "true"},
    {"RecordEquality", "gogc50.gctrace.cycles[0] != gogc50.gctrace.cycles[1]", "true"},
    {"In", "4 in xs && !(2 in xs) && 4.0 in xs", "true"},
    {"IndexOfFilter", "gogc50.gctrace.cycles.filter(c, c.forced)[0].at", "300ms"},
    {"All", "xs.all(x, x > 0)", "true"},
    {"AllOfNone", "none.all(x, x > 0)", "true"},
    {"ExistsOfNone", "none.exists(x, x > 0)", "false"},
    {"ExistsOne", "[xs.exists_one(x, x == 4), xs.exists_one(x, x == 1)]", "[true, false]"},
    {"FilterAndMap", "xs.filter(x, x > 2).map(x, x * x)", "[9, 16, 25]"},
    {"InnerNameHides", "xs.map(a, a)[0] + a", "10"},
    {"Size", "[size(xs), xs.size(), size(\"héllo\"), size([])]", "[5, 5, 5, 0]"},
    {"Conversions", "int(\"12\") + int(-2.9)", "10"},
    {"ToDouble", "double(\"1e3\") + double(a)", "1007.0"},
    {"ToString", "string(a) + string(2.0) + string(p) + string(d) + string(\"x\")",
     "\"72.0true1.5sx\""},
    {"Seconds", "seconds(d)", "1.5"},
    {"Absolute", "[abs(b), abs(a)]", "[2, 7]"},
    {"MinMaxOfArguments", "min(a, b, 3) + max(a, b)", "5"},
    {"MinMaxOfList", "[min(ds), max(ds)]", "[10ms, 30ms]"},
    {"Sum", "[sum(xs), sum(none)]", "[14, 0]"},
    {"SumOfNoDoublesIsADouble", "sum(ys.filter(y, y > 9.0)) + 1.5", "1.5"},
    {"SumOfNoDurationsIsADuration", "sum(ds.filter(e, e > d)) + d", "1.5s"},
    {"SumOfNoDurationsCompares", "sum(ds.filter(e, e > d)) < duration(\"1ns\")", "true"},
    {"SecondsOfNoDurations", "seconds(sum(ds.filter(e, e > d)))", "0.0"},
    {"Mean", "[mean(xs), mean(ys)]", "[2.8, 2.5]"},
    {"MeanOfDurations", "mean(ds)", "20ms"},
    {"Median", "median(xs)", "3.0"},
    {"MedianOfDurations", "median(ds)", "20ms"},
    {"SortNumbers", "sort(xs)", "[1, 1, 3, 4, 5]"},
    {"SortNothing", "sort([])", "[]"},
    {"SortTexts", "sort(names)", "[\"Bob\", \"alice\"]"},
    {"FirstAndLast", "[first(xs), last(xs)]", "[3, 5]"},
    {"Top", "gogc50.gctrace.cycles.top(2, c, c.goal_mb).map(c, c.n)", "[4, 2]"},
    {"TopOfEquals", "[[1, 7], [2, 9], [3, 7]].top(5, e, e[1]).map(e, e[0])", "[2, 1, 3]"},
    {"TopOfNothing", "none.top(3, x, x)", "[]"},
    {"TopZero", "xs.top(0, x, x)", "[]"},
    {"TopByANameOfItsOwn", "[1, 2].map(x, xs.top(x, x, x))", "[[5], [5, 4]]"},
    {"QuantileEnds", "[quantile(xs, 0.0), quantile(xs, 1.0)]", "[1.0, 5.0]"},
    {"Gaps", "gaps(xs)", "[-2, 3, -3, 4]"},
    {"GapsOfDurations", "gaps(ds)", "[20ms, -10ms]"},
    {"GapsOfNone", "gaps(none)", "[]"},
    {"Distinct", "distinct(xs)", "[3, 1, 4, 5]"},
    {"DistinctRecords", "size(distinct(gogc50.gctrace.cycles + gogc50.gctrace.cycles))", "4"},
    {"Count", "count(xs.map(x, x > 2))", "3"},
    {"Share", "share(xs.map(x, x > 2))", "0.6"},
    {"Rising", "[rising([1, 2, 3]), rising([1, 1]), rising(none), rising(ds)]",
     "[true, false, true, false]"},
    {"Slope", "slope([1, 3, 5, 7, 9, 100])", "2.0"},
    {"MannWhitney", "mann_whitney_p([1, 2, 3, 4], [11, 12, 13, 14]) < 0.05", "true"},
    {"Flatten", "flatten(nested)", "[1, 2, 3]"},
    {"Join", "join(names, \", \") + names.join(\"\")", "\"alice, BobaliceBob\""},
    {"Lower", "names.map(n, lower(n))", "[\"alice\", \"bob\"]"},
    {"TextTests", "[out.contains(\"= 12\"), out.startsWith(\"Heap\"), out.endsWith(\"done\\n\")]",
     "[true, true, true]"},
    {"Contains", "out.contains(\"13\") || !out.contains(\"\")", "false"},
    {"MatchesAPart", "out.matches(\"= [0-9]+ MB\")", "true"},
    {"MatchesAnchored",
     "matches(out, \"^done$\") || out.matches(r\"(?m)^done$\") && !out.matches(\"^MB\")", "true"},
};
class EvalValue : public testing::TestWithParam<Case> {};
TEST_P(EvalValue, Is) { EXPECT_EQ(result(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, EvalValue, testing::ValuesIn(kValues),
                         [](const auto& test) { return test.param.name; });

const Case kErrors[] = {
    {"Overflow", "9223372036854775807 + a > 0", "error 21: integer overflow"},
    {"ProductOverflow", "a * 9223372036854775807", "error 3: integer overflow"},
    {"NegationOverflow", "-(-9223372036854775807 - 1)", "error 1: integer overflow"},
    {"AbsOverflow", "abs(-9223372036854775808)", "error 1: integer overflow"},
    {"QuotientOverflow", "-9223372036854775808 / -1", "error 22: integer overflow"},
    {"DivisionByZero", "a / (b + 2)", "error 3: division by zero"},
    {"RemainderByZero", "a % 0", "error 3: division by zero"},
    {"DoubleDivisionByZero", "r / 0.0 > 1.0", "error 3: division by zero"},
    {"InfinityMinusInfinity", "1e308 * 10.0 - 1e308 * 10.0",
     "error 14: the result is not a number"},
    {"DurationOverflow", "duration(\"2562047h\") + duration(\"2h\")",
     "error 22: duration overflow"},
    {"IndexOutOfRange", "xs[5] > 1", "error 3: index 5 of a list of 5 elements"},
    {"NegativeIndex", "xs[b]", "error 3: index -2 of a list of 5 elements"},
    {"NoInt", "int(\"12x\")", "error 1: \"12x\" is not an int"},
    {"IntOutOfRange", "int(1e300)", "error 1: 1e+300 does not fit into an int"},
    {"NoDouble", "double(\"nan\")", "error 1: \"nan\" is not a double"},
    {"NoDuration", "duration(out)",
     "error 1: \"HeapAlloc = 12 MB\\ndone\\n\" is not a duration such as \"1m30s\" or \"2.5ms\""},
    {"NoPattern", "out.matches(\"(\" + \"[\")", "error 5: invalid pattern '([': missing ]: ["},
    {"MedianOfNone", "median(none) > 1.0", "error 1: median of an empty list"},
    {"MeanOfNone", "mean(none)", "error 1: mean of an empty list"},
    {"MinOfNone", "min(none)", "error 1: min of an empty list"},
    {"QuantileOfNone", "quantile(none, 0.5)", "error 1: quantile of an empty list"},
    {"QuantileOutOfRange", "quantile(xs, a)", "error 1: quantile 7 is not between 0 and 1"},
    {"FirstOfNone", "first(none)", "error 1: first of an empty list"},
    {"LastOfNone", "last(none)", "error 1: last of an empty list"},
    {"TopOfFewerThanNone", "xs.top(b, x, x)", "error 4: top of -2 elements"},
    {"ErrorInTop", "xs.top(1, x, 1 / (x - 3))", "error 16: division by zero"},
    {"ShareOfNone", "share([])", "error 1: share of an empty list"},
    {"SlopeOfOne", "slope([1])", "error 1: slope of one value"},
    {"SumOverflow", "sum([9223372036854775807, 1])", "error 1: integer overflow"},
    {"ErrorInMap", "xs.map(x, 1 / (x - 4))", "error 13: division by zero"},
    {"ErrorInFilter", "xs.filter(x, 1 / (x - 4) > 0)", "error 16: division by zero"},
};
class EvalFailure : public testing::TestWithParam<Case> {};
TEST_P(EvalFailure, SaysWhyAndWhere) { EXPECT_EQ(result(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, EvalFailure, testing::ValuesIn(kErrors),
                         [](const auto& test) { return test.param.name; });

const Case kAbsorption[] = {
    {"FalseAfterErrorDecidesAnd", "1 / 0 > 0 && false", "false"},
    {"FalseBeforeErrorDecidesAnd", "false && 1 / 0 > 0", "false"},
    {"TrueAfterErrorDecidesOr", "1 / 0 > 0 || true", "true"},
    {"TrueDoesNotSaveAnd", "true && 1 / 0 > 0", "error 11: division by zero"},
    {"FalseDoesNotSaveOr", "1 / 0 > 0 || false", "error 3: division by zero"},
    {"FirstErrorIsTold", "1 / 0 > 0 || 1 % 0 > 0 || xs[9] > 0", "error 3: division by zero"},
    {"LaterOperandOfLongChain", "1 / 0 > 0 || false || xs[9] > 0 || true", "true"},
    {"AllDecidedByFalseElement", "xs.all(x, 10 / (x - 1) > 4)", "false"},
    {"AllWithErrorOnly", "xs.all(x, 10 / (x - 1) > 0)", "error 14: division by zero"},
    {"ExistsDecidedByTrueElement", "xs.exists(x, 10 / (x - 1) == 2)", "true"},
    {"ExistsWithErrorOnly", "xs.exists(x, 10 / (x - 1) > 99)", "error 17: division by zero"},
    {"ExistsOneNeverAbsorbs", "xs.exists_one(x, 10 / (x - 1) == 2)", "error 21: division by zero"},
    {"UntakenBranchIsNotEvaluated", "p ? 1 : 1 / 0", "1"},
    {"ConditionErrorIsTold", "(1 / 0 > 0) ? 1 : 2", "error 4: division by zero"},
};
class EvalAbsorption : public testing::TestWithParam<Case> {};
TEST_P(EvalAbsorption, FollowsCel) { EXPECT_EQ(result(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, EvalAbsorption, testing::ValuesIn(kAbsorption),
                         [](const auto& test) { return test.param.name; });

TEST(Eval, DrawsNoConclusionFromNotANumber) {
  const auto expr = parse_expr("x != 5.0", start());
  ASSERT_TRUE(expr);
  const Evaluation evaluation = eval_expr(*expr, {{"x", std::nan("")}});
  ASSERT_FALSE(evaluation.value);
  EXPECT_EQ(evaluation.value.error().what, "compared with a value that is not a number");
}

struct PartsCase {
  const char* name;
  const char* in;
  const char* out;  // a line "text = value" for each part
};
const PartsCase kParts[] = {
    {"OperandsOfComparison", "size(xs) >= 9", "xs = [3, 1, 4, 1, 5]\nsize(xs) = 5\n"},
    {"ConditionsOfAnd", "a > 3 && r < 2.0", "a = 7\na > 3 = true\nr = 2.5\nr < 2.0 = false\n"},
    {"NotEvaluatedNotShown", "q && a > 3", "q = false\n"},
    {"LiteralsLeftOutUnitsComputed", "a > 2 * 3 && a > 64*KiB",
     "a = 7\na > 2 * 3 = true\n64*KiB = 65536\na > 64*KiB = false\n"},
    {"SameValueOnce", "a > 3 && a < 5", "a = 7\na > 3 = true\na < 5 = false\n"},
    {"PathAsAWhole", "gogc50.gctrace.procs == 1", "gogc50.gctrace.procs = 2\n"},
    {"LongListLeftOut", "size(gogc50.gctrace.cycles) == 1", "size(gogc50.gctrace.cycles) = 4\n"},
    {"BracketsKept", "(a + b) * 2 > 3", "a = 7\nb = -2\na + b = 5\n(a + b) * 2 = 10\n"},
    {"IndexExpression", "xs[size(xs) - 1] < 3",
     "xs = [3, 1, 4, 1, 5]\nsize(xs) = 5\nsize(xs) - 1 = 4\nxs[size(xs) - 1] = 5\n"},
    {"ElementThatDecidedAll", "gogc50.gctrace.cycles.all(c, c.goal_mb < 10)",
     "c.goal_mb where c = #4 {n: 4, at: 400ms, goal_mb: 16, cpu: 2.0, forced: false} = 16\n"},
    {"ElementThatDecidedExists", "gogc50.gctrace.cycles.exists(c, c.forced && a > c.n)",
     "c.forced where c = #3 {n: 3, at: 300ms, goal_mb: 7, cpu: 1.5, forced: true} = true\n"
     "a = 7\n"
     "c.n where c = #3 {n: 3, at: 300ms, goal_mb: 7, cpu: 1.5, forced: true} = 3\n"
     "a > c.n where c = #3 {n: 3, at: 300ms, goal_mb: 7, cpu: 1.5, forced: true} = true\n"},
    {"NothingDecidedAll", "!ys.all(y, y > 1.0)",
     "ys = [1.5, 2.5, 3.5]\nys.all(y, y > 1.0) = true\n"},
    {"NestedMacro", "nested.exists(n, n.exists(m, m > 2))",
     "nested = [[1, 2], [], [3]]\nn where n = #3 [3] = [3]\nm where m = #1 3 = 3\n"
     "n.exists(m, m > 2) where n = #3 [3] = true\n"},
    {"ElementShownWhenItsConditionHasNoOtherPart", "xs.all(x, ys.exists(y, y < double(x)))",
     "xs = [3, 1, 4, 1, 5]\nys = [1.5, 2.5, 3.5]\nys.exists(y, y < double(x)) where x = #2 1 = "
     "false\n"},
    {"FilterShowsItsResultOnly", "size(xs.filter(x, x > 3)) == 0",
     "xs = [3, 1, 4, 1, 5]\nxs.filter(x, x > 3) = [4, 5]\nsize(xs.filter(x, x > 3)) = 2\n"},
    {"UpToTheFailure", "a > 3 && median(none) > 1.0", "a = 7\na > 3 = true\nnone = []\n"},
    {"ElementThatFailed", "xs.all(x, 10 / (x - 1) > 0)",
     "xs = [3, 1, 4, 1, 5]\nx where x = #2 1 = 1\nx - 1 where x = #2 1 = 0\n"},
    {"HostileTextIsPrintable", "out == \"x\"", "out = \"HeapAlloc = 12 MB\\ndone\\n\"\n"},
    {"TakenBranch", "(p ? a : b) > 9", "p = true\na = 7\np ? a : b = 7\n"},
};
class EvalParts : public testing::TestWithParam<PartsCase> {};
TEST_P(EvalParts, ExplainTheValue) {
  std::string lines;
  for (const Part& part : evaluate(GetParam().in).parts)
    lines += part.text + " = " + part.value + "\n";
  EXPECT_EQ(lines, GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(, EvalParts, testing::ValuesIn(kParts),
                         [](const auto& test) { return test.param.name; });

std::string nested_macros(const char* macro, int levels, const char* innermost) {
  std::string out = innermost;
  for (int i = 0; i < levels; ++i) {
    out = "[1,2,3,4,5,6,7,8]." + std::string(macro) + "(x, " + out + ")";
  }
  return out;
}

TEST(EvalLimit, NestedMacrosStop) {
  EXPECT_NE(result(nested_macros("exists", 20, "false")).find("stopped after 5 million steps"),
            std::string::npos);
}

TEST(EvalLimit, IsNotAbsorbed) {
  const std::string slow = nested_macros("all", 20, "true");
  EXPECT_NE(result(slow + " || true").find("stopped"), std::string::npos);
}

TEST(EvalLimit, DoublingTextStops) {
  std::string doubling = "[\"0123456789\"]";
  for (int i = 0; i < 60; ++i) doubling += ".map(s, s + s)";
  EXPECT_NE(result("size(" + doubling + "[0])").find("stopped"), std::string::npos);
}

TEST(EvalLimit, ComparingSharedNestingStops) {
  std::string deep = "[1]";
  for (int i = 0; i < 60; ++i) deep += ".map(s, [s, s])";
  EXPECT_NE(result(deep + " == " + deep).find("stopped"), std::string::npos);
  EXPECT_NE(result("distinct(" + deep + " + " + deep + ")").find("stopped"), std::string::npos);
}

TEST(EvalLimit, LargeTextsAreNotCopiedForEachElement) {
  const auto expr = parse_expr("xs.all(x, !text.contains(\"needle\") || x < 0)", start());
  ASSERT_TRUE(expr);
  const Bindings large = {{"xs", Values(10, 1)}, {"text", std::string(32u << 20, 'x')}};
  const Evaluation evaluation = eval_expr(*expr, large);
  ASSERT_TRUE(evaluation.value) << evaluation.value.error().what;
  EXPECT_EQ(*evaluation.value, Value(true));
}

TEST(EvalLimit, HostilePatternIsLinear) {
  const auto expr = parse_expr("text.matches(\"(a*)*(a*)*(a*)*b\")", start());
  ASSERT_TRUE(expr);
  const Evaluation evaluation = eval_expr(*expr, {{"text", std::string(1u << 20, 'a')}});
  ASSERT_TRUE(evaluation.value);
  EXPECT_EQ(*evaluation.value, Value(false));
}

TEST(Eval, MatchesTextThatIsNotUtf8) {
  const auto expr = parse_expr("text.matches(\"done$\")", start());
  ASSERT_TRUE(expr);
  EXPECT_EQ(*eval_expr(*expr, {{"text", "\xff\xfe done"}}).value, Value(true));
}

}  // namespace
}  // namespace grade
