#include "harness/launch/keeper/sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "harness/base/unique_fd.h"

namespace grade::keeper {
namespace {

constexpr int kMaxRounds = 1000;
constexpr timespec kPause{0, 10'000'000};

void wait_for_the_end_of(int fd) {
  char byte = 0;
  ssize_t n = 0;
  while ((n = ::read(fd, &byte, 1)) > 0 || (n < 0 && errno == EINTR)) {
  }
}

void kill_all_in(int group) {
  const UniqueFd at_once(::openat(group, "cgroup.kill", O_WRONLY | O_CLOEXEC));
  if (at_once && ::write(at_once.get(), "1", 1) == 1) return;
  FILE* list = ::fdopen(::openat(group, "cgroup.procs", O_RDONLY | O_CLOEXEC), "r");
  if (list == nullptr) return;
  for (int pid = 0; ::fscanf(list, "%d", &pid) == 1;)
    if (pid > 0) ::kill(pid, SIGKILL);  // 0 is a process that we cannot see
  ::fclose(list);
}

// True once nothing is left below `folder`.
bool empty(int folder) {
  DIR* dir = ::fdopendir(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (dir == nullptr) return true;
  bool is_empty = true;
  while (const dirent* entry = ::readdir(dir)) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    if (::unlinkat(folder, entry->d_name, AT_REMOVEDIR) == 0) continue;
    is_empty = false;
    const UniqueFd group(::openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (group) kill_all_in(group.get());
  }
  ::closedir(dir);
  return is_empty;
}

bool remove(const char* path) {
  const UniqueFd folder(::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return !folder || (empty(folder.get()) && ::rmdir(path) == 0);
}

}  // namespace

int sweep(char** folders) {
  ::setsid();
  wait_for_the_end_of(0);
  int status = 0;
  for (char** path = folders; *path != nullptr; ++path) {
    int round = 0;
    while (!remove(*path) && ++round < kMaxRounds) ::nanosleep(&kPause, nullptr);
    if (round == kMaxRounds) status = 1;
  }
  return status;
}

}  // namespace grade::keeper
