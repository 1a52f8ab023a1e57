#include "harness/observe/text_lines.h"

#include <gtest/gtest.h>

#include "tests/observe/capture.h"

namespace grade {
namespace {

TEST(TextLines, CountsLinesThatAreNotBlank) {
  const Value seen = observe_text(capture_out("a\n\n \t\r\nb").view());
  EXPECT_TRUE(conforms(seen, text_type()));
  EXPECT_EQ(at(seen, "lines").as_int(), 2);
  EXPECT_EQ(at(seen, "bytes").as_int(), 8);
  EXPECT_EQ(at(seen, "text").as_string(), "a\n\n \t\r\nb");
}

TEST(TextLines, JoinsBothStreams) {
  Capture c;
  arrive(c.out, "out\n", {});
  arrive(c.err, "err\n", {});
  EXPECT_EQ(at(observe_text(c.view()), "text").as_string(), "out\nerr\n");
}

TEST(TextLines, TakesTheTextOfAFileOnce) {
  Capture c;
  c.out = c.err = stream_of("evidence\n");
  EXPECT_EQ(at(observe_text(c.view()), "lines").as_int(), 1);
}

TEST(TextLines, CutsTheTextButCountsAllOfIt) {
  const Value seen = observe_text(capture_out(std::string(200'000, 'x')).view());
  EXPECT_EQ(at(seen, "text").as_string().size(), 64u << 10);
  EXPECT_EQ(at(seen, "bytes").as_int(), 200'000);
}

}  // namespace
}  // namespace grade
