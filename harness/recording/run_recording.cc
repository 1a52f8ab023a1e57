#include "harness/recording/run_recording.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/base/files.h"
#include "harness/recording/sealed_json.h"

namespace grade {
namespace {

using nlohmann::json;

constexpr const char* kSchema = "grade/recording/v2";

// Submission names are folder names and need not be UTF-8.
json readable(const json& value) {
  return json::parse(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

bool is_inside(const std::string& dir) {
  return !dir.empty() && dir[0] != '/' && dir.find("..") == std::string::npos;
}

bool is_task_number(const json& value) {
  return value.is_number_unsigned() && value > 0 && value < 1000;
}

Result<RunRecording> from_json(json root, const std::string& file) {
  const auto bad = [&](const char* what) { return fail_at({file, 0, 0}, what); };
  if (!root.is_object() || !root.contains("schema") || root["schema"] != kSchema)
    return bad("not a recording that this version of grade can read");
  if (const auto whole = unseal(root); !whole)
    return fail_at({file, 0, 0}, "damaged recording: " + whole.error().what, "record again");
  if (!root.contains("info") || !root.contains("ids") || !root["ids"].is_array() ||
      !root.contains("folders") || !root["folders"].is_array())
    return bad("a part of the recording is missing");
  RunRecording run;
  auto info = parse_run_info(root["info"].dump());
  if (!info) return fail_at({file, 0, 0}, info.error().what);
  run.info = std::move(*info);
  for (const json& id : root["ids"]) {
    if (!id.is_string()) return bad("an id is not a text");
    run.ids.insert(id.get<std::string>());
  }
  for (const json& folder : root["folders"]) {
    if (!folder.is_object() || !folder.contains("dir") || !folder["dir"].is_string() ||
        !folder.contains("submission") || !folder["submission"].is_string() ||
        !folder.contains("task") || !is_task_number(folder["task"]))
      return bad("a folder of the recording is not described in full");
    run.folders.push_back({folder["dir"], folder["submission"], folder["task"]});
    if (!is_inside(run.folders.back().dir)) return bad("a folder lies outside of the recording");
  }
  return run;
}

}  // namespace

Result<void> write_run_recording(const std::filesystem::path& dir, const RunRecording& run) {
  json folders = json::array();
  for (const RecordedFolder& folder : run.folders)
    folders.push_back(
        {{"dir", folder.dir}, {"submission", folder.submission}, {"task", folder.task}});
  const json root = {{"schema", kSchema},
                     {"info", json::parse(to_json(run.info))},
                     {"ids", run.ids},
                     {"folders", std::move(folders)}};
  return write_file(dir / "run.json", sealed(readable(root)));
}

Result<RunRecording> read_run_recording(const std::filesystem::path& dir) {
  const std::filesystem::path file = dir / "run.json";
  GRADE_TRY(const std::string text, read_file(file, 16u << 20));
  return from_json(parse_object(text), file.string());
}

}  // namespace grade
