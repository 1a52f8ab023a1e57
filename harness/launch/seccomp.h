// The system call filter of the sandbox, as classic BPF for bwrap --seccomp.
#pragma once

#include <cstdint>
#include <string>

#include "harness/launch/isolation.h"

namespace grade {

// The bytes of an array of sock_filter. Everything is allowed but: tracing and reading of other
// processes, kernel keys, BPF, io_uring, mounting, new namespaces, anonymous and System V memory
// that no limit of ours counts, device nodes, clocks, modules, reboot (EPERM); clone3, whose flags
// a filter cannot see (ENOSYS, so that libraries fall back to clone); sockets other than UNIX,
// INET, INET6 and NETLINK (EAFNOSUPPORT); putting bytes into a terminal's input; limits of another
// process. For Isolation::landlock, where files and network are the host's, also: attributes of
// files and lengths by name (EPERM), sockets but TCP, for which landlock has rules (EAFNOSUPPORT),
// and connecting while sending (EOPNOTSUPP). Empty on a processor it was not written for: then
// there is no filter.
std::string seccomp_filter(Isolation isolation);

// What such a filter answers a call with: 0 for allowed, otherwise the errno. For tests.
int seccomp_verdict(const std::string& filter, long number, std::uint64_t arg0, std::uint64_t arg1,
                    std::uint64_t arg2 = 0, std::uint64_t arg3 = 0);

}  // namespace grade
