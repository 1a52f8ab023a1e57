// grade-keeper: the small static helper between the grader and a program. Small, so that peak
// memory of a child forked from it is the program's own; static, so that it runs in an empty file
// system.
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "harness/launch/keeper/guard.h"
#include "harness/launch/keeper/supervise.h"
#include "harness/launch/keeper/sweep.h"
#include "harness/launch/keeper_protocol.h"

namespace grade::keeper {
namespace {

int complain(const char* doing) {
  std::fprintf(stderr, "grade-keeper: %s: %s\n", doing, ::strerror(errno));
  return 1;
}

// As the user that we still are. Where it is refused the other limits hold without.
void join_cgroups(int count) {
  for (int fd = kFirstCgroupFd; fd < kFirstCgroupFd + count; ++fd) {
    [[maybe_unused]] const ssize_t joined = ::write(fd, "0", 1);
    ::close(fd);
  }
}

// The child execs the sandbox; we stay as its guard.
int enter(char** argv) {
  const auto uid = static_cast<uid_t>(::strtol(argv[0], nullptr, 10));
  const auto gid = static_cast<gid_t>(::strtol(argv[1], nullptr, 10));
  join_cgroups(::atoi(argv[2]));
  if (uid != static_cast<uid_t>(-1)) {
    if (::setgroups(0, nullptr) != 0) return complain("setgroups");
    if (::setresgid(gid, gid, gid) != 0) return complain("setresgid");
    if (::setresuid(uid, uid, uid) != 0) return complain("setresuid");
  }
  if (::getuid() == 0) {
    errno = EPERM;
    return complain("untrusted programs do not run as root");
  }
  ::setsid();
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) return complain("PR_SET_CHILD_SUBREAPER");
  const pid_t sandbox = ::fork();
  if (sandbox < 0) return complain("fork");
  if (sandbox > 0) return guard(sandbox);
  char* const no_environment[] = {nullptr};
  ::execve(argv[3], argv + 3, no_environment);
  ::_exit(complain(argv[3]));
}

}  // namespace
}  // namespace grade::keeper

int main(int argc, char** argv) {
  if (argc >= 6 && ::strcmp(argv[1], "enter") == 0) return grade::keeper::enter(argv + 2);
  if (argc == 2 && ::strcmp(argv[1], "supervise") == 0) return grade::keeper::supervise();
  if (argc >= 3 && ::strcmp(argv[1], "sweep") == 0) return grade::keeper::sweep(argv + 2);
  std::fprintf(stderr, "grade-keeper is started by grade\n");
  return 2;
}
