#include "harness/recording/facts.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

const std::string kFacts = R"({
  "modules": [{"dir": ".", "path": "example.com/escape", "go": "1.24"}],
  "packages": [{"dir": ".", "module_dir": ".", "name": "main", "has_main": true,
    "files": ["main.go"], "test_files": ["main_test.go"], "imports": ["fmt"], "tags": ["fixed"]}],
  "functions": [{"name": "returnsInt", "receiver": "", "dir": ".", "file": "main.go",
    "first_line": 5, "last_line": 7, "in_test": false, "tags": [], "params": ["int"],
    "results": ["*int"], "calls": ["fmt.Println"], "literals": ["42"], "is_value": true, "package": "main",
    "type_params": ["any"], "made": ["x"], "hands_on": [6], "no_inline": true,
    "doc": "returnsInt moves x to the heap."}],
  "comments": [{"file": "main.go", "line": 4, "text": "returnsInt moves x to the heap."}],
  "errors": [{"file": "bad.go", "line": 1, "col": 2, "what": "expected 'package'"}]
})";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kFacts;
  return text.replace(text.find(from), from.size(), to);
}

TEST(Facts, ReadsEveryField) {
  const auto facts = parse_facts(kFacts);
  ASSERT_TRUE(facts);
  SourceFacts expected;
  expected.modules = {{".", "example.com/escape", "1.24"}};
  expected.packages = {{".", ".", "main", true, {"main.go"}, {"main_test.go"}, {"fmt"}, {"fixed"}}};
  expected.functions = {{.name = "returnsInt",
                         .receiver = "",
                         .is_value = true,
                         .package = "main",
                         .dir = ".",
                         .file = "main.go",
                         .first_line = 5,
                         .last_line = 7,
                         .in_test = false,
                         .tags = {},
                         .type_params = {"any"},
                         .params = {"int"},
                         .results = {"*int"},
                         .calls = {"fmt.Println"},
                         .literals = {"42"},
                         .made = {"x"},
                         .hands_on = {6},
                         .no_inline = true,
                         .doc = "returnsInt moves x to the heap."}};
  expected.comments = {{"main.go", 4, "returnsInt moves x to the heap."}};
  expected.errors = {{"bad.go", 1, 2, "expected 'package'"}};
  EXPECT_EQ(*facts, expected);
}

struct Case {
  const char* name;
  std::string in;
  std::string what;
};
const Case kCases[] = {
    {"Empty", "", "facts: not one JSON value"},
    {"NotJson", "go: cannot find main module\n", "facts: not one JSON value"},
    {"CutOff", kFacts.substr(0, 300), "facts: not one JSON value"},
    {"TwoValues", kFacts + "{}", "facts: not one JSON value"},
    {"InvalidUtf8", with("main.go", "m\xff.go"), "facts: not one JSON value"},
    {"NotAnObject", "[]", "facts: facts: expected an object, found array"},
    {"FieldMissing", with("\"modules\"", "\"modulez\""), "facts: modules is missing"},
    {"FieldUnknown", with("\"modules\"", "\"extra\": 1, \"modules\""), "facts: extra is unknown"},
    {"FieldUnknownInside", with("\"in_test\"", "\"hot\": 1, \"in_test\""),
     "facts: functions[0].hot is unknown"},
    {"WrongKind", with("5,", "\"5\","),
     "facts: functions[0].first_line: expected a whole number that fits, found string"},
    {"TooLarge", with("5,", "5000000000,"),
     "facts: functions[0].first_line: expected a whole number that fits, found number"},
    {"NullList", with("[\"fmt\"]", "null"),
     "facts: packages[0].imports: expected a list, found null"},
    {"WrongElement", with("[\"fmt\"]", "[\"fmt\", 1]"),
     "facts: packages[0].imports[1]: expected a string, found number"},
    {"NotABool", with("false", "0"),
     "facts: functions[0].in_test: expected true or false, found number"},
    {"DeepNesting", std::string(1'000'000, '['), "facts: not one JSON value"},
};
class FactsTable : public testing::TestWithParam<Case> {};
TEST_P(FactsTable, RefusesWithThePlace) {
  const auto facts = parse_facts(GetParam().in);
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().what, GetParam().what);
}
INSTANTIATE_TEST_SUITE_P(, FactsTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
