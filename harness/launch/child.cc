#include "harness/launch/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace grade {

Child::~Child() {
  if (pid_ == 0) return;
  kill();
  wait();
}

void Child::kill() {
  if (pid_ != 0) ::kill(pid_, SIGKILL);
}

int Child::wait() {
  if (pid_ == 0) return 0;
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return status;
}

SpawnPlan::SpawnPlan() {
  ::posix_spawn_file_actions_init(&actions_);
  ::posix_spawnattr_init(&attributes_);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes_, &signals);
  ::sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&attributes_, &signals);
  ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
}

SpawnPlan::~SpawnPlan() {
  ::posix_spawn_file_actions_destroy(&actions_);
  ::posix_spawnattr_destroy(&attributes_);
}

void SpawnPlan::give(UniqueFd fd, int as) {
  ::posix_spawn_file_actions_adddup2(&actions_, fd.get(), as);
  given_.push_back(std::move(fd));
}

Result<Child> SpawnPlan::spawn(const std::vector<std::string>& argv) const {
  std::vector<char*> pointers;
  for (const std::string& arg : argv) pointers.push_back(const_cast<char*>(arg.c_str()));
  pointers.push_back(nullptr);
  char* no_environment[] = {nullptr};
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, pointers[0], &actions_, &attributes_, pointers.data(), no_environment);
  if (error != 0) return fail(fmt::format("cannot start {}: {}", argv[0], std::strerror(error)));
  Child child(pid, UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))));
  if (child.pidfd() < 0)
    return fail(fmt::format("cannot open a process descriptor: {}", std::strerror(errno)));
  return child;
}

}  // namespace grade
