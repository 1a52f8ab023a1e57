#include "harness/expr/value.h"

#include <gtest/gtest.h>

#include <limits>

namespace grade {
namespace {

using std::chrono::milliseconds;

struct TextCase {
  const char* name;
  Value value;
  const char* text;
};
const TextCase kTexts[] = {
    {"Bool", true, "true"},
    {"Int", -5, "-5"},
    {"WholeDouble", 3.0, "3.0"},
    {"Double", 0.1, "0.1"},
    {"LargeDouble", 1e21, "1e+21"},
    {"NotANumber", std::numeric_limits<double>::quiet_NaN(), "nan"},
    {"TextIsQuotedAndPrintable", "a\"b\n\x1b[2J", "\"a\\\"b\\n\\x1b[2J\""},
    {"Duration", Duration(milliseconds(1002)), "1.002s"},
    {"EmptyList", List{}, "[]"},
    {"List", List{3, 1}, "[3, 1]"},
    {"Record", Record{{"at", Duration(milliseconds(1002))}, {"live", 4}}, "{at: 1.002s, live: 4}"},
};
class ValueText : public testing::TestWithParam<TextCase> {};
TEST_P(ValueText, IsForPeople) { EXPECT_EQ(to_string(GetParam().value), GetParam().text); }
INSTANTIATE_TEST_SUITE_P(, ValueText, testing::ValuesIn(kTexts),
                         [](const auto& test) { return test.param.name; });

TEST(Value, LongListSaysHowManyMoreThereAre) {
  EXPECT_EQ(to_string(Values(100, 7), 10), "[7, 7, 7, …97 more]");
}

TEST(Value, LongTextIsCut) { EXPECT_EQ(to_string(std::string(500, 'x'), 10), "\"xxxxxxxxxx…\""); }

TEST(Value, SharedNestingIsShownInBoundedTime) {
  Value value = 1;
  for (int i = 0; i < 60; ++i) value = List{value, value};
  EXPECT_LT(to_string(value).size(), 1000u);
}

TEST(Value, IntEqualsDoubleOfItsValueExactly) {
  EXPECT_EQ(Value(2), Value(2.0));
  EXPECT_NE(Value(std::int64_t{9007199254740993}), Value(9007199254740992.0));
  EXPECT_NE(Value(std::numeric_limits<std::int64_t>::max()), Value(9223372036854775808.0));
  EXPECT_EQ(Value(std::numeric_limits<std::int64_t>::min()), Value(-9223372036854775808.0));
}

TEST(Value, EqualityIsDeep) {
  EXPECT_EQ(Value(List{Value(Record{{"a", 1}})}), Value(List{Value(Record{{"a", 1.0}})}));
  EXPECT_NE(Value(List{1, 2}), Value(List{1}));
  EXPECT_NE(Value(Record{{"a", 1}}), Value(Record{{"b", 1}}));
  EXPECT_NE(Value("1"), Value(1));
  EXPECT_EQ(Value(), Value());
}

TEST(Value, FieldOfSomethingElseIsNone) {
  EXPECT_FALSE(Value(3).field("a").has_value());
  const Value record = Record{{"a", 1}};
  ASSERT_TRUE(record.field("a").has_value());
  EXPECT_EQ(*record.field("a"), Value(1));
  EXPECT_FALSE(record.field("b").has_value());
}

TEST(Value, ConformsOnlyWithEveryFieldInOrder) {
  const Type type = Type::list_of(Type::record_of({{"a", int_type()}, {"b", real_type()}}));
  EXPECT_TRUE(conforms(List{}, type));
  EXPECT_TRUE(conforms(List{Value(Record{{"a", 1}, {"b", 2.0}})}, type));
  EXPECT_FALSE(conforms(List{Value(Record{{"b", 2.0}, {"a", 1}})}, type));
  EXPECT_FALSE(conforms(List{Value(Record{{"a", 1}})}, type));
  EXPECT_FALSE(conforms(List{Value(Record{{"a", 1}, {"b", 2}})}, type)) << "an int is no double";
  EXPECT_FALSE(conforms(Record{}, type));
}

TEST(Type, TextShowsTheFirstFields) {
  const Type inner = Type::record_of({{"x", int_type()}});
  EXPECT_EQ(
      to_string(Type::list_of(Type::record_of({{"at", duration_type()}, {"live_mb", int_type()}}))),
      "list of {at: duration, live_mb: int}");
  EXPECT_EQ(to_string(Type::record_of({{"a", inner},
                                       {"b", Type::list_of(inner)},
                                       {"c", string_type()},
                                       {"d", boolean_type()},
                                       {"e", int_type()}})),
            "{a: {…}, b: list of {…}, c: string, d: bool, …}");
}

TEST(Type, EqualsByShape) {
  EXPECT_EQ(Type::list_of(int_type()), Type::list_of(int_type()));
  EXPECT_FALSE(Type::list_of(int_type()) == Type::list_of(real_type()));
  EXPECT_FALSE(Type::record_of({{"a", int_type()}}) == Type::record_of({{"b", int_type()}}));
}

}  // namespace
}  // namespace grade
