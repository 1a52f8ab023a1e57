#include "harness/launch/driver_report.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

namespace grade {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kStart{1000};

RunRecord launched(Termination driver = Exited{0}) {
  RunRecord record;
  record.termination = std::move(driver);
  record.usage.wall = nanoseconds(500);
  record.usage.user = nanoseconds(400);  // with the driver's own
  record.usage.peak_rss = 9;
  Stream& err = record.streams[kStderr];
  err.bytes = "before\nafter\n";
  err.total = 20;
  err.chunks = {{7, nanoseconds(140)}, {13, nanoseconds(180)}};
  return record;
}

RunRecord taken(std::string_view report, RunRecord record = launched()) {
  take_driver_report(report, kStart, record);
  return record;
}

constexpr std::string_view kBegun = R"({"kind": "begun", "what": "fetch: /x", "began": 1100})"
                                    "\n";
constexpr std::string_view kDone =
    R"({"kind": "done", "as": "heap", "began": 1100, "ended": 1200, "bytes": 5, "total": 7})"
    "\nheap\n";
constexpr std::string_view kQuit =
    R"({"kind": "begun", "what": "signal: SIGQUIT", "began": 1150})"
    "\n"
    R"({"kind": "done", "as": "dump", "from_stderr": true, "ended": 1250})"
    "\n";
constexpr std::string_view kEnded =
    R"({"kind": "ended", "status": 512, "usage": {"user": 30, "system": 20, "peak_rss": 4096,)"
    R"( "minor_faults": 3, "major_faults": 1}})"
    "\n";
std::string whole() { return fmt::format("{}{}{}{}", kBegun, kDone, kQuit, kEnded); }

TEST(DriverReport, CompletesTheRecord) {
  const RunRecord record = taken(whole());
  EXPECT_EQ(record.termination, Termination(Exited{2}));
  EXPECT_EQ(record.usage, (Usage{.wall = nanoseconds(500),
                                 .user = nanoseconds(30),
                                 .system = nanoseconds(20),
                                 .peak_rss = 4096,
                                 .minor_faults = 3,
                                 .major_faults = 1}));
  EXPECT_EQ(record.steps,
            (std::vector<StepRecord>{{"fetch: /x", nanoseconds(100), nanoseconds(200), ""},
                                     {"signal: SIGQUIT", nanoseconds(150), nanoseconds(250), ""}}));
  ASSERT_EQ(record.attachments.size(), 2u);
  EXPECT_EQ(record.attachments.at("heap"), (Attachment{nanoseconds(200), "heap\n", 7}));
  EXPECT_EQ(record.attachments.at("dump"), (Attachment{nanoseconds(250), "after\n", 13}));
}

TEST(DriverReport, CutOffAnywhereItGivesWhatIsWhole) {
  const std::string report = whole();
  const RunRecord all = taken(report);
  for (std::size_t size = 0; size < report.size(); ++size) {
    const RunRecord record = taken(report.substr(0, size));
    EXPECT_EQ(record.termination,
              Termination(NotStarted{"the driver of the program was lost (exit 0)"}))
        << size;
    EXPECT_EQ(record.usage, launched().usage);
    ASSERT_LE(record.steps.size(), 2u);
    for (std::size_t i = 0; i < record.steps.size(); ++i)
      EXPECT_EQ(record.steps[i].what, all.steps[i].what);
    EXPECT_EQ(record.attachments.contains("heap"), size >= kBegun.size() + kDone.size()) << size;
    for (const auto& [name, attachment] : record.attachments)
      EXPECT_EQ(attachment, all.attachments.at(name)) << size;
  }
}

TEST(DriverReport, AStepThatWasNotDoneIsOpen) {
  const RunRecord record = taken(kBegun, launched(Stopped{"wall 20s"}));
  EXPECT_EQ(record.termination, Termination(Stopped{"wall 20s"}));
  EXPECT_EQ(record.steps, (std::vector<StepRecord>{{"fetch: /x", nanoseconds(100), {}, ""}}));
}

TEST(DriverReport, KeepsTheTroubleOfAStepAndItsBytes) {
  const RunRecord record = taken(fmt::format(
      "{}{{\"kind\": \"done\", \"as\": \"heap\", \"ended\": 1200, \"trouble\": \"it is larger "
      "than 64 MiB\", \"bytes\": 2, \"total\": 67108865}}\nxy{}",
      kBegun, kEnded));
  EXPECT_EQ(record.steps.at(0).trouble, "it is larger than 64 MiB");
  EXPECT_TRUE(record.attachments.at("heap").is_cut());
  EXPECT_EQ(record.termination, Termination(Exited{2}));
}

struct EndCase {
  const char* name;
  Termination driver;
  const char* report;
  Termination ended;
};
const EndCase kEnds[] = {
    {"Exit", Exited{0}, "{\"kind\": \"ended\", \"status\": 0}\n", Exited{0}},
    {"Signal", Exited{0}, "{\"kind\": \"ended\", \"status\": 9}\n", Signalled{SIGKILL}},
    {"SignalWithACore", Exited{0}, "{\"kind\": \"ended\", \"status\": 131}\n", Signalled{SIGQUIT}},
    {"DriverKilled", Signalled{SIGKILL}, "",
     NotStarted{"the driver of the program was lost (signal 9 (SIGKILL))"}},
    {"DriverKilledAfterwards", Signalled{SIGKILL}, "{\"kind\": \"ended\", \"status\": 0}\n",
     NotStarted{"the driver of the program was lost (signal 9 (SIGKILL))"}},
    {"DriverInTrouble", Exited{125}, "",
     NotStarted{"the driver of the program was lost (exit 125)"}},
    {"ProgramNotStarted", Exited{125},
     "{\"kind\": \"not_started\", \"trouble\": \"exec format error\", \"is_ours\": true}\n",
     NotStarted{"exec format error"}},
    {"LoadNotPossible", Exited{0},
     "{\"kind\": \"done\", \"trouble\": \"no hey\", \"is_ours\": true}\n"
     "{\"kind\": \"ended\", \"status\": 0}\n",
     NotStarted{"no hey"}},
    {"Limit", Stopped{"memory 64MiB"}, "{\"kind\": \"ended\", \"status\": 9}\n",
     Stopped{"memory 64MiB"}},
    {"NotStarted", NotStarted{"bwrap: no"}, "", NotStarted{"bwrap: no"}},
};
class DriverEnds : public testing::TestWithParam<EndCase> {};
TEST_P(DriverEnds, AreToldApart) {
  EXPECT_EQ(taken(GetParam().report, launched(GetParam().driver)).termination, GetParam().ended);
}
INSTANTIATE_TEST_SUITE_P(, DriverEnds, testing::ValuesIn(kEnds),
                         [](const auto& i) { return i.param.name; });

// What no driver writes ends the report, and is never believed.
struct HostileCase {
  const char* name;
  std::string report;
};
const HostileCase kHostile[] = {
    {"NoJson", "begun\n"},
    {"AList", "[1]\n"},
    {"AnotherType", "{\"kind\": 7}\n"},
    {"NoUtf8", "{\"kind\": \"begun\", \"what\": \"\xff\"}\n"},
    {"MoreBytesThanThereAre", "{\"kind\": \"done\", \"as\": \"x\", \"bytes\": 100}\nx"},
    {"AnEndlessNumberOfBytes", "{\"kind\": \"done\", \"bytes\": 18446744073709551615}\n"},
    {"FewerThanNoBytes", "{\"kind\": \"done\", \"bytes\": -1}\n"},
    {"MoreBytesThanANumberHolds", "{\"kind\": \"done\", \"bytes\": 18446744073709551616}\n"},
    {"AFractionInUsage", "{\"kind\": \"ended\", \"status\": 0, \"usage\": {\"user\": 1e30}}\n"},
    {"Deep", std::string(100'000, '[') + "\n"},
    {"UsageIsAList", "{\"kind\": \"ended\", \"status\": 0, \"usage\": [1]}\n"},
    {"DoneBeforeItWasBegun", "{\"kind\": \"done\", \"as\": \"x\", \"bytes\": 1}\nx"},
    {"UnknownKind", "{\"kind\": \"passed\", \"status\": 0}\n"},
};
class HostileReports : public testing::TestWithParam<HostileCase> {};
TEST_P(HostileReports, GiveNothing) {
  const RunRecord record = taken(GetParam().report);
  EXPECT_TRUE(record.steps.empty());
  EXPECT_TRUE(record.attachments.empty());
  EXPECT_EQ(record.termination,
            Termination(NotStarted{"the driver of the program was lost (exit 0)"}));
}
INSTANTIATE_TEST_SUITE_P(, HostileReports, testing::ValuesIn(kHostile),
                         [](const auto& i) { return i.param.name; });

TEST(DriverReport, TimesBeforeTheEpochAreNone) {
  const RunRecord record =
      taken("{\"kind\": \"begun\", \"what\": \"x\", \"began\": -9223372036854775808}\n");
  EXPECT_EQ(record.steps.at(0).began, -kStart);
}

}  // namespace
}  // namespace grade
