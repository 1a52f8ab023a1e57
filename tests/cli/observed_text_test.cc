#include "harness/cli/observed_text.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

struct Row {
  int n = 0;
  std::string word;
};
struct Seen {
  std::vector<Row> rows;
  int total = 0;
  std::vector<std::string> tags;
};

const Declared& declare(const Row*) {
  static const Declared declared = {field<&Row::n>("n", ""), field<&Row::word>("word", "")};
  return declared;
}
const Declared& declare(const Seen*) {
  static const Declared declared = {field<&Seen::rows>("rows", ""),
                                    field<&Seen::total>("total", ""),
                                    field<&Seen::tags>("tags", "")};
  return declared;
}

Seen rows(int from, int to) {
  Seen seen;
  for (int n = from; n < to; ++n) seen.rows.push_back({n, "w" + std::to_string(n)});
  return seen;
}

TEST(ObservedJson, IsALineAnElementAndOneForTheRest) {
  const auto text = observed_json();
  EXPECT_EQ(text->part(observation_of(rows(1, 3))),
            "{\"rows\":{\"n\":1,\"word\":\"w1\"}}\n{\"rows\":{\"n\":2,\"word\":\"w2\"}}\n");
  Seen last = rows(3, 4);
  last.total = 3;
  last.tags = {"a"};
  EXPECT_EQ(text->last_part(observation_of(last)),
            "{\"rows\":{\"n\":3,\"word\":\"w3\"}}\n{\"total\":3,\"tags\":[\"a\"]}\n");
}

TEST(ObservedJson, StaysWholeHoweverMuchItGrows) {
  const std::string text = observed_json()->part(observation_of(rows(0, 5000)));
  std::string wanted;
  for (int n = 0; n < 5000; ++n)
    wanted +=
        "{\"rows\":{\"n\":" + std::to_string(n) + ",\"word\":\"w" + std::to_string(n) + "\"}}\n";
  EXPECT_EQ(text, wanted);
}

TEST(ObservedTables, ShowTheFirstRowsAndTheirNumber) {
  const auto text = observed_tables(80);
  EXPECT_EQ(text->part(observation_of(rows(1, 9))), "");
  Seen last = rows(9, 13);
  last.total = 12;
  EXPECT_EQ(text->last_part(observation_of(last)),
            "rows: 12\n"
            "  n   word\n"
            "  1   w1\n"
            "  2   w2\n"
            "  3   w3\n"
            "  4   w4\n"
            "  5   w5\n"
            "  6   w6\n"
            "  7   w7\n"
            "  8   w8\n"
            "  9   w9\n"
            "  10  w10\n"
            "  … 2 more\n"
            "total: 12\n"
            "tags: []\n");
}

TEST(ObservedTables, LeaveOutColumnsThatDoNotFit) {
  Seen seen;
  seen.rows = {{7, "a longer word"}};
  EXPECT_EQ(observed_tables(10)->last_part(observation_of(seen)),
            "rows: 1\n"
            "  n\n"
            "  7\n"
            "  not shown: word\n"
            "total: 0\n"
            "tags: []\n");
}

}  // namespace
}  // namespace grade
