#include "harness/observe/text_lines.h"

#include <gtest/gtest.h>

#include "tests/observe/capture.h"

namespace grade {
namespace {

TEST(TextLines, CountsLinesThatAreNotBlank) {
  const Value seen = seen_by("text", stream_of("a\n\n \t\r\nb"));
  EXPECT_EQ(at(seen, "lines").as_int(), 2);
  EXPECT_EQ(at(seen, "bytes").as_int(), 8);
  EXPECT_EQ(at(seen, "text").as_string(), "a\n\n \t\r\nb");
}

TEST(TextLines, JoinsBothStreams) {
  Capture c;
  arrive(c.out, "out\n", {});
  arrive(c.err, "err\n", {});
  EXPECT_EQ(at(seen_by("text", c), "text").as_string(), "out\nerr\n");
}

TEST(TextLines, CutsTheTextButCountsAllOfIt) {
  const Value seen = seen_by("text", stream_of(std::string(200'000, 'x')));
  EXPECT_EQ(at(seen, "text").as_string().size(), 64u << 10);
  EXPECT_EQ(at(seen, "bytes").as_int(), 200'000);
}

}  // namespace
}  // namespace grade
