#include "harness/recording/json_fields.h"

#include <gtest/gtest.h>

namespace grade {

struct Part {
  std::string name;
  std::uint8_t small = 0;
  bool operator==(const Part&) const = default;
};
template <class J>
void describe(J& json, Part& p) {
  json.field("name", p.name).field("small", p.small);
}

struct Whole {
  bool is_so = false;
  std::int64_t number = 0;
  std::chrono::nanoseconds time{};
  std::vector<Part> parts;
  std::map<std::string, Part> named;
  bool operator==(const Whole&) const = default;
};
template <class J>
void describe(J& json, Whole& w) {
  json.field("is_so", w.is_so).field("number", w.number).field("time", w.time);
  json.field("parts", w.parts).field("named", w.named);
}

namespace {

using nlohmann::json;

Whole example() {
  return {true, -5, std::chrono::nanoseconds(7), {{"a", 1}, {"\xff", 255}}, {{"\x80", {"b", 2}}}};
}

TEST(JsonFields, ReadWhatTheyWrote) {
  const json written = fields_of(example());
  EXPECT_EQ(written.dump(),
            R"({"is_so":true,"named":[[{"hex":"80"},{"name":"b","small":2}]],"number":-5,)"
            R"("parts":[{"name":"a","small":1},{"name":{"hex":"ff"},"small":255}],"time":7})");
  Whole read;
  EXPECT_EQ(read_fields(written, "whole", read), "");
  EXPECT_EQ(read, example());
}

struct Case {
  const char* name;
  const char* path;  // of the value that is replaced; "" adds nothing
  const char* value;
  const char* trouble;
};
const Case kCases[] = {
    {"NoObject", "", "[]", "whole: expected an object, found array"},
    {"AnotherType", "/is_so", "1", "is_so: expected true or false, found number"},
    {"NumberThatIsNotWhole", "/number", "1.5",
     "number: expected a whole number that fits, found number"},
    {"NumberOutOfRange", "/number", "9223372036854775808",
     "number: expected a whole number that fits, found number"},
    {"SmallNumberOutOfRange", "/parts/1/small", "256",
     "parts[1].small: expected a whole number that fits, found number"},
    {"NegativeWhereThereIsNone", "/parts/0/small", "-1",
     "parts[0].small: expected a whole number that fits, found number"},
    {"Time", "/time", "\"7\"", "time: expected a whole number that fits, found string"},
    {"NoList", "/parts", "{}", "parts: expected a list, found object"},
    {"NoObjectInAList", "/parts/1", "null", "parts[1]: expected an object, found null"},
    {"UnknownField", "/parts/0/other", "1", "parts[0].other is unknown"},
    {"NoMap", "/named", "{}", "named: expected a list of pairs, found object"},
    {"NoPair", "/named/0", "[1]", "named[0]: expected a pair, found array"},
    {"InAMap", "/named/0/1/name", "7", "named[0].name: expected a string, found number"},
    {"OddHex", "/parts/0/name", R"({"hex": "f"})",
     "parts[0].name: expected a string, found object"},
    {"NoHex", "/parts/0/name", R"({"hex": "xy"})",
     "parts[0].name: expected a string, found object"},
};
class JsonTrouble : public testing::TestWithParam<Case> {};
TEST_P(JsonTrouble, IsToldWithItsPlace) {
  json root = fields_of(example());
  root[json::json_pointer(GetParam().path)] = json::parse(GetParam().value);
  Whole read;
  EXPECT_EQ(read_fields(root, "whole", read), GetParam().trouble);
}
INSTANTIATE_TEST_SUITE_P(, JsonTrouble, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(JsonFields, EachMustBeThere) {
  for (const char* name : {"is_so", "number", "time", "parts", "named"}) {
    json root = fields_of(example());
    root.erase(name);
    Whole read;
    EXPECT_EQ(read_fields(root, "whole", read), fmt::format("{} is missing", name));
  }
}

}  // namespace
}  // namespace grade
