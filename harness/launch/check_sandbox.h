// Can this machine run the sandbox, and if not, what would fix it.
#pragma once

#include <string_view>

#include "harness/launch/launcher.h"

namespace grade {

// Runs `true` in the sandbox, some milliseconds. The error names the remedy; without isolation only
// the keeper is looked for.
Result<void> check_sandbox(const LauncherOptions& options);

// What this host says about unprivileged user namespaces.
struct HostSwitches {
  bool apparmor_restricts = false;     // kernel.apparmor_restrict_unprivileged_userns
  bool has_none_left = false;          // user.max_user_namespaces = 0
  bool clone_is_switched_off = false;  // kernel.unprivileged_userns_clone = 0
};
HostSwitches read_host_switches();

// The remedy for what bwrap or the keeper said, one or a few lines.
std::string sandbox_remedy(std::string_view message, const HostSwitches& host);

}  // namespace grade
