#include "harness/recording/run_recording.h"

#include "harness/base/files.h"
#include "harness/recording/json_fields.h"
#include "harness/recording/sealed_json.h"

namespace grade {

constexpr const char* kSchema = "grade/recording/v4";

template <class Json>
void describe(Json& json, RunInfo& info) {
  json.field("grade_version", info.grade_version).field("go_version", info.go_version);
  json.field("isolation", info.isolation).field("proven", info.proven);
  json.field("degraded", info.degraded).field("started_at", info.started_at);
  json.field("kernel", info.kernel).field("cpu_model", info.cpu_model).field("cpus", info.cpus);
  json.field("recording", info.recording);
}

template <class Json>
void describe(Json& json, RecordedFolder& folder) {
  json.field("dir", folder.dir).field("submission", folder.submission).field("task", folder.task);
  json.field("path", folder.path);
}

namespace {

constexpr const char* kRunFile = "run.json";
constexpr const char* kBegun = ".begun";  // ours, so that what is in the folder may be removed

// Nothing is in it, or only what a run that was killed had copied before it wrote run.json.
bool is_never_begun(const std::filesystem::path& dir) {
  std::error_code ec;
  if (std::filesystem::is_empty(dir, ec)) return true;
  return !ec && std::filesystem::exists(dir / kBegun, ec) &&
         !std::filesystem::exists(dir / kRunFile, ec);
}

struct RunFile {
  std::string schema = kSchema;
  RunInfo info;
  std::string started_in;
  std::vector<std::string> ids;
  std::vector<RecordedFolder> folders;
};

template <class Json>
void describe(Json& json, RunFile& run) {
  json.field("schema", run.schema).field("info", run.info).field("ids", run.ids);
  json.field("started_in", run.started_in).field("folders", run.folders);
}

bool is_inside(const std::string& dir) {
  return !dir.empty() && dir[0] != '/' && dir.find("..") == std::string::npos;
}

Result<RunRecording> from_json(nlohmann::json root, const std::string& file) {
  const Pos pos{file, 0, 0};
  if (!root.is_object() || !root.contains("schema") || root["schema"] != kSchema)
    return fail_at(pos, "not a recording that this version of grade can read");
  if (const auto whole = unseal(root); !whole)
    return fail_at(pos, "damaged recording: " + whole.error().what, "record again");
  RunFile run;
  const std::string trouble = read_fields(root, "run", run);
  if (!trouble.empty()) return fail_at(pos, "damaged recording: " + trouble, "record again");
  for (const RecordedFolder& folder : run.folders) {
    if (!is_inside(folder.dir)) return fail_at(pos, "a folder is outside the recording");
    if (folder.task < 1 || folder.task > 999) return fail_at(pos, "a folder of no task");
  }
  return RunRecording{.info = std::move(run.info),
                      .ids = {run.ids.begin(), run.ids.end()},
                      .folders = std::move(run.folders),
                      .started_in = std::move(run.started_in)};
}

}  // namespace

Result<void> make_recording_folder(const std::filesystem::path& dir) {
  std::error_code ec;
  if (std::filesystem::exists(dir, ec) && !is_never_begun(dir))
    return fail_at({dir.string(), 0, 0}, "already exists", "name a new folder for the recording");
  for (const auto& entry : std::filesystem::directory_iterator(dir, ec))
    std::filesystem::remove_all(entry.path(), ec);
  GRADE_TRY_VOID(make_folder(dir));
  // It holds the work of others.
  std::filesystem::permissions(dir, std::filesystem::perms(0700), ec);
  return write_file(dir / kBegun, "");
}

Result<void> write_run_recording(const std::filesystem::path& dir, const RunRecording& run) {
  const RunFile file{.schema = kSchema,
                     .info = run.info,
                     .started_in = run.started_in,
                     .ids = {run.ids.begin(), run.ids.end()},
                     .folders = run.folders};
  return write_file(dir / kRunFile, sealed(fields_of(file)));
}

Result<RunRecording> read_run_recording(const std::filesystem::path& dir) {
  const std::filesystem::path file = dir / kRunFile;
  GRADE_TRY(const std::string text, read_file(file, 16u << 20));
  return from_json(parse_object(text), file.string());
}

}  // namespace grade
