// Any bytes as a recorded launch: launch.json and, each after a line "--", the files beside it in
// the order of kFiles. Read as they are; and again with all checksums made right, so that what
// lies behind them is reached too. What can be read must be written and read back equal.
#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "harness/base/files.h"
#include "harness/recording/sealed_json.h"
#include "harness/recording/store.h"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kEnd = "\n--\n";
constexpr std::array kFiles = {"stdout", "stdout.times", "stderr",          "stderr.times",
                               "events", "events.times", "attachments/heap"};
using Parts = std::array<std::string_view, kFiles.size() + 1>;

Parts split(std::string_view text) {
  Parts parts;
  for (std::string_view& part : parts) {
    const std::size_t end = text.find(kEnd);
    part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + kEnd.size());
  }
  return parts;
}

// `list` holds pairs of a name and an object that names the file's size and checksum as `part`.
void correct(json& list, std::string_view name, const char* part, std::string_view bytes) {
  if (!list.is_array()) return;
  for (json& pair : list)
    if (pair.is_array() && pair.size() == 2 && pair[0] == name && pair[1].is_object())
      pair[1][part] = {{"bytes", bytes.size()}, {"crc32", grade::checksum(bytes)}};
}

std::string with_right_checksums(const Parts& parts) {
  json launch = grade::parse_object(std::string(parts[0]) + "\n");
  if (!launch.is_object()) return std::string(parts[0]) + "\n";
  launch.erase("crc32");
  for (std::size_t i = 0; i < kFiles.size(); ++i) {
    const fs::path file = kFiles[i];
    correct(launch[file.has_parent_path() ? "attachments" : "streams"], file.stem().string(),
            file.has_extension() ? "times" : "data", parts[i + 1]);
  }
  return grade::sealed(std::move(launch));
}

void read(const fs::path& dir, const std::string& launch) {
  GRADE_CHECK(grade::write_file(dir / "launch.json", launch).has_value(), "the disk takes it");
  const auto record = grade::read_record(dir);
  if (!record) {
    GRADE_CHECK(record.error().pos.file.starts_with(dir.string()), "an error names its file");
    GRADE_CHECK(!record.error().what.empty(), "an error says what is wrong");
    return;
  }
  const fs::path again = dir / "again";
  GRADE_CHECK(grade::write_record(again, *record).has_value(), "what was read can be written");
  GRADE_CHECK(grade::read_record(again) == *record, "and reads back equal");
  fs::remove_all(again);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const grade::TempDir kDir =
      grade::TempDir::make(fs::temp_directory_path(), "record-fuzz").value();
  GRADE_CHECK(grade::make_folder(kDir.path() / "attachments").has_value(), "the disk takes it");
  const Parts parts = split({reinterpret_cast<const char*>(data), size});
  for (std::size_t i = 0; i < kFiles.size(); ++i)
    GRADE_CHECK(grade::write_file(kDir.path() / kFiles[i], parts[i + 1]).has_value(),
                "the disk takes it");
  read(kDir.path(), std::string(parts[0]) + "\n");
  read(kDir.path(), with_right_checksums(parts));
  return 0;
}
