#include <gtest/gtest.h>

#include "tests/expr/fixture.h"

namespace grade {
namespace {

using expr_fixture::diagnosis;
using expr_fixture::start;

struct Case {
  const char* name;
  const char* in;
  const char* out;
};
const Case kErrors[] = {
    {"Empty", "  ", "task.yaml:1:1: empty condition\n      \n    ^"},
    {"SingleEquals", "a = 3",
     "task.yaml:1:3: unexpected '='\n    a = 3\n      ^\nhint: to compare, write =="},
    {"SingleAnd", "p & q", "task.yaml:1:3: unexpected '&'\n    p & q\n      ^\nhint: write &&"},
    {"WordAnd", "p and q",
     "task.yaml:1:3: unexpected 'and', did you mean '&&'?\n    p and q\n      ^"},
    {"WordAndInBrackets", "(p and q)",
     "task.yaml:1:4: unexpected 'and', did you mean '&&'?\n    (p and q)\n       ^"},
    {"WordNot", "not p", "task.yaml:1:1: unexpected 'not', did you mean '!'?\n    not p\n    ^"},
    {"ArrowForAtLeast", "a => 1",
     "task.yaml:1:3: unexpected '=>', did you mean '>='?\n    a => 1\n      ^"},
    {"EqualsBeforeLess", "a =< 1",
     "task.yaml:1:3: unexpected '=<', did you mean '<='?\n    a =< 1\n      ^"},
    {"TopWithoutANumber", "xs.top(x, x)",
     "task.yaml:1:11: top takes a number, a name and an expression\n    xs.top(x, x)\n"
     "              ^\nhint: write list.top(3, x, …x…)"},
    {"WordOr", "p or q", "task.yaml:1:3: unexpected 'or', did you mean '||'?\n    p or q\n      ^"},
    {"TwoValues", "a b",
     "task.yaml:1:3: expected an operator or the end, found 'b'\n    a b\n      ^"},
    {"NoRightSide", "a <", "task.yaml:1:4: expected a value, found the end\n    a <\n       ^"},
    {"OpenBracket", "(a < 3",
     "task.yaml:1:7: expected ')' to close the bracket, found the end\n    (a < 3\n          ^"},
    {"OpenCall", "size(xs",
     "task.yaml:1:8: expected ',' or ')', found the end\n    size(xs\n           ^"},
    {"OpenList", "[1, 2",
     "task.yaml:1:6: expected ',' or ']', found the end\n    [1, 2\n         ^"},
    {"OpenIndex", "xs[0 < 3",
     "task.yaml:1:9: expected ']' after the index, found the end\n    xs[0 < 3\n            ^"},
    {"TrailingDot", "a.",
     "task.yaml:1:3: expected a field or a function after '.', found the end\n    a.\n      ^"},
    {"HalfConditional", "p ? a",
     "task.yaml:1:6: expected ':' between the branches of '?:', found the end\n    p ? a\n         "
     "^"},
    {"Unit", "64MiB > a",
     "task.yaml:1:3: number 64 runs into 'MiB'\n    64MiB > a\n      ^\nhint: write 64*MiB"},
    {"TimeUnit", "d < 2s",
     "task.yaml:1:6: number 2 runs into 's'\n    d < 2s\n         ^\nhint: write duration(\"2s\")"},
    {"Unsigned", "1u",
     "task.yaml:1:2: number 1 runs into 'u'\n    1u\n     ^\nhint: unsigned ints are not in this "
     "language: leave out the u"},
    {"Bytes", "b'x'", "task.yaml:1:1: bytes literals are not in this language\n    b'x'\n    ^"},
    {"Map", "{'a': 1}",
     "task.yaml:1:1: maps and messages ('{') are not in this language\n    {'a': 1}\n    ^"},
    {"Null", "a == null",
     "task.yaml:1:6: null is not in this language\n    a == null\n         ^\nhint: no observation "
     "is ever null"},
    {"Reserved", "for > 1", "task.yaml:1:1: 'for' is a reserved word\n    for > 1\n    ^"},
    {"OpenString", "out == \"x",
     "task.yaml:1:8: string without its closing \"\n    out == \"x\n           ^"},
    {"UnknownEscape", R"("\q")",
     "task.yaml:1:2: unknown escape '\\q'\n    \"\\q\"\n     ^\nhint: a backslash is written \\\\, "
     "or use r\"…\""},
    {"ShortEscape", R"("\u12")",
     "task.yaml:1:2: escape needs 4 hexadecimal digits\n    \"\\u12\"\n     ^"},
    {"Surrogate", R"("\ud800")",
     "task.yaml:1:2: '\\ud800' is not a character\n    \"\\ud800\"\n     ^"},
    {"IntTooLarge", "9223372036854775808",
     "task.yaml:1:1: int 9223372036854775808 does not fit into 64 bits\n    9223372036854775808\n  "
     "  ^"},
    {"DoubleTooLarge", "1e999", "task.yaml:1:1: double 1e999 is out of range\n    1e999\n    ^"},
    {"NotAscii", "a × 2", "task.yaml:1:3: unexpected character '×'\n    a × 2\n      ^"},
    {"Control", "a \x1b 2", "task.yaml:1:3: unexpected character '\\x1b'\n    a \\x1b 2\n      ^"},
    {"MacroWithoutName", "xs.all(1, true)",
     "task.yaml:1:8: all takes a name and an expression\n    xs.all(1, true)\n           ^\nhint: "
     "write list.all(x, …x…)"},
    {"MacroOfTwo", "xs.map(x, x > 1, x)",
     "task.yaml:1:16: expected ')' after the expression of map, found ','\n    xs.map(x, x > 1, "
     "x)\n                   ^"},
    {"MacroNamesUnit", "xs.all(KiB, true)",
     "task.yaml:1:8: 'KiB' is a unit and cannot name an element\n    xs.all(KiB, true)\n           "
     "^"},
};
class ParseError : public testing::TestWithParam<Case> {};
TEST_P(ParseError, ShowsThePlace) { EXPECT_EQ(diagnosis(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(, ParseError, testing::ValuesIn(kErrors),
                         [](const auto& test) { return test.param.name; });

TEST(Parser, CountsColumnsFromWhereTheSourceStands) {
  const auto expr = parse_expr("a = 3", {"task.yaml", 31, 20});
  ASSERT_FALSE(expr);
  EXPECT_EQ(expr.error().pos, (Pos{"task.yaml", 31, 22}));
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

std::string what(const std::string& source) {
  const auto expr = parse_expr(source, start());
  return expr ? "parsed" : expr.error().what;
}

TEST(Parser, RefusesLongSource) {
  EXPECT_EQ(what(std::string(100'000, '(')), "condition of 100000 bytes, at most 4096 are allowed");
}

TEST(Parser, RefusesDeepNestingOfEveryKind) {
  const std::string deep = "nested more than 64 levels deep";
  EXPECT_EQ(what(std::string(4096, '(')), deep);
  EXPECT_EQ(what(std::string(4096, '[')), deep);
  EXPECT_EQ(what(std::string(4096, '!')), deep);
  EXPECT_EQ(what(std::string(4096, '-')), deep);
  EXPECT_EQ(what(repeated("[1,", 1000)), deep);
  EXPECT_EQ(what(repeated("a[", 1000)), deep);
  EXPECT_EQ(what(repeated("size(", 800)), deep);
  EXPECT_EQ(what(repeated("p?a:", 1000)), deep);
  EXPECT_EQ(what(repeated("xs.all(x,", 400)), deep);
  EXPECT_EQ(what(repeated("!(", 1000)), deep);
}

TEST(Parser, AllowsWhatCelRequires) {
  EXPECT_EQ(what(repeated("(", 60) + "a" + repeated(")", 60)), "parsed");
  EXPECT_EQ(what(repeated("p || ", 500) + "p"), "parsed");
  EXPECT_EQ(what("a" + repeated(" + a", 200)), "parsed");
  EXPECT_EQ(what("a" + repeated(".f", 200)), "parsed");
}

TEST(Parser, RefusesChainsThatWouldMakeTheTreeDeep) {
  EXPECT_EQ(what("a" + repeated("+a", 1000)), "more than 255 operators in a row");
  EXPECT_EQ(what("a" + repeated(".f", 2000)), "more than 255 operators in a row");
  EXPECT_EQ(what("a" + repeated("[0]", 1000)), "more than 255 operators in a row");
}

TEST(PathsUsed, AreFreeDottedNamesOnceInOrder) {
  const auto paths = [](const char* source) {
    const auto expr = parse_expr(source, start());
    return expr ? paths_used(*expr) : std::vector<std::string>{"does not parse"};
  };
  using Paths = std::vector<std::string>;
  EXPECT_EQ(paths("1 < 2*KiB"), Paths{});
  EXPECT_EQ(paths("b.c.size() > a && a < b.c[i].d"), (Paths{"b.c", "a", "i"}));
  EXPECT_EQ(paths("t.xs.all(x, x.n < lim.most && t.xs.exists(y, y == x))"),
            (Paths{"t.xs", "lim.most"}));
  EXPECT_EQ(paths("x > 1 && xs.all(x, x > 1) && x > 2"), (Paths{"x", "xs"}));
  EXPECT_EQ(paths("f(g.h).i"), (Paths{"g.h"}));
}

}  // namespace
}  // namespace grade
