#include "harness/observe/events.h"

#include <gtest/gtest.h>

#include "tests/observe/event_stream.h"

namespace grade {
namespace {

// The vectors of the authors of SipHash.
TEST(EventCode, IsSipHash24) {
  EXPECT_EQ(event_code(kEventKey, ""), 0x726fdb47dd0e0e31u);
  EXPECT_EQ(event_code(kEventKey, std::string_view("\0", 1)), 0x74f839c593dc67fdu);
  EXPECT_EQ(event_code(kEventKey, std::string_view("\0\1\2\3\4\5\6\7", 8)), 0x93f5f5799a932462u);
  EXPECT_EQ(event_code(kEventKey, std::string_view("\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16", 15)),
            0xa129ca6149be45e5u);
}

TEST(Events, GiveWhatWasTold) {
  const Events events = told({{"gc", R"("gogc":-1,"goal":18446744073709551615,"x":1.5,"y":"z")"}});
  ASSERT_EQ(events.all.size(), 1u);
  const Event& event = events.all[0];
  EXPECT_EQ(event.kind, "gc");
  EXPECT_EQ(event.pid, 7);
  EXPECT_EQ(event.at, std::chrono::microseconds(2));
  EXPECT_EQ(event.count("gogc"), -1);
  EXPECT_EQ(event.count("goal"), INT64_MAX);
  EXPECT_EQ(event.count("x"), 0);
  EXPECT_EQ(event.text("y"), "z");
  EXPECT_EQ(event.text("gogc"), "");
  EXPECT_TRUE(events.is_complete());
}

const std::string kStart = event_line({"start", ""}, 1);
const std::string kEnd = event_line({"end", ""}, 4);
std::string gc(int seq, int pid = 7) { return event_line({"gc", "\"num_gc\":1"}, seq, pid); }

struct Case {
  const char* name;
  std::string in;
  std::size_t events;
  int forged;
  int lost;
  bool complete;
};
const Case kCases[] = {
    {"Nothing", "", 0, 0, 0, false},
    {"Whole", kStart + gc(2) + gc(3) + kEnd, 2, 0, 0, true},
    {"NoEnd", kStart + gc(2) + gc(3), 2, 0, 0, false},
    {"CutOff", kStart + gc(2) + gc(3).substr(0, 50), 1, 1, 0, false},
    {"WithoutLineFeed", kStart + gc(2).substr(0, gc(2).size() - 1), 1, 0, 0, false},
    {"OtherKey", kStart + signed_line("{}", "ffffffffffffffffffffffffffffffff"), 0, 1, 0, false},
    {"NoCode", kStart + "{\"kind\":\"gc\",\"pid\":7,\"seq\":2}\n", 0, 1, 0, false},
    {"ChangedFieldOfATrueLine", kStart + gc(2).replace(9, 2, "gd"), 0, 1, 0, false},
    {"ForgedBetween", kStart + "hello\n" + gc(2) + "\n" + gc(3) + kEnd, 2, 2, 0, true},
    {"Missing", kStart + gc(3) + kEnd, 1, 0, 1, false},
    {"StartMissing", gc(2) + gc(3) + kEnd, 2, 0, 1, false},
    {"Repeated", kStart + gc(2) + gc(2) + gc(3) + kEnd, 2, 0, 1, false},
    {"OutOfOrder", kStart + gc(3) + gc(2) + kEnd, 1, 0, 2, false},
    {"SecondProcess", kStart + event_stream({{"gc", ""}}, 8) + gc(2) + gc(3) + kEnd, 3, 0, 0, true},
    {"EndOfTheSecondIsNotTheEnd", kStart + event_stream({{"gc", ""}}, 8) + gc(2), 2, 0, 0, false},
    {"SecondProcessHasNoEnd", kStart + event_line({"start", ""}, 1, 8) + gc(2) + gc(3) + kEnd, 2, 0,
     0, false},
    {"EndWithoutStart", event_line({"end", ""}, 1), 0, 0, 0, false},
    {"PidIsUsedAgain", event_stream({{"gc", ""}}) + event_stream({{"gc", ""}}), 2, 0, 0, true},
    {"PidIsUsedAgainBeforeItsEnd", kStart + gc(2) + event_stream({{"gc", ""}}), 2, 0, 0, false},
    {"SignedButNoObject", signed_line("[1]") + signed_line(std::string(3000, '[')), 0, 2, 0, false},
    {"VeryLong", std::string(100'000, '{') + "\n", 0, 1, 0, false},
    {"LongestLine", signed_line(std::string(8'175, ' ')), 0, 1, 0, false},
};
class EventsTable : public testing::TestWithParam<Case> {};
TEST_P(EventsTable, Counts) {
  const Events events = events_in(GetParam().in);
  EXPECT_EQ(events.all.size(), GetParam().events);
  EXPECT_EQ(events.forged, GetParam().forged);
  EXPECT_EQ(events.lost, GetParam().lost);
  EXPECT_EQ(events.is_complete(), GetParam().complete);
}
INSTANTIATE_TEST_SUITE_P(, EventsTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST(Events, WithoutAKeyNothingIsOne) {
  for (const char* key : {"", "00", "000102030405060708090a0b0c0d0e0g"}) {
    const Events events = events_in(kStart + gc(2), key);
    EXPECT_EQ(events.forged, 2) << key;
    EXPECT_FALSE(events.has_begun) << key;
  }
}

}  // namespace
}  // namespace grade
