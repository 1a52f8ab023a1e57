// Proofs, by doing it, that what confines a launch works on this host: each runs a small program
// that does what must be stopped.
#pragma once

#include <string>
#include <vector>

#include "harness/launch/launcher.h"

namespace grade {

struct Proof {
  std::string what;  // "no network but its own loopback"
  bool holds = false;
  std::string seen;  // what the program came to
};

// All at once, in about a second, with a folder of its own in `options.scratch`, through which the
// program's user can pass. An error where nothing can be launched, as from Launcher::run.
Result<std::vector<Proof>> prove_confinement(const LauncherOptions& options);

// How disturbed this machine is right now: a spin of 200 ms on one core.
struct Noise {
  double cpu_share = 0;  // CPU time over wall time; 1 on an idle machine
  long involuntary_switches = 0;
  bool is_quiet() const { return cpu_share > 0.97; }
};
Noise measure_noise();

}  // namespace grade
