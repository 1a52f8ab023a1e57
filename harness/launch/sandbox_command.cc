#include "harness/launch/sandbox_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "harness/launch/keeper_protocol.h"
#include "harness/launch/seccomp.h"

namespace grade {
namespace {

using Argv = std::vector<std::string>;

void add(Argv& argv, std::initializer_list<std::string> more) {
  argv.insert(argv.end(), more.begin(), more.end());
}

// /bin, /lib, … as the host has them: links into /usr, or folders on hosts that did not merge them.
void add_usr(Argv& argv, const std::vector<Mount>& system) {
  const auto is_usr = [](const Mount& mount) { return mount.inside == "/usr"; };
  if (std::ranges::none_of(system, is_usr)) add(argv, {"--ro-bind", "/usr", "/usr"});
  for (const char* name : {"/bin", "/sbin", "/lib", "/lib64"}) {
    std::error_code ec;
    if (std::filesystem::is_symlink(name, ec))
      add(argv, {"--symlink", std::filesystem::read_symlink(name, ec).string(), name});
    else if (std::filesystem::is_directory(name, ec))
      add(argv, {"--ro-bind", name, name});
  }
}

void add_tmpfs(Argv& argv, const char* perms, std::uint64_t bytes, const std::string& inside) {
  add(argv, {"--perms", perms, "--size", std::to_string(bytes), "--tmpfs", inside});
}

void add_mounts(Argv& argv, const std::vector<Mount>& mounts) {
  for (const Mount& mount : mounts)
    add(argv, {mount.writable ? "--bind" : "--ro-bind", mount.host.string(), mount.inside});
}

// Mounts apply in order: /tmp before any bind below it, the read-only root last.
void add_file_system(Argv& argv, const RunSpec& spec, const LauncherOptions& options,
                     const SandboxPaths& paths) {
  add_usr(argv, options.system);
  add(argv, {"--proc", "/proc", "--dev", "/dev"});
  add_tmpfs(argv, "1777", 1 << 20, "/dev/shm");
  add(argv, {"--remount-ro", "/dev"});
  add_tmpfs(argv, "0700", spec.limits.scratch_bytes, "/tmp");
  const std::string hosts = std::to_string(kHostsFd);
  const std::string passwd = std::to_string(kPasswdFd);
  add(argv, {"--perms", "0444", "--file", hosts, "/etc/hosts"});
  add(argv, {"--perms", "0444", "--file", passwd, "/etc/passwd"});
  add(argv, {"--ro-bind", paths.keeper, kKeeperInside});
  add_mounts(argv, options.system);
  if (!spec.copy_in.host.empty())
    add_tmpfs(argv, "0755", spec.limits.scratch_bytes, spec.copy_in.inside);
  add_mounts(argv, spec.mounts);
  add(argv, {"--remount-ro", "/", "--chdir", "/"});
}

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

void put(std::string& out, const std::string& text) { out.append(text).push_back('\0'); }

// Without bwrap the supervisor does what can be done; see harness/launch/keeper/confine.h.
struct Restriction {
  std::vector<std::string> paths;
  std::string filter;
};

Restriction restriction_of(const RunSpec& spec, const LauncherOptions& options) {
  if (options.isolation != Isolation::landlock) return {};
  return {landlock_paths(spec, options), seccomp_filter(Isolation::landlock)};
}

// Without a namespace of its own all that the user runs counts, also other launches: then it only
// keeps what the watchdog has not yet seen from filling the host. 0: no limit of ours.
std::uint32_t process_limit(const RunSpec& spec, Isolation isolation, std::size_t user_tasks) {
  constexpr std::size_t kLaunches = 4;
  const auto most = static_cast<std::size_t>(std::max(spec.limits.processes, 1));
  if (isolation == Isolation::none) return 0;
  if (isolation == Isolation::sandbox) return static_cast<std::uint32_t>(most);
  return static_cast<std::uint32_t>(user_tasks + kLaunches * most);
}

keeper::SpecHeader header_of(const RunSpec& spec, Isolation isolation, std::size_t user_tasks,
                             const Restriction& restriction) {
  const Limits& limits = spec.limits;
  return {.argc = static_cast<std::uint32_t>(spec.argv.size()),
          .envc = static_cast<std::uint32_t>(spec.env.size()),
          .has_events = spec.instruments.empty() ? 0u : 1u,
          .has_driver = spec.has_driver ? 1u : 0u,
          .has_copy = spec.copy_in.host.empty() ? 0u : 1u,
          .isolation = isolation,
          .paths = static_cast<std::uint32_t>(restriction.paths.size()),
          .filter_bytes = static_cast<std::uint32_t>(restriction.filter.size()),
          .processes = process_limit(spec, isolation, user_tasks),
          .tasks = static_cast<std::uint32_t>(std::max(limits.processes, 1)),
          .files = static_cast<std::uint32_t>(std::max(limits.files, 1)),
          .descriptors = static_cast<std::uint32_t>(std::max(limits.descriptors, 8)),
          .cpu_seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(limits.cpu.count(), 1)),
          .file_bytes = limits.file_bytes,
          .wall_ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(limits.wall).count()),
          .parent = isolation == Isolation::none ? ::getpid() : 0};
}

void move_path(std::string& text, const std::string& from, const std::string& to) {
  if (text == from || text.starts_with(from + "/")) text.replace(0, from.size(), to);
}

Argv enter_argv(const LauncherOptions& options, const SandboxPaths& paths) {
  const Identity who = program_identity(options);
  return {paths.keeper, "enter", who.is_changed ? std::to_string(who.uid) : "-1",
          who.is_changed ? std::to_string(who.gid) : "-1", std::to_string(paths.cgroups)};
}

// Of the host's files, what programs and the go command read at their start.
constexpr const char* kLandlockPaths[] = {"r/usr",
                                          "r/bin",
                                          "r/sbin",
                                          "r/lib",
                                          "r/lib64",
                                          "r/etc/hosts",
                                          "r/etc/passwd",
                                          "r/etc/nsswitch.conf",
                                          "r/etc/ld.so.cache",
                                          "r/etc/alternatives",
                                          "r/proc/cpuinfo",
                                          "r/proc/meminfo",
                                          "r/proc/stat",
                                          "r/sys/devices/system/cpu",
                                          "r/sys/kernel/mm/transparent_hugepage",
                                          "w/dev/null",
                                          "w/dev/zero",
                                          "w/dev/full",
                                          "r/dev/random",
                                          "r/dev/urandom"};

}  // namespace

std::string find_bwrap() {
  if (::access("/usr/bin/bwrap", X_OK) == 0) return "/usr/bin/bwrap";
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const std::string candidate = std::string(rest.substr(0, end)) + "/bwrap";
    if (candidate.starts_with('/') && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

std::vector<std::string> sandbox_argv(const RunSpec& spec, const LauncherOptions& options,
                                      const SandboxPaths& paths) {
  Argv argv = enter_argv(options, paths);
  add(argv, {paths.bwrap, "--unshare-all", "--unshare-user", "--disable-userns"});
  add(argv, {"--die-with-parent", "--new-session", "--as-pid-1", "--hostname", "sandbox"});
  add_file_system(argv, spec, options, paths);
  add(argv, {"--cap-drop", "ALL"});
  if (paths.has_seccomp) add(argv, {"--seccomp", std::to_string(kSeccompFd)});
  add(argv, {"--", kKeeperInside, "supervise"});
  return argv;
}

std::string sandbox_hosts() { return "127.0.0.1 localhost sandbox\n::1 localhost\n"; }

std::string sandbox_passwd(const Identity& identity) {
  return fmt::format("sandbox:x:{}:{}::/tmp:/bin/sh\n", identity.uid, identity.gid);
}

std::vector<std::string> landlock_argv(const LauncherOptions& options, const SandboxPaths& paths) {
  Argv argv = enter_argv(options, paths);
  add(argv, {paths.keeper, "supervise"});
  return argv;
}

std::vector<std::string> landlock_paths(const RunSpec& spec, const LauncherOptions& options) {
  std::vector<std::string> paths(std::begin(kLandlockPaths), std::end(kLandlockPaths));
  const auto add_mount = [&](const Mount& mount) {
    paths.push_back((mount.writable ? "w" : "r") + mount.host.string());
  };
  std::ranges::for_each(options.system, add_mount);
  std::ranges::for_each(spec.mounts, add_mount);
  if (!spec.copy_in.host.empty()) paths.push_back("w" + spec.copy_in.inside);
  return paths;
}

Result<std::string> encode_spec(const RunSpec& spec, const LauncherOptions& options,
                                std::size_t user_tasks) {
  if (spec.argv.empty()) return fail("no program to run");
  const Restriction restriction = restriction_of(spec, options);
  const keeper::SpecHeader header = header_of(spec, options.isolation, user_tasks, restriction);
  std::string out(reinterpret_cast<const char*>(&header), sizeof header);
  out += restriction.filter;
  for (const std::string& arg : spec.argv) {
    if (has_nul(arg)) return fail("an argument holds a NUL byte");
    put(out, arg);
  }
  for (const auto& [key, value] : spec.env) {
    if (key.empty() || has_nul(key) || has_nul(value) || key.find('=') != std::string::npos)
      return fail("the environment holds a name or value that cannot be passed on");
    put(out, key + "=" + value);
  }
  if (has_nul(spec.cwd) || has_nul(spec.copy_in.inside)) return fail("a path holds a NUL byte");
  put(out, spec.cwd.empty() ? "/" : spec.cwd);
  put(out, spec.copy_in.inside);
  for (const std::string& path : restriction.paths) {
    if (has_nul(path)) return fail("a path holds a NUL byte");
    put(out, path);
  }
  if (out.size() > keeper::kMaxSpecBytes) return fail("arguments and environment are too large");
  return out;
}

RunSpec moved_copy(RunSpec spec, const std::string& folder) {
  const std::string from = spec.copy_in.inside;
  if (from.empty()) return spec;
  move_path(spec.cwd, from, folder);
  for (std::string& arg : spec.argv) move_path(arg, from, folder);
  for (auto& [key, value] : spec.env) move_path(value, from, folder);
  spec.copy_in.inside = folder;
  return spec;
}

}  // namespace grade
