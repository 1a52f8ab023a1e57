#include "harness/recording/run_recording.h"

#include <gtest/gtest.h>

#include "harness/base/files.h"
#include "harness/recording/sealed_json.h"

namespace grade {
namespace {

using nlohmann::json;

const RunRecording kRun = {
    .info = {.grade_version = "0.1",
             .go_version = "go1.26.8",
             .isolation = "sandbox",
             .proven = {"a wall limit"},
             .degraded = {},
             .started_at = "2026-11-24T06:22:50Z",
             .kernel = "6.18",
             .cpu_model = "some \"CPU\"",
             .cpus = 2,
             .recording = "/r"},
    .ids = {"1.1", "2.3"},
    .folders = {{"0/task01", "alice", 1}, {"1/task02", "b\nb", 2, "/c/b/task02"}},
    .started_in = "/c"};

class RunRecordingFile : public testing::Test {
 protected:
  std::string text() const { return read_file(file_, 1u << 20).value(); }
  std::string trouble_of(std::string_view text) const {
    EXPECT_TRUE(write_file(file_, text));
    const auto run = read_run_recording(dir_.path());
    return run ? "none" : run.error().what;
  }

  TempDir dir_ = TempDir::make(testing::TempDir(), "run").value();
  std::filesystem::path file_ = dir_.path() / "run.json";
};

TEST_F(RunRecordingFile, ReadsBack) {
  for (const RunRecording& run : {RunRecording{}, kRun}) {
    ASSERT_TRUE(write_run_recording(dir_.path(), run));
    EXPECT_EQ(read_run_recording(dir_.path()).value(), run);
  }
}

TEST_F(RunRecordingFile, NamesNeedNotBeUtf8) {
  RunRecording run = kRun;
  run.folders[0].submission = "al\xffice";
  ASSERT_TRUE(write_run_recording(dir_.path(), run));
  EXPECT_EQ(read_run_recording(dir_.path()).value(), run);
}

TEST_F(RunRecordingFile, CutAnywhereItIsAnError) {
  ASSERT_TRUE(write_run_recording(dir_.path(), kRun));
  const std::string whole = text();
  for (std::size_t size = 0; size < whole.size(); ++size)
    ASSERT_NE(trouble_of(whole.substr(0, size)), "none") << "cut at " << size;
}

TEST_F(RunRecordingFile, AChangedByteIsAnErrorOrNoChange) {
  ASSERT_TRUE(write_run_recording(dir_.path(), kRun));
  const std::string whole = text();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x01);
    ASSERT_TRUE(write_file(file_, changed));
    ASSERT_EQ(read_run_recording(dir_.path()).value_or(kRun), kRun) << "changed at " << at;
  }
}

TEST_F(RunRecordingFile, AMissingOneIsNamed) {
  EXPECT_EQ(to_string(read_run_recording(dir_.path()).error()),
            file_.string() + ": cannot read: No such file or directory");
}

json valid() {
  return {{"schema", "grade/recording/v4"},
          {"info",
           {{"grade_version", ""},
            {"go_version", ""},
            {"isolation", ""},
            {"proven", json::array()},
            {"degraded", json::array()},
            {"started_at", ""},
            {"kernel", ""},
            {"cpu_model", ""},
            {"cpus", 0},
            {"recording", ""}}},
          {"started_in", ""},
          {"ids", json::array()},
          {"folders",
           json::array({{{"dir", "0/task01"}, {"submission", "a"}, {"task", 1}, {"path", ""}}})}};
}

struct Case {
  const char* name;
  const char* pointer;
  json value;  // null: taken away
  std::string_view error;
};
const std::string_view kNotRead = "not a recording that this version of grade can read";
const Case kCases[] = {
    {"Valid", "/ids", json::array(), "none"},
    {"OtherSchema", "/schema", "grade/recording/v3", kNotRead},
    {"SchemaIsANumber", "/schema", 1, kNotRead},
    {"NoSchema", "/schema", nullptr, kNotRead},
    {"NoInfo", "/info", nullptr, "damaged recording: info is missing"},
    {"InfoIsAList", "/info", json::array(),
     "damaged recording: info: expected an object, found array"},
    {"NoIds", "/ids", nullptr, "damaged recording: ids is missing"},
    {"IdIsANumber", "/ids", json::array({1}),
     "damaged recording: ids[0]: expected a string, found number"},
    {"FoldersAreAMap", "/folders", json::object(),
     "damaged recording: folders: expected a list, found object"},
    {"FolderIsAText", "/folders/0", "0/task01",
     "damaged recording: folders[0]: expected an object, found string"},
    {"NoSubmission", "/folders/0/submission", nullptr,
     "damaged recording: folders[0].submission is missing"},
    {"TaskIsAText", "/folders/0/task", "1",
     "damaged recording: folders[0].task: expected a whole number that fits, found string"},
    {"TaskIsNegative", "/folders/0/task", -1, "a folder of no task"},
    {"TaskWouldWrap", "/folders/0/task", 4294967297,
     "damaged recording: folders[0].task: expected a whole number that fits, found number"},
    {"FolderOutside", "/folders/0/dir", "../other", "a folder is outside the recording"},
    {"AbsoluteFolder", "/folders/0/dir", "/etc", "a folder is outside the recording"},
    {"EmptyFolder", "/folders/0/dir", "", "a folder is outside the recording"},
};
class RunRecordingTable : public RunRecordingFile, public testing::WithParamInterface<Case> {};
TEST_P(RunRecordingTable, IsRead) {
  json root = valid();
  const json::json_pointer pointer(GetParam().pointer);
  root[pointer] = GetParam().value;
  if (GetParam().value.is_null()) root.at(pointer.parent_pointer()).erase(pointer.back());
  EXPECT_EQ(trouble_of(sealed(root)), GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(, RunRecordingTable, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

TEST_F(RunRecordingFile, IsSealed) {
  EXPECT_EQ(trouble_of(valid().dump() + "\n"), "damaged recording: no checksum");
  json root = json::parse(sealed(valid()));
  root["ids"] = json::array({"1.1"});
  EXPECT_EQ(trouble_of(root.dump() + "\n"), "damaged recording: its checksum does not match");
}

TEST(SealedJson, IsShallow) {
  std::string deep = "{\"a\": ";
  for (int i = 0; i < 1'000'000; ++i) deep += '[';
  for (int i = 0; i < 1'000'000; ++i) deep += ']';
  json object = parse_object(deep + "}\n");
  EXPECT_EQ(unseal(object).error().what, "no checksum");
  EXPECT_TRUE(parse_object("[]\n").is_null());
  EXPECT_TRUE(parse_object("{}").is_null());
  EXPECT_TRUE(parse_object("{} {}\n").is_null());
}

}  // namespace
}  // namespace grade
