#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/output.h"
#include "harness/launch/cgroup.h"
#include "harness/launch/check_sandbox.h"
#include "harness/pipeline/confinement.h"
#include "harness/pipeline/workspace.h"
#include "runtime/toolchain.h"

namespace grade {
namespace {

void say(std::string_view mark, std::string_view text) {
  print(fmt::format("{:<5} {}\n", mark, text));
}

bool say_toolchain(const DoctorOptions& doctor) {
  const auto toolchain = find_toolchain(doctor.go);
  if (!toolchain) {
    say("BAD", to_string(toolchain.error()));
    return false;
  }
  say("ok", fmt::format("{} at {}", toolchain->version, toolchain->go.string()));
  return true;
}

// Whether all of them hold.
bool say_proofs(const Result<std::vector<Proof>>& proofs) {
  if (!proofs) {
    say("BAD", to_string(proofs.error()));
    return false;
  }
  for (const Proof& proof : *proofs)
    say(proof.holds ? "ok" : "BAD",
        proof.holds ? proof.what : fmt::format("{}: {}", proof.what, proof.seen));
  return std::ranges::all_of(*proofs, &Proof::holds);
}

void say_cgroup(const LauncherOptions& options) {
  const std::string cgroup = CgroupTree::make(options.keeper).text();
  say("note", cgroup.empty()
                  ? "no cgroup is available; the other limits hold without it"
                  : "each launch also has a " + cgroup + " group, which backs up its limits");
}

bool prove_sandbox(const std::filesystem::path& work) {
  const auto options = furnish(work, Isolation::sandbox);
  const Result<void> works = options ? check_sandbox(*options) : std::unexpected(options.error());
  if (works) {
    const bool all_hold = say_proofs(prove_confinement(*options));
    say_cgroup(*options);
    return all_hold;
  }
  say("BAD", to_string(works.error()));
  const auto landlock = furnish(work, Isolation::landlock);
  if (landlock) {
    say("note", "with --allow-degraded, by landlock:");
    say_proofs(prove_confinement(*landlock));
  }
  return false;
}

bool say_sandbox() {
  const auto work = Workspace::make(state_dir() / "work");
  if (work) return prove_sandbox(work->path());
  say("BAD", to_string(work.error()));
  return false;
}

void say_noise() {
  const Noise noise = measure_noise();
  say(noise.is_quiet() ? "ok" : "note",
      fmt::format("{} cores; a spinning thread got {:.1f} % of one, {} involuntary switches{}",
                  std::thread::hardware_concurrency(), 100 * noise.cpu_share,
                  noise.involuntary_switches,
                  noise.is_quiet() ? "" : ": the machine is busy, times will be rough"));
}

}  // namespace

int doctor_command(const DoctorOptions& doctor) {
  const bool has_go = say_toolchain(doctor);
  const bool is_confined = say_sandbox();
  say_noise();
  return has_go && is_confined ? 0 : kExitTrouble;
}

}  // namespace grade
