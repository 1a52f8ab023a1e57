// How: the supervisor is the only parent of the program, and in the sandbox process 1 of its PID
// namespace: what it leaves, the kernel kills. Without a namespace it is the subreaper of all that
// the program starts, so that no orphan escapes it.
// It blocks all signals and waits in poll() for three things: SIGCHLD through a signalfd, the
// control pipe, which the launcher closes to stop the launch (and the kernel, if grade dies), and
// the next look at the limits. wait4() on the program alone gives its own CPU time; the rest comes
// from RUSAGE_CHILDREN after everything has been reaped.
// Between fork and exec the child makes only async-signal-safe calls, in an order that matters:
// files are confined while it still has its descriptors, and limits and the filter of system calls
// come last, since they would hit the set-up too. It says which stage failed on a close-on-exec
// pipe: silence means that the program runs.
// The start is reported before the fork, so that the launcher's wall clock never starts late.
#include "harness/launch/keeper/supervise.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "harness/base/unique_fd.h"
#include "harness/launch/keeper/clock.h"
#include "harness/launch/keeper/confine.h"
#include "harness/launch/keeper/copy_tree.h"
#include "harness/launch/keeper/descendants.h"
#include "harness/launch/keeper/spec.h"
#include "harness/launch/keeper/watch.h"

namespace grade::keeper {
namespace {

struct Failure {
  Stage stage = Stage::spec;
  int error = 0;
};

std::int64_t ns(const timeval& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_usec} * 1'000;
}

void send(const Report& report) {
  while (::write(kReportFd, &report, sizeof report) < 0 && errno == EINTR) {
  }
}

int send_failure(Failure failure) {
  send({.kind = ReportKind::failed, .stage = failure.stage, .error = failure.error});
  return 1;
}

int copy_submission(const Spec& spec) {
  if (spec.header.has_copy == 0) return 0;
  const UniqueFd to(::open(spec.copy_to, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return to ? copy_tree(kCopyFd, to.get()) : errno;
}

bool is_sandboxed(const SpecHeader& h) { return h.isolation == Isolation::sandbox; }

// --- in the child, between fork and exec ---

bool limit(__rlimit_resource resource, std::uint64_t soft, std::uint64_t hard) {
  rlimit now{};
  if (::getrlimit(resource, &now) != 0) return false;
  const rlim_t most = std::min<rlim_t>(hard, now.rlim_max);  // what we may not raise stays
  const rlimit wanted{std::min<rlim_t>(soft, most), most};
  return ::setrlimit(resource, &wanted) == 0;
}

bool set_limits(const SpecHeader& h) {
  // Go ignores SIGXCPU of the soft limit; the hard one kills.
  return limit(RLIMIT_CPU, h.cpu_seconds, h.cpu_seconds + 1) &&
         limit(RLIMIT_FSIZE, h.file_bytes, h.file_bytes) && limit(RLIMIT_CORE, 0, 0) &&
         limit(RLIMIT_MEMLOCK, 64 << 10, 64 << 10) && limit(RLIMIT_MSGQUEUE, 0, 0) &&
         limit(RLIMIT_NOFILE, h.descriptors, h.descriptors) &&
         (h.processes == 0 || limit(RLIMIT_NPROC, h.processes, h.processes));
}

void reset_signals() {
  for (int signo = 1; signo < NSIG; ++signo) ::signal(signo, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// What is not given is closed.
bool give(bool is_given, int from, int as) {
  if (is_given) return ::dup2(from, as) >= 0;
  ::close(as);
  return true;
}

// `failure_fd` ends up above the program's descriptors, to be closed by exec.
bool set_descriptors(const SpecHeader& h, int& failure_fd) {
  constexpr int kFirstUnused = 5;
  if (::dup2(kOutFd, 1) < 0 || ::dup2(kErrFd, 2) < 0) return false;
  if (::dup3(failure_fd, kFirstUnused, O_CLOEXEC) < 0) return false;
  failure_fd = kFirstUnused;
  if (!give(h.has_events != 0, kEventsFd, 3) || !give(h.has_driver != 0, kDriverFd, 4))
    return false;
  return ::close_range(kFirstUnused + 1, ~0u, 0) == 0;
}

[[noreturn]] void give_up(int failure_fd, Stage stage) {
  const Failure failure{stage, errno};
  while (::write(failure_fd, &failure, sizeof failure) < 0 && errno == EINTR) {
  }
  ::_exit(127);
}

// `ruleset` is empty where nothing is to be restricted.
[[noreturn]] void become_program(const Spec& spec, const UniqueFd& ruleset, int failure_fd) {
  ::setpgid(0, 0);
  if (!is_sandboxed(spec.header)) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::chdir(spec.cwd) != 0) give_up(failure_fd, Stage::chdir);
  errno = ruleset ? restrict_self(ruleset.get()) : 0;
  if (errno != 0) give_up(failure_fd, Stage::confine);
  if (!set_descriptors(spec.header, failure_fd)) give_up(failure_fd, Stage::descriptors);
  reset_signals();
  if (!set_limits(spec.header)) give_up(failure_fd, Stage::setrlimit);
  errno = filter_calls(spec);
  if (errno != 0) give_up(failure_fd, Stage::confine);
  ::execve(spec.argv[0], spec.argv, spec.envp);
  give_up(failure_fd, Stage::exec);
}

// --- in the supervisor ---

struct Ended {
  int status = 0;
  rusage usage{};
  std::int64_t at_ns = 0;
  Excess excess = Excess::none;
};

// Collects what has ended; true once `program` is among it.
bool reap(pid_t program, Ended& ended) {
  for (;;) {
    int status = 0;
    rusage usage{};
    const pid_t pid = ::wait4(-1, &status, WNOHANG, &usage);
    if (pid < 0 && errno == EINTR) continue;
    if (pid <= 0) return false;
    if (pid == program) {
      ended = {status, usage, now_ns(), ended.excess};
      return true;
    }
  }
}

// Until the program has ended: by itself, because the launcher closed the control pipe, or because
// of a limit.
void wait_for(pid_t program, int child_signal_fd, const Spec& spec, Watch& watch, Ended& ended) {
  pollfd fds[] = {{child_signal_fd, POLLIN, 0}, {kControlFd, POLLIN, 0}};
  while (!reap(program, ended)) {
    if (::poll(fds, 2, watch.poll_ms()) < 0) continue;
    if (fds[0].revents != 0) {
      signalfd_siginfo drop{};
      [[maybe_unused]] const ssize_t n = ::read(child_signal_fd, &drop, sizeof drop);
    }
    const Excess excess = watch.look();
    if (excess != Excess::none) ended.excess = excess;
    if (excess == Excess::none && fds[1].revents == 0) continue;
    kill_descendants(is_sandboxed(spec.header));
    if (fds[1].revents != 0) fds[1].fd = -1;
  }
}

// What the child says before exec closes the pipe; error 0 when it is running.
Failure read_failure(int fd) {
  Failure failure;
  ssize_t n = 0;
  do n = ::read(fd, &failure, sizeof failure);
  while (n < 0 && errno == EINTR);
  return n == sizeof failure ? failure : Failure{};
}

// Only what was given: other numbers may be descriptors of our own.
void close_program_ends(const SpecHeader& h) {
  for (const int fd : {2, kSpecFd, kOutFd, kErrFd}) ::close(fd);
  if (h.has_events != 0) ::close(kEventsFd);
  if (h.has_driver != 0) ::close(kDriverFd);
  if (h.has_copy != 0) ::close(kCopyFd);
}

Report ended_report(const Ended& ended, std::int64_t start_ns) {
  rusage all{};
  ::getrusage(RUSAGE_CHILDREN, &all);
  return {.kind = ReportKind::ended,
          .status = ended.status,
          .start_ns = start_ns,
          .end_ns = ended.at_ns,
          .main_cpu_ns = ns(ended.usage.ru_utime) + ns(ended.usage.ru_stime),
          .user_ns = ns(all.ru_utime),
          .system_ns = ns(all.ru_stime),
          .minor_faults = all.ru_minflt,
          .major_faults = all.ru_majflt,
          .peak_rss = std::int64_t{all.ru_maxrss} * 1024,
          .excess = ended.excess};
}

int run(const Spec& spec, int child_signal_fd) {
  UniqueFd ruleset;
  if (spec.header.isolation == Isolation::landlock) {
    ruleset = make_ruleset(spec);
    if (!ruleset) return send_failure({Stage::confine, errno});
  }
  int failure_pipe[2];
  if (::pipe2(failure_pipe, O_CLOEXEC) != 0) return send_failure({Stage::fork, errno});
  const std::int64_t start_ns = now_ns();
  send({.kind = ReportKind::started, .start_ns = start_ns});
  const pid_t program = ::fork();
  if (program < 0) return send_failure({Stage::fork, errno});
  if (program == 0) become_program(spec, ruleset, failure_pipe[1]);
  ::close(failure_pipe[1]);
  close_program_ends(spec.header);
  const Failure failure = read_failure(failure_pipe[0]);
  Ended ended;
  Watch watch(spec, start_ns);
  wait_for(program, child_signal_fd, spec, watch, ended);
  kill_descendants(is_sandboxed(spec.header));
  reap_descendants(is_sandboxed(spec.header));
  if (failure.error != 0) return send_failure(failure);
  send(ended_report(ended, start_ns));
  return 0;
}

}  // namespace

int supervise() {
  ::prctl(PR_SET_DUMPABLE, 0);  // the program has our uid and must not open /proc/1/fd
  Spec spec;
  if (const int error = read_spec(kSpecFd, spec)) return send_failure({Stage::spec, error});
  if (!is_sandboxed(spec.header)) {
    ::setsid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (spec.header.parent != 0 && ::getppid() != spec.header.parent) return 1;
  }
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  sigset_t child;
  ::sigemptyset(&child);
  ::sigaddset(&child, SIGCHLD);
  const int child_signal_fd = ::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  if (child_signal_fd < 0) return send_failure({Stage::fork, errno});
  if (const int error = copy_submission(spec)) return send_failure({Stage::copy, error});
  return run(spec, child_signal_fd);
}

}  // namespace grade::keeper
