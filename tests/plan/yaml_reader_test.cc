#include "harness/plan/yaml_reader.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

YamlNode node(std::string_view text) { return parse_yaml(text, "f.yaml", kCriteriaLimits).value(); }

template <class T>
std::string trouble(const Result<T>& result) {
  return result ? "none" : to_string(result.error());
}

TEST(CheckKeys, KnowsTheKeysOfAMap) {
  EXPECT_EQ(trouble(check_keys(node("a: 1\nb: 2\n"), "a thing", {"a", "b", "c"})), "none");
  EXPECT_EQ(trouble(check_keys(node("about: 1\nrepet: 2\n"), "a thing", {"about", "repeat"})),
            "f.yaml:2:1: unknown key 'repet', did you mean 'repeat'?");
  EXPECT_EQ(trouble(check_keys(node("zebra: 1\n"), "a thing", {"about", "repeat"})),
            "f.yaml:1:1: unknown key 'zebra'\nhint: known: about, repeat");
  EXPECT_EQ(trouble(check_keys(node("- a\n"), "a thing", {"a"})),
            "f.yaml:1:1: a thing must be a map of keys and values");
}

TEST(CheckKeys, ShowsAHostileKeyEscaped) {
  EXPECT_EQ(trouble(check_keys(node("\"\\x1b[2J\\u202e\": 1\n"), "a thing", {"a"})),
            "f.yaml:1:2: unknown key '\\x1b[2J\\u{202e}'\nhint: known: a");
}

TEST(Required, NeedsAKeyWithAValue) {
  const YamlNode map = node("a: 1\nb:\n");
  EXPECT_EQ(required(map, "a").value()->text, "1");
  EXPECT_EQ(trouble(required(map, "b")), "f.yaml:2:1: 'b' has no value");
  EXPECT_EQ(trouble(required(map, "c")), "f.yaml:1:1: key 'c' is missing");
}

TEST(TextOf, IsATrimmedTextThatIsNotEmpty) {
  EXPECT_EQ(text_of(node("'  a b '"), "it").value(), "a b");
  EXPECT_EQ(trouble(text_of(node("' '"), "it")), "f.yaml:1:3: it must be a text");
  EXPECT_EQ(trouble(text_of(node("[a]"), "it")), "f.yaml:1:1: it must be a text");
  EXPECT_EQ(text_or(node("a: b"), "a", "c").value(), "b");
  EXPECT_EQ(text_or(node("a: b"), "x", "c").value(), "c");
  EXPECT_EQ(trouble(text_or(node("a: {}"), "a", "c")), "f.yaml:1:4: a must be a text");
}

TEST(TextsOf, IsAListOfTexts) {
  EXPECT_EQ(texts_of(node("[a, 'b c']"), "it").value(), (std::vector<std::string>{"a", "b c"}));
  EXPECT_EQ(texts_of(node("[]"), "it").value(), std::vector<std::string>{});
  EXPECT_EQ(trouble(texts_of(node("a"), "it")), "f.yaml:1:1: it must be a list");
  EXPECT_EQ(trouble(texts_of(node("[a, [b]]"), "it")), "f.yaml:1:5: an entry of it must be a text");
}

TEST(EnvOf, IsAMapOfNamesAndTexts) {
  EXPECT_EQ(env_of(node("GOGC: 50\n_a1: ' x '\nEMPTY: ''\n")).value(),
            (std::map<std::string, std::string>{{"EMPTY", ""}, {"GOGC", "50"}, {"_a1", " x "}}));
  EXPECT_EQ(trouble(env_of(node("A=B: 1"))), "f.yaml:1:1: 'A=B' is no name for a variable");
  EXPECT_EQ(trouble(env_of(node("1A: 1"))), "f.yaml:1:1: '1A' is no name for a variable");
  EXPECT_EQ(trouble(env_of(node("'': 1"))), "f.yaml:1:2: '' is no name for a variable");
  EXPECT_EQ(trouble(env_of(node("A: [1]"))), "f.yaml:1:4: A must be a text");
  EXPECT_EQ(trouble(env_of(node("[A]"))), "f.yaml:1:1: env must be a map of names and values");
}

TEST(IntOf, IsAWholeNumberWithinBounds) {
  EXPECT_EQ(int_of(node("7"), 1, 9).value(), 7);
  for (const char* bad : {"0", "10", "1.5", "1e0", "0x1", "99999999999", "a", "[1]"})
    EXPECT_EQ(trouble(int_of(node(bad), 1, 9)), "f.yaml:1:1: must be a whole number from 1 to 9")
        << bad;
}

}  // namespace
}  // namespace grade
