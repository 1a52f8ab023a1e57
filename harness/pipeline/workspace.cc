#include "harness/pipeline/workspace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRoom = 256u << 20;  // for what is built

constexpr auto kPatience = std::chrono::seconds(20);  // others hold it for milliseconds

// Empty when it cannot be had.
UniqueFd lock(const fs::path& dir) {
  UniqueFd fd(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  while (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    if (errno != EINTR) return UniqueFd();
  return fd;
}

UniqueFd wait_for_lock(const fs::path& dir) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  UniqueFd fd = lock(dir);
  while (!fd && errno == EWOULDBLOCK && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    fd = lock(dir);
  }
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

OpenUmask::OpenUmask() : before_(::umask(022)) {}

OpenUmask::~OpenUmask() {
  if (before_) ::umask(*before_);
}

UniqueFd hold_folder(const fs::path& dir) { return lock(dir); }

Result<Workspace> Workspace::make(const fs::path& all) {
  std::error_code ec;
  fs::create_directories(all, ec);
  fs::permissions(all, fs::perms(0711), ec);  // who cannot read it cannot lock it
  // One run at a time, or a folder could be taken for abandoned before it is held.
  const UniqueFd turn = wait_for_lock(all);
  if (!turn)
    return fail_at({all.string(), 0, 0}, fmt::format("cannot lock: {}", std::strerror(errno)),
                   "name a folder of your own in $GRADE_STATE");
  remove_abandoned(all);
  GRADE_TRY_VOID(check_room(all, kRoom));
  GRADE_TRY(TempDir dir, TempDir::make(all, "run"));
  fs::permissions(dir.path(), fs::perms(0711), ec);
  UniqueFd held = lock(dir.path());
  if (!held) return fail_at({dir.path().string(), 0, 0}, "cannot lock");
  return Workspace(std::move(dir), std::move(held));
}

}  // namespace grade
