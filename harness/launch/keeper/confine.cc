#include "harness/launch/keeper/confine.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace grade::keeper {
namespace {

// What newer kernels than the headers know, from include/uapi/linux/landlock.h.
constexpr std::uint64_t kTruncate = 1ull << 14;     // since ABI 3
constexpr std::uint64_t kIoctlDevice = 1ull << 15;  // since ABI 5
constexpr std::uint64_t kBindTcp = 1ull << 0;       // since ABI 4
constexpr std::uint64_t kConnectTcp = 1ull << 1;    // since ABI 4
constexpr std::uint64_t kScopeAll = 3;              // abstract sockets and signals; since ABI 6
constexpr int kNetPort = 2;                         // a kind of rule
constexpr std::uint64_t kFirstUserPort = 1024;
constexpr std::uint64_t kEndPort = 65536;

struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t ports = 0;
  std::uint64_t scopes = 0;
};
struct PortRule {
  std::uint64_t access = 0;
  std::uint64_t port = 0;
};

constexpr std::uint64_t kRead =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kWrite = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                 LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                                 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM |
                                 LANDLOCK_ACCESS_FS_REFER | kTruncate;
constexpr std::uint64_t kDevices = LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK;
constexpr std::uint64_t kOfFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                                   LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate;

long abi() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

// The structure of newer kernels; older ones take it as long as what they do not know is zero.
Ruleset known_to(long abi) {
  Ruleset all{kRead | kWrite | kDevices | kIoctlDevice, kBindTcp | kConnectTcp, kScopeAll};
  if (abi < 2) all.files &= ~std::uint64_t{LANDLOCK_ACCESS_FS_REFER};
  if (abi < 3) all.files &= ~kTruncate;
  if (abi < 4) all.ports = 0;
  if (abi < 5) all.files &= ~kIoctlDevice;
  if (abi < 6) all.scopes = 0;
  return all;
}

// What is not there needs no rule.
int allow_path(int ruleset, const char* rule, const Ruleset& all) {
  const UniqueFd path(::open(rule + 1, O_PATH | O_CLOEXEC));
  if (!path) return errno == ENOENT || errno == EACCES ? 0 : errno;
  struct stat st{};
  if (::fstat(path.get(), &st) != 0) return errno;
  std::uint64_t access = (rule[0] == 'w' ? kRead | kWrite : kRead) & all.files;
  if (!S_ISDIR(st.st_mode)) access &= kOfFiles;
  const landlock_path_beneath_attr beneath{access, path.get()};
  const long added =
      ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  return added == 0 ? 0 : errno;
}

// Servers of the program's own listen above the privileged ports; what answers below them (mail,
// names, the web, a cloud's metadata) is nobody's business.
int allow_ports(int ruleset, const Ruleset& all) {
  if (all.ports == 0) return 0;
  const auto add = [&](std::uint64_t access, std::uint64_t port) {
    const PortRule rule{access, port};
    return ::syscall(SYS_landlock_add_rule, ruleset, kNetPort, &rule, 0) == 0 ? 0 : errno;
  };
  int error = add(kBindTcp, 0);
  for (std::uint64_t port = kFirstUserPort; error == 0 && port < kEndPort; ++port)
    error = add(all.ports, port);
  return error;
}

}  // namespace

UniqueFd make_ruleset(const Spec& spec) {
  const long version = abi();
  if (version < 0) return UniqueFd();
  const Ruleset all = known_to(version);
  const long made = ::syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
  UniqueFd ruleset(static_cast<int>(made));
  if (!ruleset) return ruleset;
  int error = allow_ports(ruleset.get(), all);
  for (char** rule = spec.paths; error == 0 && *rule != nullptr; ++rule)
    error = allow_path(ruleset.get(), *rule, all);
  errno = error;
  return error == 0 ? std::move(ruleset) : UniqueFd();
}

int restrict_self(int ruleset) {
  if (const int error = allow_path(ruleset, "r/proc/self", known_to(abi()))) return error;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  return ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? 0 : errno;
}

int filter_calls(const Spec& spec) {
  if (spec.header.filter_bytes == 0) return 0;
  const sock_fprog program{
      static_cast<unsigned short>(spec.header.filter_bytes / sizeof(sock_filter)),
      reinterpret_cast<sock_filter*>(spec.filter)};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ? 0 : errno;
}

}  // namespace grade::keeper
