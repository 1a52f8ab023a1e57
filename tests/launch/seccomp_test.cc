#include "harness/launch/seccomp.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
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
  EXPECT_EQ(seccomp_verdict(seccomp_filter(Isolation::sandbox), c.call, c.arg0, c.arg1), c.error);
}
INSTANTIATE_TEST_SUITE_P(, Seccomp, testing::ValuesIn(kCases),
                         [](const auto& i) { return i.param.name; });

struct SocketCase {
  const char* name;
  std::uint64_t family;
  std::uint64_t type;
  std::uint64_t protocol;
  int error;
};
const SocketCase kSockets[] = {
    {"Tcp", AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0},
    {"Tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP, 0},
    {"Udp", AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0, EAFNOSUPPORT},
    {"Udp6", AF_INET6, SOCK_DGRAM, 0, EAFNOSUPPORT},
    {"Raw", AF_INET, SOCK_RAW, 1, EAFNOSUPPORT},
    {"Mptcp", AF_INET, SOCK_STREAM, 262, EPROTONOSUPPORT},
    {"Sctp", AF_INET6, SOCK_STREAM, 132, EPROTONOSUPPORT},
    {"Unix", AF_UNIX, SOCK_STREAM, 0, EAFNOSUPPORT},
    {"Netlink", AF_NETLINK, SOCK_RAW, 0, 0},
    {"Crypto", 38, SOCK_SEQPACKET, 0, EAFNOSUPPORT},
};

class SeccompStreams : public testing::TestWithParam<SocketCase> {};
TEST_P(SeccompStreams, JudgesSockets) {
  const SocketCase& c = GetParam();
  const std::string filter = seccomp_filter(Isolation::landlock);
  EXPECT_EQ(seccomp_verdict(filter, SYS_socket, c.family, c.type, c.protocol), c.error);
}
INSTANTIATE_TEST_SUITE_P(, SeccompStreams, testing::ValuesIn(kSockets),
                         [](const auto& i) { return i.param.name; });
TEST(SeccompFilter, RefusesToConnectWhileSending) {
  const std::string filter = seccomp_filter(Isolation::landlock);
  EXPECT_EQ(seccomp_verdict(filter, SYS_sendto, 3, 0, 0, MSG_FASTOPEN | MSG_NOSIGNAL), EOPNOTSUPP);
  EXPECT_EQ(seccomp_verdict(filter, SYS_sendto, 3, 0, 0, MSG_NOSIGNAL), 0);
  EXPECT_EQ(seccomp_verdict(filter, SYS_sendmsg, 3, 0, MSG_FASTOPEN), EOPNOTSUPP);
  EXPECT_EQ(seccomp_verdict(filter, SYS_sendmmsg, 3, 0, 1, MSG_FASTOPEN), EOPNOTSUPP);
  const std::string own = seccomp_filter(Isolation::sandbox);
  EXPECT_EQ(seccomp_verdict(own, SYS_sendto, 3, 0, 0, MSG_FASTOPEN), 0);
}
TEST(SeccompFilter, KeepsAttributesOfTheHostsFiles) {
  for (const long call : {SYS_fchmodat, SYS_fchmod, SYS_fchownat, SYS_truncate, SYS_utimensat}) {
    EXPECT_EQ(seccomp_verdict(seccomp_filter(Isolation::landlock), call, 0, 0), EPERM) << call;
    EXPECT_EQ(seccomp_verdict(seccomp_filter(Isolation::sandbox), call, 0, 0), 0) << call;
  }
  EXPECT_EQ(seccomp_verdict(seccomp_filter(Isolation::landlock), SYS_ftruncate, 0, 0), 0);
}
TEST(SeccompFilter, OfBothKindsJudgesOtherCallsAlike) {
  const std::string filter = seccomp_filter(Isolation::landlock);
  for (const Case& c : kCases) {
    if (c.call != SYS_socket) {
      EXPECT_EQ(seccomp_verdict(filter, c.call, c.arg0, c.arg1), c.error) << c.name;
    }
  }
}

}  // namespace
}  // namespace grade
