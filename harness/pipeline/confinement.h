// What confines the launches of a run on this host: decided and proven before anything is graded.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "harness/launch/launcher.h"
#include "harness/launch/proof.h"

namespace grade {

struct Confinement {
  LauncherOptions launcher;   // without `system` and `cpu_jobs`
  std::vector<Proof> proofs;  // none without isolation
};

// Copies the keeper to where the program's user can reach it, below `work`, and names it and a
// folder for copies.
Result<LauncherOptions> furnish(const std::filesystem::path& work, Isolation isolation);

// What was proven here since the host started holds for later runs of the same user, build and
// bubblewrap. Where the sandbox does not work the run is refused with the remedy; with
// `allow_degraded` landlock takes its place. Where something is not stopped the run is refused, and
// with `allow_degraded` it is among the proofs. `note` takes what is being done.
Result<Confinement> confine_run(const std::filesystem::path& work, Isolation wanted,
                                bool allow_degraded,
                                const std::function<void(std::string_view)>& note);

}  // namespace grade
