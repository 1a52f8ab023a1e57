#include "harness/plan/yaml.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ctime>

namespace grade {
namespace {

std::string place(const YamlNode& node) {
  return fmt::format("@{}:{}", node.pos.line, node.pos.col);
}

// "{a@1:1: [x@1:5 "y"@1:8]}": the tree with the place of every text.
std::string shown(const YamlNode& node) {
  std::string out;
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "null";
    case YamlNode::Kind::scalar:
      return (node.is_quoted ? "\"" + node.text + "\"" : node.text) + place(node);
    case YamlNode::Kind::list:
      for (const YamlNode& item : node.items) out += (out.empty() ? "" : " ") + shown(item);
      return "[" + out + "]";
    case YamlNode::Kind::map:
      for (const auto& [key, value] : node.entries)
        out += (out.empty() ? "" : " ") + shown(key) + ": " + shown(value);
      return "{" + out + "}";
  }
  return "?";
}

std::string parsed(std::string_view text, YamlLimits limits = kCriteriaLimits) {
  const ParsedYaml yaml = parse_yaml(text, "f.yaml", limits);
  return yaml.errors.empty() ? shown(yaml.root.value()) : to_string(yaml.errors);
}

struct Case {
  const char* name;
  std::string_view in;
  std::string_view out;
};

const Case kTrees[] = {
    {"Empty", "", "null"},
    {"OnlyAComment", "# nothing\n", "null"},
    {"Plain", "a: b c\n", "{a@1:1: b c@1:4}"},
    {"EmptyValue", "a:\n", "{a@1:1: null}"},
    {"Quoted", "a: 'b'\nc: \"d\\n\"\n", "{a@1:1: \"b\"@1:5 c@2:1: \"d\n\"@2:5}"},
    {"QuotesInQuotes", "a: 'it''s'\nb: \"x\\\"y\"\n", "{a@1:1: \"it's\"@1:5 b@2:1: \"x\"y\"@2:5}"},
    {"BlanksInQuotes", "a: '  b'\n", "{a@1:1: \"  b\"@1:7}"},
    {"QuoteOverTwoLines", "a: \"b\n  c\"\n", "{a@1:1: \"b c\"@1:5}"},
    {"ByteOrderMark",
     "\xef\xbb\xbf"
     "a: 'b'\n",
     "{a@1:1: \"b\"@1:5}"},
    {"NumbersStayText", "- 0x1f\n- 1.10\n- yes\n", "[0x1f@1:3 1.10@2:3 yes@3:3]"},
    {"Flow", "{a: [1, {b: 2}], c: }", "{a@1:2: [1@1:6 {b@1:10: 2@1:13}] c@1:18: null}"},
    {"FoldedStartsOnItsFirstLine", "a: >-\n\n    one\n    two\n", "{a@1:1: \"\none two\"@3:5}"},
    {"LiteralStartsOnItsFirstLine", "a: |\n  one\n  two\n", "{a@1:1: \"one\ntwo\n\"@2:3}"},
    {"ListUnderAKeyWithoutIndent", "a:\n- b\n- c\n", "{a@1:1: [b@2:3 c@3:3]}"},
    {"OneDocumentBetweenMarks", "---\na: b\n...\n", "{a@2:1: b@2:4}"},
    {"CarriageReturns", "a: b\r\nc: d\r\n", "{a@1:1: b@1:4 c@2:1: d@2:4}"},
    {"ColumnsCountBytes", "- 'ü': x\n", "[{\"ü\"@1:4: x@1:9}]"},
    {"SameKeyInOtherMaps", "a: {x: 1}\nb: {x: 1}\n",
     "{a@1:1: {x@1:5: 1@1:8} b@2:1: {x@2:5: 1@2:8}}"},
};

const Case kRefused[] = {
    {"DuplicateKey", "a: 1\nb: 2\na: 3\n", "f.yaml:3:1: duplicate key 'a'\n    a: 3\n    ^"},
    {"DuplicateKeyInFlow", "x: {a: 1, 'a': 2}\n",
     "f.yaml:1:12: duplicate key 'a'\n    x: {a: 1, 'a': 2}\n               ^"},
    {"SecondDocument", "a: 1\n---\nb: 2\n",
     "f.yaml:2:1: a second document is not allowed\n    ---\n    ^"},
    {"SecondDocumentThatDoesNotEnd", "a: 1\n---\nb: \"2\n",
     "f.yaml:2:1: a second document is not allowed\n    ---\n    ^"},
    {"Anchor", "a: &x 1\n",
     "f.yaml:1:4: anchors are not allowed\n    a: &x 1\n       ^\nhint: write the value out"},
    {"AnchorOfAList", "a: &x [1]\nb: *x\n",
     "f.yaml:1:4: anchors are not allowed\n    a: &x [1]\n       ^\nhint: write the value out"},
    {"AliasWithoutAnchor", "a: *x\n",
     "f.yaml:1:4: the referenced anchor is not defined\n    a: *x\n       ^"},
    {"AliasBomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
     "f.yaml:1:4: anchors are not allowed\n    a: &a [x, x]\n       ^\nhint: write the value out\n"
     "f.yaml:2:4: anchors are not allowed\n    b: &b [*a, *a]\n       ^\nhint: write the value "
     "out\n"
     "f.yaml:3:4: anchors are not allowed\n    c: &c [*b, *b]\n       ^\nhint: write the value "
     "out"},
    {"Tag", "a: !!int 1\n",
     "f.yaml:1:4: tags are not allowed\n    a: !!int 1\n       ^\n"
     "hint: text that starts with ! must be in quotes"},
    {"TagWithoutAName", "a: ! \"b\n",
     "f.yaml:1:4: tags are not allowed\n    a: ! \"b\n       ^\n"
     "hint: text that starts with ! must be in quotes"},
    {"TagOfAMap", "!thing {a: 1}\n",
     "f.yaml:1:1: tags are not allowed\n    !thing {a: 1}\n    ^\n"
     "hint: text that starts with ! must be in quotes"},
    {"ListAsKey", "? [a]\n: b\n", "f.yaml:1:3: a key must be a plain word\n    ? [a]\n      ^"},
    {"UnterminatedQuote", "a: 1\nb: \"two\n",
     "f.yaml:2:4: this quote is not closed\n    b: \"two\n       ^"},
    {"UnterminatedSingleQuote", "a: 'it''s\n  so \\\n",
     "f.yaml:1:4: this quote is not closed\n    a: 'it''s\n       ^"},
    {"UnterminatedEscapedQuote", "a: \"x\\\"\n",
     "f.yaml:1:4: this quote is not closed\n    a: \"x\\\"\n       ^"},
    {"UnterminatedEscape", "a: \"\\U",
     "f.yaml:1:7: bad character found while scanning hex number\n    a: \"\\U\n          ^"},
    {"UnterminatedList", "a: [1, 2\n",
     "f.yaml:1:4: this '[' is not closed\n    a: [1, 2\n       ^"},
    {"StrayBracket", "a: ]\n", "f.yaml:1:4: illegal flow end\n    a: ]\n       ^"},
    {"TextThatStartsWithABracket", "- that: [1, 2].all(x, x > 0)\n",
     "f.yaml:1:9: text that starts with '[' must be in quotes\n"
     "    - that: [1, 2].all(x, x > 0)\n            ^"},
    {"TextThatStartsWithABrace", "- {a: 1}.a\n",
     "f.yaml:1:3: text that starts with '{' must be in quotes\n    - {a: 1}.a\n      ^"},
    {"TextWithAColon", "a: 1\nelse: it fails: badly\n",
     "f.yaml:2:15: text that contains ': ' must be in quotes\n    else: it fails: badly\n"
     "                  ^"},
    {"QuoteEndedByTheNext", "a: \"one\nb: 2\nc: \"two\"\n",
     "f.yaml:1:4: this quote is not closed on its line\n    a: \"one\n       ^\n"
     "hint: the next quote, in line 3, ends it"},
    {"Indentation", "a:\n    b: 1\n   c: 2\n",
     "f.yaml:3:4: this line is indented by 3 spaces, line 2 by 4\n    c: 2\n    ^\n"
     "hint: indent lines of the same level alike"},
    {"IndentationOfAnItem", "a:\n  - b: 1\n     c: 2\n",
     "f.yaml:3:6: this line is indented by 5 spaces, line 2 by 2\n    c: 2\n    ^\n"
     "hint: indent lines of the same level alike"},
    {"Tab", "a:\n\tb: 1\n",
     "f.yaml:2:1: a tab cannot indent\n    \\tb: 1\n    ^\nhint: use spaces"},
    {"Utf16",
     "\xff\xfe"
     "a\0:\0",
     "f.yaml: not UTF-8 text"},
    {"Utf16BigEndian", "\xfe\xff", "f.yaml: not UTF-8 text"},
    {"NulByte", std::string_view("a: b\0c\n", 7), "f.yaml: not UTF-8 text"},
    {"EndOfTransmission", "a: b\nc: d\x04\ne: f\n",
     "f.yaml:2:5: control characters are not allowed\n    c: d\\x04\n        ^"},
    {"EscapedNul", "a: \"b\\0c\"\n",
     "f.yaml:1:4: text must not contain \\0\n    a: \"b\\0c\"\n       ^"},
};

class YamlTable : public testing::TestWithParam<Case> {};
TEST_P(YamlTable, IsParsed) { EXPECT_EQ(parsed(GetParam().in), GetParam().out); }
INSTANTIATE_TEST_SUITE_P(Trees, YamlTable, testing::ValuesIn(kTrees),
                         [](const auto& i) { return i.param.name; });
INSTANTIATE_TEST_SUITE_P(Refused, YamlTable, testing::ValuesIn(kRefused),
                         [](const auto& i) { return i.param.name; });

std::string repeated(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

struct DeepCase {
  const char* name;
  const char* piece;
};
const DeepCase kDeep[] = {
    {"Lists", "["},       {"Maps", "{a: "},     {"Both", "[{a: "},      {"BlockLists", "- "},
    {"BlockKeys", "? "},  {"OpenQuotes", "'["}, {"Braces", "{"},        {"Commas", "[,"},
    {"Anchors", "&a [ "}, {"Tags", "!t [ "},    {"Documents", "---\n"}, {"Literals", "a: |\n"},
};
class DeepYaml : public testing::TestWithParam<DeepCase> {};
TEST_P(DeepYaml, IsRefusedAtOnce) {
  const std::string text = repeated(GetParam().piece, 100'000);
  const std::clock_t start = std::clock();  // of this process, whatever runs beside it
  EXPECT_FALSE(parse_yaml(text, "f.yaml", kCriteriaLimits).errors.empty());
  EXPECT_LT(std::clock() - start, 2 * CLOCKS_PER_SEC);
}
INSTANTIATE_TEST_SUITE_P(, DeepYaml, testing::ValuesIn(kDeep),
                         [](const auto& i) { return i.param.name; });

TEST(YamlLimits, NameWhatIsTooMuch) {
  const YamlLimits limits{40, 3, 6};
  EXPECT_EQ(parsed(std::string(41, '#'), limits), "f.yaml: 41 bytes, more than the 40 allowed");
  EXPECT_EQ(parsed("[[[[1]]]]", limits),
            "f.yaml:1:4: nested more than 3 levels deep\n    [[[[1]]]]\n       ^");
  EXPECT_EQ(parsed("[a, b, c, d, e]", limits), "[a@1:2 b@1:5 c@1:8 d@1:11 e@1:14]");
  EXPECT_EQ(parsed("[a, b, c, d, e, f]", limits),
            "f.yaml:1:17: more than 6 values\n    [a, b, c, d, e, f]\n                    ^");
}

TEST(YamlNode, GetsTheValueOfAKey) {
  const YamlNode root = parse_yaml("a: 1\nb: 2\n", "f.yaml", kCriteriaLimits).root.value();
  ASSERT_NE(root.get("b"), nullptr);
  EXPECT_EQ(root.get("b")->text, "2");
  EXPECT_EQ(root.get("c"), nullptr);
}

}  // namespace
}  // namespace grade
