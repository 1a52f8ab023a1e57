#include <gtest/gtest.h>

#include <chrono>

#include "tests/expr/fixture.h"

namespace grade {
namespace {

using expr_fixture::scope;
using expr_fixture::start;

bool can_never_fail_text(const std::string& source) {
  const auto expr = parse_expr(source, start());
  EXPECT_TRUE(expr) << source;
  EXPECT_TRUE(expr && check_expr(*expr, scope())) << source;
  return expr && can_never_fail(*expr, scope());
}

TEST(NeverFail, SeesThatNothingElseCanBe) {
  for (const char* source : {
           "1 < 2",
           "2 < 1",
           "[1, 2].all(x, x > 5)",
           "size(xs) >= 0",
           "0 <= xs.size()",
           "size(xs) != -1",
           "a == a",
           "a <= a && xs == xs",
           "!(a != a)",
           "p || !p",
           "!p || p",
           "true || q",
           "q || true",
           "p && q || !(p && q)",
           "p || q || !p",
           "!(p && !p)",
           "xs.all(e, true)",
           "xs.all(e, e == e)",
           "!xs.exists(e, e < e)",
           "count(xs.map(x, x > 1)) > -1",
           "size(xs) + size(ys) >= 0",
           "size(xs) * 2 > -1",
           "size(xs) > 0 || size(xs) == 0",
           "size(xs) == 0 || size(xs) >= 1",
           "size( xs )>=1 || (size(xs)) == 0",
           "size(xs) < 5 || size(xs) > 3",
           "a < b || a >= b",
           "a < b || b < a || a == b",
           "a <= 5 || a > 5",
           "a < 5 || a > 4",
           "r < 5.0 || r >= 5.0",
           "abs(a) >= 0",
           "abs(a - b) > -1",
           "share(xs.map(x, x > 1)) <= 1.0",
           "mann_whitney_p(xs, ys) <= 1.0",
           "min(size(xs), 3) <= 3",
           "max(a, 3) >= 3",
           "max(xs.map(x, abs(x))) >= 0",
           "sum(names.map(n, size(n))) >= 0",
           "median(xs.filter(x, x > 3).map(x, abs(x))) >= 0.0",
           "a % 10 < 10",
           "p ? size(xs) >= 0 : true",
           "p ? p : !p",
           "(a > 3 ? a : 5) > 3",
           "double(size(xs)) >= 0.0",
           "size(xs) / 2 >= 0",
           "out.contains(\"\")",
           "out.matches(\".*\")",
       }) {
    EXPECT_TRUE(can_never_fail_text(source)) << source;
  }
}

TEST(NeverFail, LeavesOrdinaryConditionsAlone) {
  for (const char* source : {
           "size(xs) >= 1",
           "size(xs) > 0",
           "size(xs) == 0",
           "size(xs) - 1 >= 0",
           "a > 5",
           "a >= 0",
           "a == b",
           "a != b",
           "p",
           "!p",
           "p || q",
           "p && true",
           "p && !q",
           "a > 5 || a < 3",
           "a < 5 || a > 5",
           "r < 5.0 || r > 4.5 && p",
           "xs.all(e, e > 0)",
           "xs.exists(e, true)",
           "xs.exists(e, e == e)",
           "xs.exists_one(e, true)",
           "xs.map(x, x) == [1]",
           "a > 0 || xs.all(a, a <= 0)",
           "xs.all(a, a > 0) || a <= 0",
           "xs.all(x, x > 0) || ys.all(x, x <= 0.0)",
           "abs(a) > 0",
           "abs(a) - 1 >= 0",
           "share(xs.map(x, x > 1)) < 1.0",
           "share(xs.map(x, x > 1)) > 0.9",
           "median(xs) >= 0.0",
           "max(a, 3) > 3",
           "min(a, 3) >= 3",
           "a % 10 < 9",
           "a % 10 >= 0",
           "p ? a > 3 : true",
           "d < duration(\"1s\")",
           "out.contains(\"x\")",
           "out.startsWith(\"x\") || out.endsWith(\"y\")",
           "a in xs",
           "gogc50.gctrace.cycles.all(c, c.goal_mb <= 2 * c.n)",
           "size(gogc50.gctrace.cycles) >= 9 && rising(gogc50.gctrace.cycles.map(c, c.n))",
           "64*MiB > a",
           "int(r) > 0",
       }) {
    EXPECT_FALSE(can_never_fail_text(source)) << source;
  }
}

TEST(NeverFail, GivesUpOnConditionsThatBranchTooOften) {
  std::string deep = "a > 0";
  for (int i = 0; i < 60; ++i) deep = "(" + deep + " ? 1 : a) > 0";
  const auto before = std::chrono::steady_clock::now();
  can_never_fail_text(deep);
  std::string wide = "a > 0";
  for (int i = 0; i < 300; ++i) wide += " || a > " + std::to_string(i);
  EXPECT_FALSE(can_never_fail_text(wide));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
}

}  // namespace
}  // namespace grade
