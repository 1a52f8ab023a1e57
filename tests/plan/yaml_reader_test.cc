#include "harness/plan/yaml_reader.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

YamlNode node(std::string_view text) {
  return parse_yaml(text, "f.yaml", kCriteriaLimits).root.value();
}

// What a reader of keys a, about and repeat says about a text.
template <class Read>
std::string said(std::string_view text, Read read) {
  const YamlNode root = node(text);
  Errors errors;
  MapReader map(root, "a thing", {"a", "about", "repeat"}, errors);
  read(map);
  return to_string(errors);
}
std::string said(std::string_view text) {
  return said(text, [](MapReader&) {});
}

TEST(MapReader, KnowsTheKeysOfAMap) {
  EXPECT_EQ(said("a: 1\nrepeat: 2\n"), "");
  EXPECT_EQ(said("abuot: 1\nrepet: 2\n"),
            "f.yaml:1:1: unknown key 'abuot', did you mean 'about'?\n"
            "f.yaml:2:1: unknown key 'repet', did you mean 'repeat'?");
  EXPECT_EQ(said("zebra: 1\n"), "f.yaml:1:1: unknown key 'zebra'\nhint: known: a, about, repeat");
}

TEST(MapReader, ShowsAHostileKeyEscaped) {
  EXPECT_EQ(said("\"\\x1b[2J\\u202e\": 1\n"),
            "f.yaml:1:2: unknown key '\\x1b[2J\\u{202e}'\nhint: known: a, about, repeat");
}

TEST(MapReader, SaysOnceThatANodeIsNoMap) {
  EXPECT_EQ(said("- a\n",
                 [](MapReader& map) {
                   EXPECT_EQ(map.text("a"), "");
                   EXPECT_EQ(map.int_if("repeat", 1, 9), std::nullopt);
                   EXPECT_FALSE(map.entries_if("about", "names"));
                 }),
            "f.yaml:1:1: a thing must be a map of keys and values");
}

TEST(MapReader, NeedsAKeyWithAValue) {
  EXPECT_EQ(said("a: 1\nabout:\n",
                 [](MapReader& map) {
                   EXPECT_EQ(map.need("a")->text, "1");
                   EXPECT_EQ(map.need("about"), nullptr);
                   EXPECT_EQ(map.need("repeat"), nullptr);
                 }),
            "f.yaml:2:1: 'about' has no value\nf.yaml:1:1: missing key 'repeat'");
}

TEST(MapReader, DoesNotMissAKeyThatIsMisspelt) {
  EXPECT_EQ(said("abuot: x\n", [](MapReader& map) { EXPECT_EQ(map.text("about"), ""); }),
            "f.yaml:1:1: unknown key 'abuot', did you mean 'about'?");
}

TEST(MapReader, GivesTrimmedTextThatIsNotEmpty) {
  EXPECT_EQ(said("a: '  a b '\nabout: ' '\nrepeat: [a]\n",
                 [](MapReader& map) {
                   EXPECT_EQ(map.text("a"), "a b");
                   EXPECT_EQ(map.text("about"), "");
                   EXPECT_EQ(map.text_if("repeat"), "");
                   EXPECT_EQ(map.text_if("other"), "");
                 }),
            "f.yaml:2:10: about must be text\nf.yaml:3:9: repeat must be text");
}

TEST(MapReader, GivesListsOfTexts) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(said("a: [a, 'b c']\nabout: x\nrepeat: [a, [b], {}]\n",
                 [](MapReader& map) {
                   EXPECT_EQ(map.texts("a"), (Texts{"a", "b c"}));
                   EXPECT_EQ(map.texts_if("about"), Texts{});
                   map.texts_if("repeat");
                   EXPECT_EQ(map.texts_if("other"), Texts{});
                 }),
            "f.yaml:2:8: about must be a list\n"
            "f.yaml:3:13: an entry of repeat must be text\n"
            "f.yaml:3:18: an entry of repeat must be text");
}

TEST(MapReader, GivesEntriesUnlessTheyCannotBeRead) {
  EXPECT_EQ(said("a: {x: 1}\nabout: [x]\n",
                 [](MapReader& map) {
                   EXPECT_EQ(map.entries_if("a", "names")->size(), 1u);
                   EXPECT_EQ(map.entries_if("repeat", "names")->size(), 0u);
                   EXPECT_FALSE(map.entries_if("about", "names"));
                 }),
            "f.yaml:2:8: about must be a map of names");
}

TEST(EnvOf, IsAMapOfNamesAndTexts) {
  Errors errors;
  EXPECT_EQ(env_of(node("GOGC: 50\n_a1: ' x '\nEMPTY: ''\n"), errors),
            (std::map<std::string, std::string>{{"EMPTY", ""}, {"GOGC", "50"}, {"_a1", " x "}}));
  EXPECT_EQ(errors, Errors{});
  for (const char* bad : {"A=B: 1", "1A: 1", "'': 1", "A: [1]", "[A]"}) env_of(node(bad), errors);
  EXPECT_EQ(to_string(errors),
            "f.yaml:1:1: invalid variable name 'A=B'\n"
            "f.yaml:1:1: invalid variable name '1A'\n"
            "f.yaml:1:2: invalid variable name ''\n"
            "f.yaml:1:4: A must be text\n"
            "f.yaml:1:1: env must be a map of names and values");
}

TEST(IntOf, IsAWholeNumberWithinBounds) {
  Errors errors;
  EXPECT_EQ(int_of(node("7"), "it", 1, 9, errors), 7);
  EXPECT_EQ(errors, Errors{});
  for (const char* bad : {"0", "10", "1.5", "1e0", "0x1", "99999999999", "a", "[1]"}) {
    errors.clear();
    EXPECT_EQ(int_of(node(bad), "it", 1, 9, errors), std::nullopt);
    EXPECT_EQ(to_string(errors), "f.yaml:1:1: it must be a whole number from 1 to 9") << bad;
  }
}

}  // namespace
}  // namespace grade
