#include "harness/launch/keeper/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

namespace grade::keeper {
namespace {

constexpr int kMaxRounds = 20;
constexpr int kMaxDepth = 64;  // deeper ones become our children when those above have gone

// Signals what is below `pid`, found by the children of its main thread; the rest comes to us as
// orphans. Returns how many there are.
int signal_below(pid_t pid, int depth, int signo) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
  FILE* file = ::fopen(path, "re");
  int count = 0;
  if (file == nullptr) return count;
  for (int child = 0; ::fscanf(file, "%d", &child) == 1;) {
    if (depth < kMaxDepth) count += signal_below(child, depth + 1, signo);
    ::kill(child, signo);
    ++count;
  }
  ::fclose(file);
  return count;
}

// All are stopped before any is killed: the place of one that is gone would be taken by a new one.
void kill_all_below(pid_t pid) {
  for (int round = 0, before = -1; round < kMaxRounds; ++round) {
    const int count = signal_below(pid, 0, SIGSTOP);
    if (count == before) break;
    before = count;
  }
  signal_below(pid, 0, SIGKILL);
}

// A child is listed under the thread that made it.
std::uint64_t count_below(pid_t pid, int depth) {
  char path[96];
  ::snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR* tasks = ::opendir(path);
  std::uint64_t count = 0;
  while (const dirent* entry = tasks == nullptr ? nullptr : ::readdir(tasks)) {
    const int task = ::atoi(entry->d_name);
    if (task <= 0) continue;
    if (depth > 0) ++count;
    ::snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, task);
    FILE* file = ::fopen(path, "re");
    for (int child = 0; file != nullptr && ::fscanf(file, "%d", &child) == 1;)
      if (depth < kMaxDepth) count += count_below(child, depth + 1);
    if (file != nullptr) ::fclose(file);
  }
  if (tasks != nullptr) ::closedir(tasks);
  return count;
}

// The links of /proc/PID/task are its threads, "." and the one from above.
std::uint64_t threads_of(pid_t pid) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/task", pid);
  struct stat st{};
  return ::stat(path, &st) == 0 && st.st_nlink > 2 ? st.st_nlink - 2 : 0;
}

// Of the namespace, which holds nobody else.
std::uint64_t count_all_but_us() {
  DIR* all = ::opendir("/proc");
  std::uint64_t count = 0;
  while (const dirent* entry = all == nullptr ? nullptr : ::readdir(all)) {
    const int pid = ::atoi(entry->d_name);
    if (pid > 0 && pid != ::getpid()) count += threads_of(pid);
  }
  if (all != nullptr) ::closedir(all);
  return count;
}

void reap_until_none() {
  while (::wait4(-1, nullptr, 0, nullptr) > 0 || errno == EINTR) {
  }
}

}  // namespace

void kill_descendants(bool is_sandboxed) {
  if (is_sandboxed)
    ::kill(-1, SIGKILL);
  else
    kill_all_below(::getpid());
}

std::uint64_t count_descendants(bool is_sandboxed) {
  return is_sandboxed ? count_all_but_us() : count_below(::getpid(), 0);
}

void reap_descendants(bool is_sandboxed) {
  if (is_sandboxed) return reap_until_none();
  for (int round = 0; round < 1500; ++round) {
    pid_t pid = 0;
    while ((pid = ::wait4(-1, nullptr, WNOHANG, nullptr)) > 0) {
    }
    if (pid < 0) return;
    kill_all_below(::getpid());
    const timespec pause{0, 2'000'000};
    ::nanosleep(&pause, nullptr);
  }
}

}  // namespace grade::keeper
