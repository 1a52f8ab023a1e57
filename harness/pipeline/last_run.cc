#include "harness/pipeline/last_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/recording/run_recording.h"
#include "runtime/toolchain.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPathBytes = 4096;

fs::path note_file() { return state_dir() / "last-run"; }

bool has_all(const fs::path& recording, const std::vector<TaskFolder>& folders) {
  const Result<RunRecording> run = read_run_recording(recording);
  return run && std::ranges::all_of(folders, [&](const TaskFolder& folder) {
           return std::ranges::find(run->folders, folder.dir.string(), &RecordedFolder::path) !=
                  run->folders.end();
         });
}

// The newest first; they are named after their time.
std::vector<fs::path> kept_recordings() {
  std::vector<fs::path> all;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(state_dir() / "recordings", ec))
    all.push_back(entry.path());
  std::ranges::sort(all, std::greater());
  return all;
}

}  // namespace

Result<void> note_last_run(const fs::path& recording) {
  std::error_code ec;
  GRADE_TRY_VOID(make_folder(state_dir()));
  return write_file(note_file(), fs::absolute(recording, ec).string() + "\n");
}

Result<fs::path> last_run() {
  const Result<std::string> noted = read_file(note_file(), kMaxPathBytes);
  if (!noted) return fail("nothing was graded yet", "grade run");
  const fs::path recording(trim(*noted));
  std::error_code ec;
  if (!fs::is_directory(recording, ec))
    return fail(
        fmt::format("the recording of the last run is gone: {}", printable(recording.string())),
        "grade run");
  return recording;
}

Result<fs::path> last_run_of(const std::vector<TaskFolder>& folders) {
  std::vector<fs::path> all = kept_recordings();
  if (const Result<fs::path> last = last_run()) all.insert(all.begin(), *last);
  const auto found =
      std::ranges::find_if(all, [&](const fs::path& one) { return has_all(one, folders); });
  if (found != all.end()) return *found;
  return fail("no recording is kept of a run that graded all of these folders", "grade run");
}

}  // namespace grade
