#include "runtime/keeper/watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>

#include <algorithm>

#include "runtime/keeper/descendants.h"

namespace grade::keeper {
namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kLookEvery = 50 * kMs;

UniqueFd open_folder(const char* path) {
  return UniqueFd(::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

// The links of /proc/PID/task are its threads, "." and the one from above.
std::uint64_t threads_of(int proc, const char* pid) {
  char path[300];  // above NAME_MAX
  ::snprintf(path, sizeof path, "%s/task", pid);
  struct stat st{};
  return ::fstatat(proc, path, &st, 0) == 0 && st.st_nlink > 2 ? st.st_nlink - 2 : 0;
}

}  // namespace

std::int64_t now_ns() {
  timespec t{};
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

Watch::Watch(const Spec& spec, std::int64_t start_ns)
    : is_sandboxed_(spec.header.isolation == Isolation::sandbox),
      files_(spec.header.files),
      tasks_(spec.header.tasks),
      end_ns_(start_ns + static_cast<std::int64_t>(spec.header.wall_ns)),
      next_ns_(start_ns + kLookEvery) {
  if (!is_sandboxed_) return;
  folders_[0] = open_folder("/tmp");
  folders_[1] = open_folder("/dev/shm");
  if (spec.header.has_copy != 0) folders_[2] = open_folder(spec.copy_to);
  proc_ = open_folder("/proc");
}

int Watch::poll_ms() const {
  if (is_over_) return -1;
  const std::int64_t next = std::min(next_ns_, end_ns_) - now_ns();
  return static_cast<int>(std::clamp<std::int64_t>(next / kMs + 1, 0, 3'600'000));
}

Excess Watch::look() {
  const std::int64_t now = now_ns();
  if (is_over_ || now < std::min(next_ns_, end_ns_)) return Excess::none;
  next_ns_ = now + kLookEvery;
  Excess excess = Excess::none;
  if (now >= end_ns_)
    excess = Excess::wall;
  else if (has_too_many_tasks())
    excess = Excess::processes;
  else if (is_sandboxed_ && has_too_many_files())
    excess = Excess::files;
  is_over_ = excess != Excess::none;
  return excess;
}

bool Watch::has_too_many_files() const {
  return std::ranges::any_of(folders_, [this](const UniqueFd& folder) {
    struct statfs st{};
    return ::fstatfs(folder.get(), &st) == 0 && st.f_files - st.f_ffree > files_;
  });
}

// One less than the limit: that of the kernel counts us too. A look may come just before the last
// fork.
bool Watch::has_too_many_tasks() const {
  const std::uint64_t tasks = is_sandboxed_ ? tasks_in_sight() : count_descendants();
  return tasks + 1 >= tasks_;
}

std::uint64_t Watch::tasks_in_sight() const {
  DIR* all = ::fdopendir(::openat(proc_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::uint64_t tasks = 0;
  if (all == nullptr) return tasks;
  while (const dirent* entry = ::readdir(all))
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
      tasks += threads_of(proc_.get(), entry->d_name);
  ::closedir(all);
  return tasks;
}

}  // namespace grade::keeper
