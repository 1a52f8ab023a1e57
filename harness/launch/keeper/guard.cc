#include "harness/launch/keeper/guard.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "harness/launch/keeper/descendants.h"
#include "harness/launch/keeper_protocol.h"

namespace grade::keeper {
namespace {

constexpr int kOrderlyEndMs = 600;

bool has_ended(pid_t sandbox, int& status) {
  pid_t pid = 0;
  while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0)
    if (pid == sandbox) return true;
  return pid < 0 && errno == ECHILD;
}

void drain(int fd) {
  signalfd_siginfo info;
  while (::read(fd, &info, sizeof info) == sizeof info) {
  }
}

}  // namespace

int guard(pid_t sandbox) {
  sigset_t child;
  ::sigemptyset(&child);
  ::sigaddset(&child, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &child, nullptr);
  const int ended_fd = ::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  pollfd wait[2] = {{ended_fd, POLLIN, 0}, {kControlFd, POLLIN, 0}};
  int status = 0;
  bool is_wanted = true;
  while (!has_ended(sandbox, status)) {
    const int ready = ::poll(wait, is_wanted ? 2 : 1, is_wanted ? -1 : kOrderlyEndMs);
    drain(ended_fd);
    if (ready == 0) break;
    if (is_wanted && wait[1].revents != 0) is_wanted = false;
  }
  kill_descendants(false);
  reap_descendants(false);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace grade::keeper
