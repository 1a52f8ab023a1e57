#include "harness/launch/proof.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>

#include "harness/base/text.h"

namespace grade {
namespace {

using std::chrono::milliseconds;

struct Attack {
  const char* what;
  const char* script;  // for /bin/sh
  bool (*is_stopped)(const RunRecord&);
  void (*limit)(Limits&) = [](Limits&) {};
};

bool says(const RunRecord& run, std::string_view words) { return trim(run.out.bytes) == words; }
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
    {"files end at their size limit", "head -c 2000000 /dev/zero > /tmp/x; stat -c %s /tmp/x",
     [](const RunRecord& run) { return says(run, "1048576"); },
     [](Limits& l) { l.file_bytes = 1u << 20; }},
    {"processes end at their number",
     "i=0; while [ $i -lt 60 ]; do sleep 3 & i=$((i+1)); done 2>/dev/null; jobs -p | wc -l",
     [](const RunRecord& run) { return !says(run, "60"); },
     [](Limits& l) {
       l.processes = 30;
       l.wall = milliseconds(3000);
     }},
    {"processes left behind end with the launch",
     "(trap '' TERM HUP; exec setsid sleep 60) & echo started",
     [](const RunRecord& run) { return says(run, "started") && run.wall < milliseconds(3000); }},
    {"no network but its own loopback",
     "(exec 3<>/dev/tcp/192.0.2.1/80) 2>/dev/null && echo open || cat /sys/class/net/*/address "
     "/proc/net/route | wc -l",
     [](const RunRecord& run) { return !says(run, "open"); }},
    {"no file of the host but the system's",
     "ls -d /root /home /etc/shadow /var 2>/dev/null | wc -l",
     [](const RunRecord& run) { return says(run, "0"); }},
    {"no secret in the environment",
     "cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c HOME",
     [](const RunRecord& run) { return says(run, "0"); }},
    {"no privilege and no way to get one",
     "grep -c -E '^(CapEff:.0+|NoNewPrivs:.1|Seccomp:.2)$' /proc/self/status",
     [](const RunRecord& run) { return says(run, "3"); }},
};

Job job_of(const Attack& attack) {
  RunSpec spec{.name = attack.what,
               .argv = {"/bin/bash", "-c", attack.script},
               .env = {{"PATH", "/usr/bin:/bin"}},
               .cwd = "/tmp",
               .mounts = {},
               .copy_in = {},
               .needs = Needs::waiting};
  spec.limits.wall = milliseconds(4000);
  attack.limit(spec.limits);
  return {std::move(spec), {}};
}

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

}  // namespace

Result<std::vector<Proof>> prove_confinement(Launcher& launcher) {
  std::vector<Job> jobs;
  for (const Attack& attack : kAttacks) jobs.push_back(job_of(attack));
  GRADE_TRY(const std::vector<RunRecord> records, launcher.run(jobs, {}));
  std::vector<Proof> proofs;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const RunRecord& run = records[i];
    proofs.push_back({kAttacks[i].what, kAttacks[i].is_stopped(run),
                      fmt::format("{}, printed '{}'", to_string(run.termination),
                                  printable(trim(run.out.bytes).substr(0, 60), 60))});
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
