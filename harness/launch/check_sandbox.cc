#include "harness/launch/check_sandbox.h"

#include <fmt/format.h>

#include "harness/base/files.h"
#include "harness/launch/run_jobs.h"

namespace grade {
namespace {

// Whether a switch of the kernel stands so; not where the kernel has no such switch.
bool is_set_to(char sign, const char* path) { return read_unsized(path).starts_with(sign); }

bool says(std::string_view message, std::string_view part) {
  return message.find(part) != std::string_view::npos;
}

RunSpec probe() {
  RunSpec spec;
  spec.name = "sandbox check";
  spec.argv = {"/usr/bin/true"};
  spec.cwd = "/";
  spec.limits.wall = std::chrono::seconds(10);
  return spec;
}

}  // namespace

HostSwitches read_host_switches() {
  return {is_set_to('1', "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
          is_set_to('0', "/proc/sys/user/max_user_namespaces"),
          is_set_to('0', "/proc/sys/kernel/unprivileged_userns_clone")};
}

std::string sandbox_remedy(std::string_view message, const HostSwitches& host) {
  if (says(message, "Can't find source path"))
    return "programs run as another user than root: each folder on the way to that path must be "
           "open to others (chmod o+x), and what is mounted readable";
  if (host.apparmor_restricts)
    return "AppArmor refuses user namespaces: sudo sysctl "
           "kernel.apparmor_restrict_unprivileged_userns=0, or install the bwrap-userns-restrict "
           "profile";
  if (host.has_none_left) return "sudo sysctl user.max_user_namespaces=10000";
  if (host.clone_is_switched_off) return "sudo sysctl kernel.unprivileged_userns_clone=1";
  if (says(message, "mount proc") || says(message, "/newroot/proc"))
    return "this container masks /proc: docker run --security-opt systempaths=unconfined "
           "--security-opt seccomp=unconfined, podman run --security-opt unmask=ALL";
  return "user namespaces are refused; in a container: docker run --security-opt "
         "seccomp=unconfined --security-opt systempaths=unconfined. For code that you trust: "
         "--sandbox=none";
}

Result<void> check_sandbox(const LauncherOptions& options) {
  GRADE_TRY(const Spawner spawner, Spawner::make(options));
  if (options.isolation == Isolation::none) return {};
  GRADE_TRY(const std::vector<RunRecord> records, run_jobs(spawner, {Job{probe(), {}}}, {}, 1, 0));
  const Termination& end = records.at(0).termination;
  if (end == Termination(Exited{0})) return {};
  const auto* not_started = std::get_if<NotStarted>(&end);
  const std::string why = not_started != nullptr ? not_started->why : to_string(end);
  return fail("the sandbox does not work here: " + why, sandbox_remedy(why, read_host_switches()));
}

}  // namespace grade
