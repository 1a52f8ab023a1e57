#include "harness/recording/task_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/recording/sealed_json.h"
#include "harness/recording/store.h"

namespace grade {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxFileBytes = 8u << 20;
constexpr int kMaxDepth = 17;  // a snapshot goes no deeper
constexpr const char* kContentsFile = "contents.json";

using Files = std::map<std::string, std::string>;  // path in the task folder -> bytes

std::unexpected<Error> damaged(const std::filesystem::path& path, const std::string& why) {
  return fail_at({path.string(), 0, 0}, "damaged recording: " + why, "record again");
}

Result<std::vector<std::filesystem::path>> sorted_entries(const std::filesystem::path& dir) {
  std::vector<std::filesystem::path> entries;
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(dir, ec))
    entries.push_back(entry.path());
  if (ec) return damaged(dir, ec.message());
  std::ranges::sort(entries);
  return entries;
}

// A snapshot holds files and folders, nothing else.
Result<void> read_files(const std::filesystem::path& dir, const std::string& prefix, int depth,
                        Files& files) {
  if (depth > kMaxDepth) return damaged(dir, "more nested folders than a snapshot has");
  GRADE_TRY(const auto entries, sorted_entries(dir));
  for (const auto& path : entries) {
    const std::string name = prefix + path.filename().string();
    std::error_code ec;
    const auto kind = std::filesystem::symlink_status(path, ec).type();
    if (kind == std::filesystem::file_type::directory) {
      GRADE_TRY_VOID(read_files(path, name + "/", depth + 1, files));
    } else if (kind == std::filesystem::file_type::regular) {
      GRADE_TRY(files[name], read_file(path, kMaxFileBytes));
    } else {
      return damaged(path, "neither a file nor a folder");
    }
  }
  return {};
}

// Number and checksum of names and bytes.
json summary(const Files& files) {
  std::string all;
  for (const auto& [name, bytes] : files)
    all += fmt::format("{}\n{} {}\n", name, bytes.size(), checksum(bytes));
  return {{"number", files.size()}, {"checksum", checksum(all)}};
}

Result<json> read_contents(const std::filesystem::path& file) {
  GRADE_TRY(const std::string text, read_file(file, 1u << 20));
  json contents = parse_object(text);
  if (!contents.is_object()) return damaged(file, "not a whole JSON object");
  if (const auto whole = unseal(contents); !whole) return damaged(file, whole.error().what);
  return contents;
}

Result<std::vector<std::string>> remarks_of(const json& contents,
                                            const std::filesystem::path& file) {
  const auto list = contents.find("remarks");
  if (list == contents.end() || !list->is_array()) return damaged(file, "no list of remarks");
  std::vector<std::string> remarks;
  for (const auto& item : *list) {
    if (!item.is_string()) return damaged(file, "a remark is not a text");
    remarks.push_back(item.get<std::string>());
  }
  return remarks;
}

Result<void> read_snapshot(Handin& handin, const std::filesystem::path& dir) {
  GRADE_TRY(const json contents, read_contents(dir / kContentsFile));
  if (const json why = contents.value("unreadable", json()); why.is_string())
    return fail_at({(dir / "files").string(), 0, 0}, why.get<std::string>());
  GRADE_TRY(handin.remarks, remarks_of(contents, dir / kContentsFile));
  Files files;
  GRADE_TRY_VOID(read_files(dir / "files", "", 0, files));
  if (contents.value("files", json()) != summary(files))
    return damaged(dir / "files", "the files do not match their checksum");
  for (auto& [path, bytes] : files)
    (std::filesystem::path(path).extension() == ".go" ? handin.code : handin.texts)
        .emplace(path, std::move(bytes));
  return {};
}

Result<void> read_launches(TaskRecording& recording, const std::filesystem::path& dir) {
  GRADE_TRY(const auto launches, sorted_entries(dir));
  for (const auto& launch : launches) {
    GRADE_TRY(RunRecord record, read_record(launch));
    record.streams.clear();
    record.attachments.clear();
    const std::string name = record.name;
    if (!recording.records.emplace(name, std::move(record)).second)
      return damaged(launch, fmt::format("a second launch '{}'", name));
    recording.kept_in.emplace(name, launch);
  }
  return {};
}

}  // namespace

bool is_writeup(std::string_view path) {
  return path == "WRITEUP.md" || path == "writeup.md" || path == "WRITEUP.txt";
}

Result<RunRecord> TaskRecording::whole(const std::string& name) const {
  if (const auto kept = kept_in.find(name); kept != kept_in.end()) return read_record(kept->second);
  if (const auto record = records.find(name); record != records.end()) return record->second;
  return fail(fmt::format("the recording has no launch '{}'", name));
}

Result<Handin> read_handin(const std::filesystem::path& dir) {
  Handin handin;
  GRADE_TRY_VOID(read_snapshot(handin, dir));
  GRADE_TRY(const RunRecord facts, read_record(dir / "facts"));
  if (facts.termination != Termination(Exited{0}))
    return fail_at({(dir / "facts").string(), 0, 0},
                   fmt::format("the source could not be read: {}", to_string(facts.termination)));
  GRADE_TRY(handin.facts, parse_facts(facts.out().bytes));
  return handin;
}

Result<TaskRecording> read_task_recording(const std::filesystem::path& dir) {
  TaskRecording recording;
  GRADE_TRY(recording.handin, read_handin(dir));
  GRADE_TRY_VOID(read_launches(recording, dir / "launches"));
  return recording;
}

Result<void> write_contents(const std::filesystem::path& dir,
                            const std::vector<std::string>& remarks) {
  Files files;
  GRADE_TRY_VOID(read_files(dir / "files", "", 0, files));
  return write_file(dir / kContentsFile, sealed({{"files", summary(files)}, {"remarks", remarks}}));
}

Result<void> write_no_contents(const std::filesystem::path& dir, const std::string& why) {
  GRADE_TRY_VOID(make_folder(dir));
  return write_file(dir / kContentsFile, sealed({{"unreadable", printable(why)}}));
}

}  // namespace grade
