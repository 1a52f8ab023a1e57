// A RunSpec as the command lines and bytes that start it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/launch/identity.h"
#include "harness/launch/launcher.h"

namespace grade {

// Descriptors of the files that bwrap reads itself, from keeper::kFirstFreeFd on.
inline constexpr int kSeccompFd = 10;
inline constexpr int kHostsFd = 11;
inline constexpr int kPasswdFd = 12;
inline constexpr const char* kKeeperInside = "/run/grade/keeper";

// "" where it is not installed.
std::string find_bwrap();

struct SandboxPaths {
  std::string bwrap;
  std::string keeper;
  bool has_seccomp = true;
  int cgroups = 0;  // descriptors from keeper::kFirstCgroupFd on
};

// The whole chain: keeper enter, bwrap, keeper supervise.
std::vector<std::string> sandbox_argv(const RunSpec& spec, const LauncherOptions& options,
                                      const SandboxPaths& paths);

// /etc/hosts and /etc/passwd of the sandbox: without them Go cannot resolve localhost.
std::string sandbox_hosts();
std::string sandbox_passwd(const Identity& identity);

// The chain where landlock confines: keeper enter, keeper supervise.
std::vector<std::string> landlock_argv(const LauncherOptions& options, const SandboxPaths& paths);

// What a program under landlock may reach, as the keeper wants it: the mounts, the copy, and what
// any program needs.
std::vector<std::string> landlock_paths(const RunSpec& spec, const LauncherOptions& options);

// What the keeper reads on kSpecFd. An error for what exec cannot take: no arguments, a NUL in a
// text, more than keeper::kMaxSpecBytes. `user_tasks`: what the program's user runs already, which
// without a namespace counts for its limit of processes.
Result<std::string> encode_spec(const RunSpec& spec, const LauncherOptions& options,
                                std::size_t user_tasks = 0);

// The spec with `copy_in.inside` moved to `folder`, in cwd, arguments and values of the environment
// that are that path or lie below it; for launches without a sandbox.
RunSpec moved_copy(RunSpec spec, const std::string& folder);

}  // namespace grade
