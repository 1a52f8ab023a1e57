#include "harness/expr/declare.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace declared_elsewhere {

enum class Colour { red, green };
const char* to_string(Colour colour) { return colour == Colour::red ? "red" : "green"; }

struct Point {
  int x = 0;
  double y = 0;
};
struct Shape {
  std::string name;
  Colour colour = Colour::red;
  bool is_closed = false;
  std::uint64_t bytes = 0;
  std::chrono::nanoseconds at{};
  std::vector<Point> points;
  std::array<double, 2> size{};
  std::vector<std::string> tags;
  Point centre;
};

const grade::Declared& declare(const Point*) {
  using grade::field;
  static const grade::Declared declared = {field<&Point::x>("x", "to the right"),
                                           field<&Point::y>("y", "up")};
  return declared;
}

std::size_t corners(const Shape& shape) { return shape.points.size(); }

const grade::Declared& declare(const Shape*) {
  using grade::field;
  static const grade::Declared declared = {
      field<&Shape::name>("name", "what it is called"),
      field<&Shape::colour>("colour", "red or green"),
      field<&Shape::is_closed>("closed", "the last point is the first"),
      field<&Shape::bytes>("bytes", "what it takes"),
      field<&Shape::at>("at", "when"),
      field<&Shape::points>("points", "its points"),
      field<&Shape::size>("size", "width and height"),
      field<&Shape::tags>("tags", "words"),
      field<&Shape::centre>("centre", "its middle"),
      field<corners>("corners", "how many points"),
      field<[](const Shape& s) { return s.name + "!"; }>("loud", "the name, louder"),
      field<[](const Shape& s) { return std::vector<Point>(s.points.rbegin(), s.points.rend()); }>(
          "reversed", "its points from the last"),
  };
  return declared;
}

}  // namespace declared_elsewhere

namespace grade {
namespace {

using declared_elsewhere::Colour;
using declared_elsewhere::Shape;

Shape triangle() {
  return {.name = "tri\"angle\n",
          .colour = Colour::green,
          .is_closed = true,
          .bytes = std::numeric_limits<std::uint64_t>::max(),
          .at = std::chrono::milliseconds(1002),
          .points = {{1, 0.5}, {2, 3}, {-3, 1e300}},
          .size = {2, 0.1},
          .tags = {"a", "\xff"},
          .centre = {7, 8}};
}

TEST(Declared, ValueConformsToTheType) {
  EXPECT_TRUE(conforms(value_of(triangle()), declared<Shape>().type()));
  EXPECT_TRUE(conforms(value_of(Shape()), declared<Shape>().type()));
}

TEST(Declared, ValueShowsTheFieldsInOrder) {
  EXPECT_EQ(to_string(value_of(triangle()), 1000),
            "{name: \"tri\\\"angle\\n\", colour: \"green\", closed: true, bytes: "
            "9223372036854775807, at: 1.002s, points: [{x: 1, y: 0.5}, {x: 2, y: 3.0}, {x: -3, y: "
            "1e+300}], size: [2.0, 0.1], tags: [\"a\", \"\\xff\"], centre: {x: 7, y: 8.0}, "
            "corners: 3, loud: \"tri\\\"angle\\n!\", reversed: [{x: -3, y: 1e+300}, {x: 2, y: "
            "3.0}, {x: 1, y: 0.5}]}");
}

TEST(Declared, PartsOutliveTheWhole) {
  std::optional<Value> text, point, reversed;
  {
    const Value whole = value_of(triangle());
    text = whole.field("tags")->as_list()[0];
    point = whole.field("points")->as_list()[2];
    reversed = whole.field("reversed")->as_list()[0];
  }
  EXPECT_EQ(text->as_string(), "a");
  EXPECT_EQ(*point, *reversed);
}

TEST(Declared, ViewEqualsARecordWithTheSameFields) {
  EXPECT_EQ(*value_of(triangle()).field("centre"), Value(Record{{"x", 7}, {"y", 8.0}}));
}

TEST(Declared, JsonHasAllDigitsAndValidText) {
  std::string out;
  const Shape shape = triangle();
  declared<Shape>().append_json(&shape, out);
  EXPECT_EQ(out,
            R"({"name":"tri\"angle\n","colour":"green","closed":true,"bytes":9223372036854775807,)"
            R"("at":1.002,"points":[{"x":1,"y":0.5},{"x":2,"y":3.0},{"x":-3,"y":1e+300}],)"
            R"("size":[2.0,0.1],"tags":["a","�"],"centre":{"x":7,"y":8.0},"corners":3,)"
            R"("loud":"tri\"angle\n!","reversed":[{"x":-3,"y":1e+300},{"x":2,"y":3.0},)"
            R"({"x":1,"y":0.5}]})");
}

TEST(Declared, ElementsOfAListOfRecordsAreWrittenOneByOne) {
  const Shape shape = triangle();
  for (const Field& field : declared<Shape>().fields()) {
    ASSERT_EQ(field.count != nullptr, field.name == "points") << field.name;
    if (field.count == nullptr) continue;
    EXPECT_EQ(field.count(&shape), 3u);
    std::string out;
    field.json_at(&shape, 1, out);
    EXPECT_EQ(out, R"({"x":2,"y":3.0})");
  }
}

TEST(Declared, RowsNameEachFieldOfEachRecord) {
  EXPECT_EQ(table_rows(declared<Shape>()),
            "| `name` | string | what it is called |\n"
            "| `colour` | string | red or green |\n"
            "| `closed` | bool | the last point is the first |\n"
            "| `bytes` | int | what it takes |\n"
            "| `at` | duration | when |\n"
            "| `points` | list | its points |\n"
            "| `points[].x` | int | to the right |\n"
            "| `points[].y` | double | up |\n"
            "| `size` | list of double | width and height |\n"
            "| `tags` | list of string | words |\n"
            "| `centre` | record | its middle |\n"
            "| `centre.x` | int | to the right |\n"
            "| `centre.y` | double | up |\n"
            "| `corners` | int | how many points |\n"
            "| `loud` | string | the name, louder |\n"
            "| `reversed` | list | its points from the last |\n"
            "| `reversed[].x` | int | to the right |\n"
            "| `reversed[].y` | double | up |\n");
}

struct NumberCase {
  const char* name;
  std::string text;
  const char* json;
};
std::string json_of(auto value) {
  std::string out;
  json_text::append(out, value);
  return out;
}
const NumberCase kJson[] = {
    {"Whole", json_of(3.0), "3.0"},
    {"NegativeZero", json_of(-0.0), "0.0"},
    {"Tenth", json_of(-0.1), "-0.1"},
    {"Millionth", json_of(0.000001), "0.000001"},
    {"BelowAMillionth", json_of(0.0000015), "1.5e-06"},
    {"Thirds", json_of(1.0 / 3), "0.3333333333333333"},
    {"ManyDigits", json_of(123456789.012345), "123456789.012345"},
    {"Large", json_of(1e20), "1e+20"},
    {"Tiny", json_of(5e-324), "5e-324"},
    {"NotANumber", json_of(std::numeric_limits<double>::quiet_NaN()), "null"},
    {"Infinity", json_of(std::numeric_limits<double>::infinity()), "null"},
    {"Least", json_of(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808"},
    {"Zero", json_of(Duration(0)), "0"},
    {"Nanosecond", json_of(Duration(1)), "0.000000001"},
    {"Backwards", json_of(Duration(-1'500'000'000)), "-1.5"},
    {"LongAgo", json_of(Duration::min()), "-9223372036.854775808"},
    {"Control", json_of(std::string_view("\x01\t\x7f")), "\"\\u0001\\t\\u007f\""},
    {"CutUtf8", json_of(std::string_view("é\xc3")), "\"é\xEF\xBF\xBD\""},
};
class JsonText : public testing::TestWithParam<NumberCase> {};
TEST_P(JsonText, Is) { EXPECT_EQ(GetParam().text, GetParam().json); }
INSTANTIATE_TEST_SUITE_P(, JsonText, testing::ValuesIn(kJson),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace grade
