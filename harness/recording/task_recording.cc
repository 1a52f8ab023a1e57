#include "harness/recording/task_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/base/files.h"
#include "harness/recording/store.h"

namespace grade {
namespace {

constexpr std::size_t kMaxTextBytes = 8u << 20;

std::vector<std::filesystem::path> sorted_entries(const std::filesystem::path& dir) {
  std::vector<std::filesystem::path> entries;
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(dir, ec))
    entries.push_back(entry.path());
  std::ranges::sort(entries);
  return entries;
}

Result<void> read_texts(TaskRecording& recording, const std::filesystem::path& dir,
                        const std::string& prefix) {
  for (const auto& path : sorted_entries(dir)) {
    const std::string name = prefix + path.filename().string();
    if (std::filesystem::is_directory(path)) {
      GRADE_TRY_VOID(read_texts(recording, path, name + "/"));
    } else if (path.extension() != ".go") {
      GRADE_TRY(recording.texts[name], read_file(path, kMaxTextBytes));
    }
  }
  return {};
}

Result<std::vector<std::string>> read_remarks(const std::filesystem::path& file) {
  GRADE_TRY(const std::string text, read_file(file, 1u << 20));
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  std::vector<std::string> remarks;
  if (!json.is_array()) return fail_at({file.string(), 0, 0}, "not a list of remarks");
  for (const auto& item : json) {
    if (!item.is_string()) return fail_at({file.string(), 0, 0}, "a remark is not a text");
    remarks.push_back(item.get<std::string>());
  }
  return remarks;
}

}  // namespace

Result<TaskRecording> read_task_recording(const std::filesystem::path& dir) {
  TaskRecording recording;
  GRADE_TRY(recording.remarks, read_remarks(dir / "remarks.json"));
  GRADE_TRY_VOID(read_texts(recording, dir / "files", ""));
  GRADE_TRY(const RunRecord facts, read_record(dir / "facts"));
  if (facts.termination == Termination(Exited{0})) {
    GRADE_TRY(recording.facts, parse_facts(facts.out.bytes));
  } else {
    return fail_at({(dir / "facts").string(), 0, 0},
                   fmt::format("the source could not be read: {}", to_string(facts.termination)));
  }
  for (const auto& launch : sorted_entries(dir / "launches")) {
    GRADE_TRY(RunRecord record, read_record(launch));
    std::string name = record.name;
    recording.records.emplace(std::move(name), std::move(record));
  }
  return recording;
}

}  // namespace grade
