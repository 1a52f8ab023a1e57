#include "harness/pipeline/workspace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>

namespace grade {
namespace {

namespace fs = std::filesystem;

// Empty when it cannot be had.
UniqueFd lock(const fs::path& dir, int how) {
  UniqueFd fd(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  while (fd && ::flock(fd.get(), how) != 0)
    if (errno != EINTR) return UniqueFd();
  return fd;
}

void remove_abandoned(const fs::path& all) {
  std::error_code ec;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(all, ec))
    if (entry.path().filename().string().starts_with("run-")) folders.push_back(entry.path());
  for (const fs::path& folder : folders)
    if (const UniqueFd held = hold_folder(folder)) fs::remove_all(folder, ec);
}

}  // namespace

UniqueFd hold_folder(const fs::path& dir) { return lock(dir, LOCK_EX | LOCK_NB); }

Result<Workspace> Workspace::make(const fs::path& all) {
  std::error_code ec;
  fs::create_directories(all, ec);
  // One run at a time, or a folder could be taken for abandoned before it is held.
  const UniqueFd turn = lock(all, LOCK_EX);
  if (!turn)
    return fail_at({all.string(), 0, 0}, fmt::format("cannot lock: {}", std::strerror(errno)),
                   "name a folder of your own in $GRADE_STATE");
  remove_abandoned(all);
  GRADE_TRY(TempDir dir, TempDir::make(all, "run"));
  fs::permissions(dir.path(), fs::perms(0711), ec);
  UniqueFd held = lock(dir.path(), LOCK_EX);
  if (!held) return fail_at({dir.path().string(), 0, 0}, "cannot lock");
  return Workspace(std::move(dir), std::move(held));
}

}  // namespace grade
