#include "harness/launch/proof.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iterator>
#include <utility>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/base/unique_fd.h"
#include "harness/launch/child.h"
#include "harness/launch/identity.h"

namespace grade {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBusyHost{20'000};  // for what takes CPU time until it is stopped

struct Attack {
  const char* what;
  // For bash, in a writable folder. $1: a file outside of what the program may reach, $2: a port on
  // which the host listens, $3: a process outside, with a secret in its environment; file and
  // process belong to the program's user.
  const char* script;
  bool (*is_stopped)(const RunRecord&);
  void (*limit)(Limits&) = [](Limits&) {};
};

bool says(const RunRecord& run, std::string_view words) { return trim(run.out().bytes) == words; }
bool stopped_by(const RunRecord& run, std::string_view limit) {
  const auto* stopped = std::get_if<Stopped>(&run.termination);
  return stopped != nullptr && stopped->limit.starts_with(limit);
}

const Attack kAttacks[] = {
    {"a launch ends at its wall limit", "sleep 60",
     [](const RunRecord& run) { return stopped_by(run, "wall"); },
     [](Limits& l) { l.wall = milliseconds(500); }},
    {"a launch ends at its output limit", "exec yes",
     [](const RunRecord& run) { return stopped_by(run, "output"); },
     [](Limits& l) { l.output_bytes = 1u << 20; }},
    {"a launch ends at its memory limit", "exec tail /dev/zero",
     [](const RunRecord& run) { return stopped_by(run, "memory"); },
     [](Limits& l) { l.memory_bytes = 64u << 20; }},
    {"a program ends at its CPU limit", "while :; do :; done",
     [](const RunRecord& run) { return stopped_by(run, "cpu"); },
     [](Limits& l) {
       l.cpu = std::chrono::seconds(1);
       l.wall = kBusyHost;
     }},
    {"a process ends at its number of descriptors",
     "i=10; while [ $i -lt 200 ] && eval \"exec $i</dev/null\"; do i=$((i+1)); done 2>&-; echo $i",
     [](const RunRecord& run) { return says(run, "64"); }, [](Limits& l) { l.descriptors = 64; }},
    {"a launch ends at its number of processes",
     "i=0; while [ $i -lt 60 ]; do sleep 3 & i=$((i+1)); done 2>/dev/null; wait",
     [](const RunRecord& run) { return stopped_by(run, "processes"); },
     [](Limits& l) {
       l.processes = 30;
       l.wall = kBusyHost;
     }},
    {"a launch ends at its number of files",
     "i=0; while [ $i -lt 20000 ]; do : > $i; i=$((i+1)); done; echo made",
     [](const RunRecord& run) { return stopped_by(run, "files"); },
     [](Limits& l) { l.files = 1000; }},
    {"files end at their size limit", "head -c 2000000 /dev/zero > x 2>&-; stat -c %s x",
     [](const RunRecord& run) { return says(run, "1048576"); },
     [](Limits& l) { l.file_bytes = 1u << 20; }},
    {"all files together end at the size of the scratch",
     "for i in 1 2 3; do head -c 1000000 /dev/zero > $i 2>&-; done; "
     "[ $(cat 1 2 3 | wc -c) -lt 3000000 ] && echo ended",
     [](const RunRecord& run) { return says(run, "ended"); },
     [](Limits& l) { l.scratch_bytes = 2u << 20; }},
    {"processes left behind end with the launch",
     "(trap '' TERM HUP; exec setsid sleep 60) & echo started",
     [](const RunRecord& run) {
       return says(run, "started") && run.usage.wall < milliseconds(3000);
     }},
    {"no network but its own loopback",
     "(exec 3<>/dev/tcp/127.0.0.1/$2) 2>&- && echo reached || echo none",
     [](const RunRecord& run) { return says(run, "none"); }},
    {"no file of the host but the system's",
     "cat \"$1\" 2>&- || chmod 600 \"$1\" 2>&- || echo >\"$1\" 2>&- || echo none",
     [](const RunRecord& run) { return says(run, "none"); }},
    {"no secret in an environment",
     "cat /proc/[0-9]*/environ /proc/$3/environ 2>&- | tr '\\0' '\\n' | grep -c secret",
     [](const RunRecord& run) { return says(run, "0"); }},
    {"no signal to a process outside", "kill -0 $3 2>&- && echo reached || echo none",
     [](const RunRecord& run) { return says(run, "none"); }},
    {"no privilege and no way to get one",
     "grep -c -E '^(CapEff:.0+|NoNewPrivs:.1|Seccomp:.2)$' /proc/self/status",
     [](const RunRecord& run) { return says(run, "3"); }},
};

std::unexpected<Error> cannot(std::string_view what) {
  return fail(
      fmt::format("cannot {}, so the sandbox cannot be checked: {}", what, std::strerror(errno)));
}

// A port of the host's loopback on which something listens.
struct Listener {
  UniqueFd fd;
  int port = 0;
};

Result<Listener> listen_on_loopback() {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(fd.get(), generic, size) != 0 || ::listen(fd.get(), 1) != 0 ||
      ::getsockname(fd.get(), generic, &size) != 0)
    return cannot("listen on the loopback");
  return Listener{std::move(fd), ::ntohs(address.sin_port)};
}

[[noreturn]] void wait_as(const Identity& who, int ready) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const bool is_theirs = !who.is_changed || (::setgroups(0, nullptr) == 0 &&
                                             ::setresgid(who.gid, who.gid, who.gid) == 0 &&
                                             ::setresuid(who.uid, who.uid, who.uid) == 0);
  const char* argv[] = {"/usr/bin/sleep", "60", nullptr};
  const char* env[] = {"TOKEN=secret", nullptr};
  if (is_theirs) ::execve(argv[0], const_cast<char**>(argv), const_cast<char**>(env));
  [[maybe_unused]] const ssize_t told = ::write(ready, &errno, sizeof errno);
  ::_exit(127);
}

// A process of the program's user, with a secret in its environment, that no attack may touch.
Result<Child> start_bystander(const Identity& who) {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return cannot("make a pipe");
  const UniqueFd ours(fds[0]);
  UniqueFd theirs(fds[1]);
  const pid_t pid = ::fork();
  if (pid == 0) wait_as(who, theirs.get());
  if (pid < 0) return cannot("start a process");
  Child child(pid, UniqueFd());
  theirs = UniqueFd();  // closed there by exec
  int trouble = 0;
  if (::read(ours.get(), &trouble, sizeof trouble) != 0) {
    errno = trouble;
    return cannot("start a process");
  }
  return child;
}

// A file of the program's user that lies outside of what it may reach.
Result<std::string> make_secret(const std::filesystem::path& path, const Identity& who) {
  GRADE_TRY_VOID(write_file(path, "secret\n"));
  GRADE_TRY_VOID(give_to(who, path));
  return path.string();
}

// Where an attack may write: in the sandbox /tmp, otherwise a folder of its user's own.
Result<std::string> make_place(const LauncherOptions& options, const std::filesystem::path& path) {
  if (options.isolation == Isolation::sandbox) return "/tmp";
  GRADE_TRY_VOID(make_folder(path));
  GRADE_TRY_VOID(give_to(program_identity(options), path));
  return path.string();
}

Job job_of(const Attack& attack, const std::string& folder, std::vector<std::string> arguments) {
  RunSpec spec{.name = attack.what,
               .argv = {"/bin/bash", "-c", attack.script, "bash"},
               .env = {{"PATH", "/usr/bin:/bin"}},
               .cwd = folder,
               .mounts = {},
               .copy_in = {},
               .needs = Needs::waiting};
  std::ranges::move(arguments, std::back_inserter(spec.argv));
  if (folder != "/tmp") spec.mounts.push_back({folder, folder, true});
  spec.limits.wall = milliseconds(4000);
  attack.limit(spec.limits);
  return {std::move(spec), {}};
}

Proof proof_of(const Attack& attack, const RunRecord& run) {
  return {attack.what, attack.is_stopped(run),
          fmt::format("{}, printed '{}'", to_string(run.termination),
                      printable(trim(run.out().bytes), 60))};
}

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

}  // namespace

Result<std::vector<Proof>> prove_confinement(const LauncherOptions& options) {
  GRADE_TRY(const TempDir work, TempDir::make(options.scratch, "proof"));
  std::error_code ec;
  std::filesystem::permissions(work.path(), std::filesystem::perms(0711), ec);
  const Identity who = program_identity(options);
  GRADE_TRY(const std::string secret, make_secret(work.path() / "secret", who));
  GRADE_TRY(const Child bystander, start_bystander(who));
  GRADE_TRY(const Listener listener, listen_on_loopback());
  const std::vector<std::string> arguments = {secret, std::to_string(listener.port),
                                              std::to_string(bystander.pid())};
  std::vector<Job> jobs;
  for (const Attack& attack : kAttacks) {
    GRADE_TRY(const std::string folder,
              make_place(options, work.path() / std::to_string(jobs.size())));
    jobs.push_back(job_of(attack, folder, arguments));
  }
  GRADE_TRY(const std::vector<RunRecord> records, make_launcher(options)->run(jobs, {}));
  std::vector<Proof> proofs;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (const auto* not_started = std::get_if<NotStarted>(&records[i].termination))
      return fail(
          fmt::format("{} does not work here: {}", name_of(options.isolation), not_started->why),
          "for code that you trust: --sandbox=none");
    proofs.push_back(proof_of(kAttacks[i], records[i]));
  }
  return proofs;
}

Noise measure_noise() {
  rusage before{}, after{};
  ::getrusage(RUSAGE_SELF, &before);
  const auto start = std::chrono::steady_clock::now();
  volatile unsigned spin = 0;
  while (std::chrono::steady_clock::now() - start < milliseconds(200)) spin = spin + 1;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  ::getrusage(RUSAGE_SELF, &after);
  const double cpu = seconds(after.ru_utime) + seconds(after.ru_stime) - seconds(before.ru_utime) -
                     seconds(before.ru_stime);
  return {cpu / wall.count(), after.ru_nivcsw - before.ru_nivcsw};
}

}  // namespace grade
