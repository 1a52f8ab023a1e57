#include "harness/recording/ended.h"

#include <gtest/gtest.h>

namespace grade {
namespace {

TEST(InWords, SaysOfAProgramThatDoesNotEndThatItDoesNot) {
  EXPECT_EQ(in_words(Stopped{"wall 20s"}), "does not end by itself; stopped after 20s");
}

TEST(InWords, SaysTheRestAsItIs) {
  EXPECT_EQ(in_words(Stopped{"memory 512MiB"}), "stopped by us: memory 512MiB");
  EXPECT_EQ(in_words(Exited{2}), "exit 2");
}

}  // namespace
}  // namespace grade
