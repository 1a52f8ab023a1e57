#include "harness/recording/store.h"

#include <gtest/gtest.h>

#include "harness/base/files.h"

namespace grade {
namespace {

using std::chrono::nanoseconds;

TempDir fresh() { return TempDir::make(testing::TempDir(), "store").value(); }

Stream stream_of(std::string bytes) {
  Stream stream;
  stream.total = bytes.size() + 7;
  if (!bytes.empty()) stream.chunks = {{1, nanoseconds(5)}, {bytes.size(), nanoseconds(1'234'567)}};
  stream.bytes = std::move(bytes);
  return stream;
}

RunRecord full_record() {
  RunRecord record;
  record.name = "gogc50#2";
  record.argv = {"/out/x", "", "a b\n\"", std::string("\xff\xfe not utf-8", 13)};
  record.env = {{"GOGC", "50"}, {"ODD", "\x80"}, {"\xc3", ""}};
  record.cwd = "/src/\xe2\x82\xac";
  record.termination = Exited{3};
  record.usage = {.wall = nanoseconds(1'500'000'001),
                  .user = nanoseconds(-1),
                  .system = nanoseconds(7),
                  .peak_rss = 0xffff'ffff'ffff'ffff,
                  .minor_faults = 3,
                  .major_faults = 4};
  record.disturbance = {.cpu_wait = nanoseconds(5), .stall = nanoseconds(6)};
  record.streams = {{kStdout, stream_of(std::string("line\n\0bytes\xff", 12))},
                    {kStderr, stream_of("gc 1 @0.001s\n")},
                    {kEvents, stream_of("")}};
  record.memory = {{nanoseconds(0), 1}, {nanoseconds(20'000'000), 4096}};
  record.processes = {{7, 1, "serv\xe9r", 4096, record.memory}, {8, 7, "", 0, {}}};
  record.steps = {{"wait: listening", nanoseconds(5), nanoseconds(9), ""},
                  {"fetch: /x", nanoseconds(9), nanoseconds(10), "no answer"}};
  record.attachments = {{"after", {nanoseconds(10), std::string("\x1f\x8b\0", 3), 3}},
                        {"none", {nanoseconds(11), "", 12}}};
  record.reused = "reference/task01";
  record.key = "5eed";
  record.event_key = "00112233445566778899aabbccddeeff";
  return record;
}

struct RecordCase {
  const char* name;
  RunRecord record;
};

RunRecord ended(Termination termination) {
  RunRecord record = full_record();
  record.termination = std::move(termination);
  return record;
}

RunRecord with_many_chunks() {
  RunRecord record = full_record();
  Stream& out = record.streams[kStdout];
  out = {};
  for (int i = 0; i < 3000; ++i) {
    out.bytes += "0123456789";
    out.chunks.push_back({out.bytes.size(), nanoseconds(i % 7 * 1'000'003 - 3)});
  }
  out.chunks.push_back({out.bytes.size(), nanoseconds(INT64_MAX)});
  out.chunks.push_back({out.bytes.size(), nanoseconds(INT64_MIN)});
  out.total = UINT64_MAX;
  return record;
}

const RecordCase kRecords[] = {
    {"Empty", {}},
    {"Full", full_record()},
    {"ManyChunks", with_many_chunks()},
    {"NotStarted", ended(NotStarted{"no \xf0 bwrap"})},
    {"Signalled", ended(Signalled{9})},
    {"Stopped", ended(Stopped{"wall 20s"})},
};

class StoreTable : public testing::TestWithParam<RecordCase> {};
TEST_P(StoreTable, ReadsBackTheEqualRecord) {
  const TempDir dir = fresh();
  ASSERT_TRUE(write_record(dir.path() / "run", GetParam().record));
  const auto read = read_record(dir.path() / "run");
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(*read, GetParam().record);
}
INSTANTIATE_TEST_SUITE_P(, StoreTable, testing::ValuesIn(kRecords),
                         [](const auto& i) { return i.param.name; });

std::vector<std::filesystem::path> files_of(const std::filesystem::path& dir) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir))
    if (entry.is_regular_file()) files.push_back(entry.path());
  return files;
}

TEST(Store, CutAnywhereItIsAnErrorThatNamesTheFile) {
  const TempDir dir = fresh();
  ASSERT_TRUE(write_record(dir.path(), full_record()));
  ASSERT_EQ(files_of(dir.path()).size(), 6u);
  for (const auto& file : files_of(dir.path())) {
    const std::string whole = read_file(file, 1 << 20).value();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      ASSERT_TRUE(write_file(file, whole.substr(0, size)));
      const auto read = read_record(dir.path());
      ASSERT_FALSE(read) << file << " cut at " << size;
      ASSERT_EQ(read.error().pos.file, file.string()) << to_string(read.error());
    }
    std::filesystem::remove(file);
    EXPECT_EQ(read_record(dir.path()).error().pos.file, file.string());
    ASSERT_TRUE(write_file(file, whole));
  }
  EXPECT_EQ(read_record(dir.path()).value(), full_record());
}

TEST(Store, AChangedByteIsAnErrorOrNoChange) {
  const TempDir dir = fresh();
  ASSERT_TRUE(write_record(dir.path(), full_record()));
  for (const auto& file : files_of(dir.path())) {
    const std::string whole = read_file(file, 1 << 20).value();
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 0x05);
      ASSERT_TRUE(write_file(file, changed));
      const auto read = read_record(dir.path());
      ASSERT_EQ(read.value_or(full_record()), full_record()) << file << " changed at " << at;
    }
    ASSERT_TRUE(write_file(file, whole));
  }
}

TEST(Store, OtherVersionsAreNamed) {
  const TempDir dir = fresh();
  ASSERT_TRUE(write_file(dir.path() / "launch.json", "{\"version\": 99}\n"));
  EXPECT_EQ(read_record(dir.path()).error().what, "recording of version 99, expected 3");
}

TEST(Store, RefusesChunksThatNoLauncherMakes) {
  const TempDir dir = fresh();
  RunRecord record = full_record();
  Stream& out = record.streams[kStdout];
  out.chunks = {{99, nanoseconds(1)}};
  EXPECT_FALSE(write_record(dir.path(), record));
  out.chunks = {{3, nanoseconds(1)}, {2, nanoseconds(1)}};
  EXPECT_FALSE(write_record(dir.path(), record));
}

struct WordCase {
  const char* name;
  Termination termination;
  const char* words;
};
const WordCase kWords[] = {
    {"Exit", Exited{0}, "exit 0"},
    {"Signal", Signalled{9}, "signal 9 (SIGKILL)"},
    {"RealTimeSignal", Signalled{40}, "signal 40 (unknown)"},
    {"Limit", Stopped{"wall 20s"}, "stopped by us: wall 20s"},
    {"NotStarted", NotStarted{"no bwrap"}, "not started: no bwrap"},
};
class TerminationWords : public testing::TestWithParam<WordCase> {};
TEST_P(TerminationWords, Read) { EXPECT_EQ(to_string(GetParam().termination), GetParam().words); }
INSTANTIATE_TEST_SUITE_P(, TerminationWords, testing::ValuesIn(kWords),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
