#include <fmt/format.h>
#include <sys/stat.h>

#include <thread>

#include "harness/base/files.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/home.h"
#include "harness/cli/output.h"
#include "harness/launch/proof.h"
#include "runtime/toolchain.h"

namespace grade {
namespace {

// The keeper must lie where the user of the sandbox can reach it.
Result<std::vector<Proof>> prove(const TempDir& work) {
  std::error_code ec;
  std::filesystem::permissions(work.path(), std::filesystem::perms(0711), ec);
  std::filesystem::copy_file(keeper_path(), work.path() / "keeper", ec);
  if (ec) return fail_at({keeper_path().string(), 0, 0}, ec.message());
  const auto launcher =
      make_launcher({.keeper = work.path() / "keeper", .scratch = work.path(), .system = {}});
  return prove_confinement(*launcher);
}

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

bool say_sandbox() {
  auto work = TempDir::make(state_dir() / "work", "doctor");
  const auto proofs = work ? prove(*work) : std::unexpected(work.error());
  if (!proofs) {
    say("BAD", to_string(proofs.error()));
    return false;
  }
  bool all = true;
  for (const Proof& proof : *proofs) {
    all &= proof.holds;
    say(proof.holds ? "ok" : "BAD",
        proof.holds ? proof.what : fmt::format("{}: {}", proof.what, proof.seen));
  }
  return all;
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
