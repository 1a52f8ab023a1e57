#include "harness/launch/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "harness/launch/identity.h"
#include "harness/launch/keeper_protocol.h"
#include "harness/launch/process_tree.h"
#include "harness/launch/sandbox_command.h"
#include "harness/launch/seccomp.h"

namespace grade {
namespace {

constexpr int kFirstHighFd = 64;  // ours lie above every number the keeper gives a meaning to
constexpr int kPacketBuffer = 2 << 20;

std::unexpected<Error> system_error(std::string_view doing) {
  return fail(fmt::format("cannot {}: {}", doing, std::strerror(errno)));
}

UniqueFd raised(UniqueFd fd) { return UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, kFirstHighFd)); }

using EventKey = std::array<std::uint8_t, 16>;

struct Ends {
  UniqueFd ours;
  UniqueFd theirs;
};

Result<Ends> make_ends(int ours, int theirs) {
  Ends ends{raised(UniqueFd(ours)), raised(UniqueFd(theirs))};
  if (!ends.ours || !ends.theirs) return system_error("duplicate a descriptor");
  ::fcntl(ends.ours.get(), F_SETFL, O_NONBLOCK);
  return ends;
}

// The program's end belongs to the program's user, so that it may open /dev/stdout.
Result<Ends> pipe_from_program(const Identity& who) {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return system_error("make a pipe");
  if (who.is_changed) [[maybe_unused]]
    const int owned = ::fchown(fds[1], who.uid, who.gid);
  return make_ends(fds[0], fds[1]);
}

// SO_PASSCRED marks each packet, so that an empty one is told from the end. The buffer bounds what
// one write may hold: 2 MiB as root, else what net.core.wmem_max allows.
Result<Ends> packets_from_program() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
    return system_error("make a socket pair");
  const int on = 1;
  ::setsockopt(fds[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  if (::setsockopt(fds[1], SOL_SOCKET, SO_SNDBUFFORCE, &kPacketBuffer, sizeof kPacketBuffer) != 0)
    ::setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &kPacketBuffer, sizeof kPacketBuffer);
  return make_ends(fds[0], fds[1]);
}

// Unlike a pipe it cannot be opened a second time by its name in /proc.
Result<Ends> socket_from_program() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    return system_error("make a socket pair");
  return make_ends(fds[0], fds[1]);
}

// The runtime of the program reads the start message before anything else of the program runs;
// runtime/instruments/events has its form.
Result<void> send_start_message(const UniqueFd& to, const EventKey& key,
                                const std::string& instruments) {
  const std::string message = "grade/1\n" +
                              std::string(reinterpret_cast<const char*>(key.data()), key.size()) +
                              instruments;
  if (::send(to.get(), message.data(), message.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(message.size()))
    return system_error("write the start message");
  ::shutdown(to.get(), SHUT_WR);
  return {};
}

Result<EventKey> random_key() {
  EventKey key;
  if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size()))
    return system_error("draw a random key");
  return key;
}

Result<Ends> pipe_to_keeper() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return system_error("make a pipe");
  return make_ends(fds[1], fds[0]);
}

Result<UniqueFd> file_in_memory(const char* name, std::string_view bytes) {
  UniqueFd fd = raised(UniqueFd(::memfd_create(name, MFD_CLOEXEC)));
  if (!fd) return system_error("make a file in memory");
  if (::write(fd.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    return system_error("write a file in memory");
  return fd;
}

// With an offset of its own: several runs read it at once.
Result<UniqueFd> reopened(const UniqueFd& fd) {
  UniqueFd again = raised(
      UniqueFd(::open(fmt::format("/proc/self/fd/{}", fd.get()).c_str(), O_RDONLY | O_CLOEXEC)));
  if (!again) return system_error("open a file in memory");
  return again;
}

// Makes the connections of a run and gives the other ends to the plan.
Result<RunningProgram> connect(const RunSpec& spec, const Identity& who, SpawnPlan& plan) {
  RunningProgram run;
  GRADE_TRY(Ends out, pipe_from_program(who));
  GRADE_TRY(Ends err, spec.packet_stderr ? packets_from_program() : pipe_from_program(who));
  GRADE_TRY(Ends report, pipe_from_program(who));
  GRADE_TRY(Ends messages, pipe_from_program(who));
  GRADE_TRY(Ends control, pipe_to_keeper());
  if (!spec.instruments.empty()) {
    GRADE_TRY(const EventKey key, random_key());
    GRADE_TRY(Ends events, socket_from_program());
    GRADE_TRY_VOID(send_start_message(events.ours, key, spec.instruments));
    run.event_key = fmt::format("{:02x}", fmt::join(key, ""));
    run.events = std::move(events.ours);
    plan.give(std::move(events.theirs), keeper::kEventsFd);
  }
  if (spec.has_driver) {
    GRADE_TRY(Ends driver, socket_from_program());
    ::shutdown(driver.theirs.get(), SHUT_RD);
    run.driver = std::move(driver.ours);
    plan.give(std::move(driver.theirs), keeper::kDriverFd);
  }
  run.out = std::move(out.ours);
  run.err = std::move(err.ours);
  run.report = std::move(report.ours);
  run.messages = std::move(messages.ours);
  run.control = std::move(control.ours);
  plan.give(std::move(out.theirs), keeper::kOutFd);
  plan.give(std::move(err.theirs), keeper::kErrFd);
  plan.give(std::move(report.theirs), keeper::kReportFd);
  plan.give(std::move(messages.theirs), 2);
  plan.give(std::move(control.theirs), keeper::kControlFd);
  return run;
}

Result<UniqueFd> open_folder(const std::filesystem::path& path) {
  UniqueFd fd = raised(UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  if (!fd) return system_error(fmt::format("open {}", path.string()));
  return fd;
}

}  // namespace

Result<Spawner> Spawner::make(const LauncherOptions& options) {
  Spawner spawner(options);
  if (::access(options.keeper.c_str(), X_OK) != 0)
    return fail(
        fmt::format("cannot run the keeper {}: {}", options.keeper.string(), std::strerror(errno)),
        errno == EACCES ? "if that disk is mounted noexec, name a folder on another in $GRADE_STATE"
                        : "build or install grade as a whole; grade-keeper belongs to it");
  if (options.isolation == Isolation::none) return spawner;
  spawner.cgroups_ = CgroupTree::make(options.keeper);
  if (options.isolation == Isolation::landlock) {
    spawner.user_tasks_ = tasks_of_user(program_identity(options).uid);
    return spawner;
  }
  spawner.bwrap_ = find_bwrap();
  if (spawner.bwrap_.empty())
    return fail("bubblewrap is not installed: /usr/bin/bwrap is missing",
                "apt-get install bubblewrap; or, for code that you trust, --sandbox=none");
  GRADE_TRY(spawner.seccomp_, file_in_memory("seccomp", seccomp_filter(Isolation::sandbox)));
  GRADE_TRY(spawner.hosts_, file_in_memory("hosts", sandbox_hosts()));
  GRADE_TRY(spawner.passwd_, file_in_memory("passwd", sandbox_passwd(program_identity(options))));
  return spawner;
}

Result<RunningProgram> Spawner::spawn(const RunSpec& spec) const {
  if (options_.isolation == Isolation::sandbox || spec.copy_in.host.empty())
    return spawn_ready(spec, std::nullopt);
  GRADE_TRY(TempDir copy, TempDir::make(options_.scratch, "copy"));
  GRADE_TRY_VOID(give_to(program_identity(options_), copy.path()));
  const RunSpec moved = moved_copy(spec, copy.path().string());
  return spawn_ready(moved, std::move(copy));
}

Result<RunningProgram> Spawner::spawn_ready(const RunSpec& spec,
                                            std::optional<TempDir> copy) const {
  SpawnPlan plan;
  GRADE_TRY(const std::string text, encode_spec(spec, options_, user_tasks_));
  GRADE_TRY(UniqueFd spec_file, file_in_memory("spec", text));
  plan.give(std::move(spec_file), keeper::kSpecFd);
  if (!spec.copy_in.host.empty()) {
    GRADE_TRY(UniqueFd folder, open_folder(spec.copy_in.host));
    plan.give(std::move(folder), keeper::kCopyFd);
  }
  GRADE_TRY(RunningProgram run, connect(spec, program_identity(options_), plan));
  run.copy = std::move(copy);
  run.isolation = options_.isolation;
  run.cgroup = cgroups_.leaf(spec.limits);
  int cgroups = 0;
  for (UniqueFd& procs : run.cgroup.open_procs())
    plan.give(raised(std::move(procs)), keeper::kFirstCgroupFd + cgroups++);
  GRADE_TRY(const std::vector<std::string> argv, prepare_chain(spec, cgroups, plan));
  GRADE_TRY(run.child, plan.spawn(argv));
  return run;
}

// The command line, and for bwrap what it reads.
Result<std::vector<std::string>> Spawner::prepare_chain(const RunSpec& spec, int cgroups,
                                                        SpawnPlan& plan) const {
  const SandboxPaths paths{.bwrap = bwrap_,
                           .keeper = options_.keeper.string(),
                           .has_seccomp = !seccomp_filter(Isolation::sandbox).empty(),
                           .cgroups = cgroups};
  if (options_.isolation == Isolation::none)
    return std::vector{paths.keeper, std::string("supervise")};
  if (options_.isolation == Isolation::landlock) return landlock_argv(options_, paths);
  if (paths.has_seccomp) {
    GRADE_TRY(UniqueFd seccomp, reopened(seccomp_));
    plan.give(std::move(seccomp), kSeccompFd);
  }
  GRADE_TRY(UniqueFd hosts, reopened(hosts_));
  GRADE_TRY(UniqueFd passwd, reopened(passwd_));
  plan.give(std::move(hosts), kHostsFd);
  plan.give(std::move(passwd), kPasswdFd);
  return sandbox_argv(spec, options_, paths);
}

}  // namespace grade
