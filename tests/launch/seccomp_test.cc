#include "harness/launch/seccomp.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>

namespace grade {
namespace {

struct Case {
  const char* name;
  long call;
  std::uint64_t arg0;
  std::uint64_t arg1;
  int error;
};
constexpr std::uint64_t kHighBits = 0xdead'0000'0000'0000;
const Case kCases[] = {
    {"Read", SYS_read, 0, 0, 0},
    {"Futex", SYS_futex, 0, 0, 0},
    {"Thread", SYS_clone, CLONE_VM | CLONE_THREAD, 0, 0},
    {"UserNamespace", SYS_clone, CLONE_NEWUSER | 17, 0, EPERM},
    {"Clone3", SYS_clone3, 0, 0, ENOSYS},
    {"Unshare", SYS_unshare, 0, 0, EPERM},
    {"UnixSocket", SYS_socket, AF_UNIX, SOCK_STREAM, 0},
    {"Inet6Socket", SYS_socket, AF_INET6, SOCK_STREAM, 0},
    {"NetlinkSocket", SYS_socket, AF_NETLINK, SOCK_RAW, 0},
    {"Vsock", SYS_socket, 40, SOCK_STREAM, EAFNOSUPPORT},
    {"CryptoSocket", SYS_socket, 38, SOCK_SEQPACKET, EAFNOSUPPORT},
    {"FamilyIsAnInt", SYS_socket, kHighBits | AF_INET, 0, 0},
    {"TerminalInput", SYS_ioctl, 0, TIOCSTI, EPERM},
    {"TerminalInputWithHighBits", SYS_ioctl, 0, kHighBits | TIOCSTI, EPERM},
    {"WindowSize", SYS_ioctl, 0, TIOCGWINSZ, 0},
    {"OwnLimits", SYS_prlimit64, 0, 7, 0},
    {"LimitsOfTheSupervisor", SYS_prlimit64, 1, 0, EPERM},
    {"Memfd", SYS_memfd_create, 0, 0, EPERM},
    {"IoUring", SYS_io_uring_setup, 0, 0, EPERM},
    {"Ptrace", SYS_ptrace, 0, 0, EPERM},
    {"Mount", SYS_mount, 0, 0, EPERM},
#if defined(__x86_64__)
    {"X32", 0x40000000 | SYS_read, 0, 0, ENOSYS},
#endif
};

class Seccomp : public testing::TestWithParam<Case> {};
TEST_P(Seccomp, Answers) {
  const Case& c = GetParam();
  EXPECT_EQ(seccomp_verdict(seccomp_filter(), c.call, c.arg0, c.arg1), c.error);
}
INSTANTIATE_TEST_SUITE_P(, Seccomp, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace grade
