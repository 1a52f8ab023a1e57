#include "harness/pipeline/host.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "harness/base/text.h"
#include "harness/launch/identity.h"
#include "harness/pipeline/confinement.h"
#include "harness/pipeline/home.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      return std::string(trim(std::string_view(line).substr(line.find(':') + 1)));
  return "unknown";
}

RunInfo describe_run(const Confinement& confinement, const Toolchain& toolchain) {
  utsname host{};
  ::uname(&host);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  RunInfo info{.grade_version = kVersion,
               .go_version = toolchain.version,
               .isolation = std::string(name_of(confinement.launcher.isolation)),
               .proven = {},
               .degraded = {},
               .started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)),
               .kernel = host.release,
               .cpu_model = cpu_model(),
               .cpus = static_cast<int>(std::thread::hardware_concurrency())};
  for (const Proof& proof : confinement.proofs)
    (proof.holds ? info.proven : info.degraded).push_back(proof.what);
  return info;
}

// Each launch takes some ten of them here, and may open as many itself as its limits say.
Result<void> take_descriptors() {
  constexpr rlim_t kNeeded = 1024;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t most = std::max(limit.rlim_max, kNeeded);  // above the hard limit as root only
  for (const rlimit& wanted : {rlimit{most, most}, rlimit{limit.rlim_max, limit.rlim_max}})
    if (::setrlimit(RLIMIT_NOFILE, &wanted) == 0 && wanted.rlim_cur >= kNeeded) return {};
  return fail(
      fmt::format("this process may open {} files, and {} are needed", limit.rlim_max, kNeeded),
      fmt::format("ulimit -n {}", kNeeded));
}

}  // namespace

Result<Host> ready_host(const HostOptions& options, const Workspace& work, Progress& progress) {
  const auto note = [&](std::string_view what) { progress.note(what); };
  GRADE_TRY_VOID(take_descriptors());
  GRADE_TRY(const Toolchain toolchain, find_toolchain(options.go));
  GRADE_TRY(const Confinement confinement,
            confine_run(work.path(), options.isolation, options.allow_degraded, note));
  const Identity program = program_identity(confinement.launcher);
  std::error_code ec;
  for (const fs::path& path : {toolchain.goroot, fs::canonical(toolchain.goroot, ec), state_dir()})
    GRADE_TRY_VOID(check_sight(program, path));
  GRADE_TRY(Prepared prepared, prepare_runtime(toolchain, {note, options.is_cancelled}));
  LauncherOptions launcher = confinement.launcher;
  launcher.system = system_mounts(prepared);
  launcher.cpu_jobs = options.jobs;
  return Host{.info = describe_run(confinement, toolchain),
              .prepared = std::move(prepared),
              .isolation = launcher.isolation,
              .work = work.path(),
              .progress = &progress,
              .launcher = make_launcher(launcher),
              .is_cancelled = options.is_cancelled};
}

}  // namespace grade
