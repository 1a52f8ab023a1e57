// Any bytes as the run.json of a recording, as they are and with the right checksum. What can be
// read must be written and read back equal.
#include <cstdint>

#include "harness/base/files.h"
#include "harness/recording/run_recording.h"
#include "harness/recording/sealed_json.h"

namespace {

namespace fs = std::filesystem;

void read(const fs::path& dir, const std::string& text) {
  GRADE_CHECK(grade::write_file(dir / "run.json", text).has_value(), "the disk takes it");
  const auto run = grade::read_run_recording(dir);
  if (!run) {
    GRADE_CHECK(run.error().pos.file.starts_with(dir.string()), "an error names its file");
    GRADE_CHECK(!run.error().what.empty(), "an error says what is wrong");
    return;
  }
  for (const grade::RecordedFolder& folder : run->folders)
    GRADE_CHECK((dir / folder.dir).lexically_normal().string().starts_with(dir.string()),
                "folders lie in the recording");
  GRADE_CHECK(grade::write_run_recording(dir, *run).has_value(), "what was read can be written");
  GRADE_CHECK(grade::read_run_recording(dir) == *run, "and reads back equal");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const grade::TempDir kDir =
      grade::TempDir::make(fs::temp_directory_path(), "run-recording-fuzz").value();
  const std::string text = std::string(reinterpret_cast<const char*>(data), size) + "\n";
  read(kDir.path(), text);
  nlohmann::json root = grade::parse_object(text);
  if (!root.is_object()) return 0;
  root.erase("crc32");
  read(kDir.path(), grade::sealed(std::move(root)));
  return 0;
}
