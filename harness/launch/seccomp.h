// The system call filter of the sandbox, as classic BPF for bwrap --seccomp.
#pragma once

#include <cstdint>
#include <string>

namespace grade {

// The bytes of an array of sock_filter. Everything is allowed but: tracing and reading of other
// processes, kernel keys, BPF, io_uring, mounting, new namespaces, anonymous and System V memory
// that no limit of ours counts, device nodes, clocks, modules, reboot (EPERM); clone3, whose flags
// a filter cannot see (ENOSYS, so that libraries fall back to clone); sockets other than UNIX,
// INET, INET6 and NETLINK (EAFNOSUPPORT); putting bytes into a terminal's input; limits of another
// process. `Network::own` is for a network namespace, which reaches nothing;
// `Network::streams` refuses internet sockets but TCP, for which landlock has rules. Empty on a
// processor it was not written for: then there is no filter.
enum class Network { own, streams };
std::string seccomp_filter(Network network);

// What such a filter answers a call with: 0 for allowed, otherwise the errno. For tests.
int seccomp_verdict(const std::string& filter, long number, std::uint64_t arg0, std::uint64_t arg1,
                    std::uint64_t arg2 = 0);

}  // namespace grade
