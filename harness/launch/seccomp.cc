// How: libseccomp builds the filter from rules, each a call, what its arguments must be to be
// refused, and the errno. Where several rules of one call look at an argument, no two of them hold
// at once, but such as answer alike: libseccomp promises no order. The kernel takes most arguments
// as int, so only their low half counts (a compare of all 64 bits of an ioctl was CVE-2019-10063).
// There is no "is none of these" for a masked argument; it becomes one rule for each other small
// value and one for each higher bit.
#include "harness/launch/seccomp.h"

#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/base/unique_fd.h"

namespace grade {
namespace {

// Newer than the libseccomp of Debian 12; the numbers are the same on all processors.
constexpr int kSysFchmodat2 = 452;
constexpr int kSysListMount = 458;
constexpr int kSysStatMount = 457;

// What a processor does not have is left out by libseccomp.
constexpr int kDenied[] = {
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
    SCMP_SYS(process_madvise),
    SCMP_SYS(process_mrelease),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(syslog),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount),
    SCMP_SYS(fspick),
    SCMP_SYS(mount_setattr),
    kSysStatMount,
    kSysListMount,
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(quotactl),
    SCMP_SYS(quotactl_fd),
    SCMP_SYS(acct),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(memfd_create),
    SCMP_SYS(memfd_secret),
    SCMP_SYS(shmget),
    SCMP_SYS(shmat),
    SCMP_SYS(shmctl),
    SCMP_SYS(semget),
    SCMP_SYS(msgget),
    SCMP_SYS(mq_open),
    SCMP_SYS(mknodat),
    SCMP_SYS(personality),
    SCMP_SYS(vhangup),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(nfsservctl),
    SCMP_SYS(lookup_dcookie),
    SCMP_SYS(mknod),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(modify_ldt),
    SCMP_SYS(uselib),
    SCMP_SYS(ustat),
    SCMP_SYS(sysfs),
};

// Where files are the host's own: landlock does not know attributes, and only newer kernels' the
// length of a file by its name.
constexpr int kDeniedOnHostFiles[] = {
    SCMP_SYS(truncate),     SCMP_SYS(fchmod),    SCMP_SYS(fchmodat),    kSysFchmodat2,
    SCMP_SYS(fchown),       SCMP_SYS(fchownat),  SCMP_SYS(utimensat),   SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr),    SCMP_SYS(fsetxattr), SCMP_SYS(removexattr), SCMP_SYS(lremovexattr),
    SCMP_SYS(fremovexattr), SCMP_SYS(chmod),     SCMP_SYS(chown),       SCMP_SYS(lchown),
    SCMP_SYS(utime),        SCMP_SYS(utimes),    SCMP_SYS(futimesat),
};

using Arg = scmp_arg_cmp;
using Args = std::vector<Arg>;

constexpr std::uint64_t kInt = 0xffff'ffff;  // the bits of an argument that the kernel reads

Arg has_bits(unsigned arg, std::uint64_t mask, std::uint64_t value) {
  return {arg, SCMP_CMP_MASKED_EQ, mask, value};
}
Arg is(unsigned arg, std::uint64_t value) { return has_bits(arg, kInt, value); }
Arg has_bit(unsigned arg, std::uint64_t bit) { return has_bits(arg, bit, bit); }

// Each matches some of the values that are none of these, together they match all of them.
Args others(unsigned arg, std::initializer_list<std::uint64_t> allowed) {
  const std::uint64_t end = std::bit_ceil(std::max(allowed) + 1);
  Args all;
  for (std::uint64_t value = 0; value < end; ++value)
    if (std::ranges::find(allowed, value) == allowed.end()) all.push_back(is(arg, value));
  for (std::uint64_t bit = end; bit <= kInt; bit <<= 1) all.push_back(has_bit(arg, bit));
  return all;
}

class Filter {
 public:
  Filter() : context_(::seccomp_init(SCMP_ACT_ALLOW)) {
    GRADE_CHECK(context_, "libseccomp makes an empty filter");
    set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
  }
  // Where all of `args` hold; always when there are none.
  void refuse(int call, int error, const Args& args = {}) {
    const int trouble =
        ::seccomp_rule_add_array(context_.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call,
                                 static_cast<unsigned>(args.size()), args.data());
    GRADE_CHECK(trouble == 0, "libseccomp takes every rule");
  }
  void refuse_all(std::span<const int> calls) {
    for (const int call : calls) refuse(call, EPERM);
  }
  std::string bytes() const {
    const UniqueFd file(::memfd_create("seccomp", MFD_CLOEXEC));
    GRADE_CHECK(file && ::seccomp_export_bpf(context_.get(), file.get()) == 0,
                "libseccomp writes the filter into memory");
    return read_unsized(fmt::format("/proc/self/fd/{}", file.get()));
  }

 private:
  void set(scmp_filter_attr attribute, std::uint32_t value) {
    GRADE_CHECK(::seccomp_attr_set(context_.get(), attribute, value) == 0,
                "libseccomp knows the attribute");
  }
  struct Release {
    void operator()(void* context) const { ::seccomp_release(context); }
  };
  std::unique_ptr<void, Release> context_;
};

// Type without SOCK_NONBLOCK and the like, and protocol: landlock knows neither MPTCP nor SCTP, nor
// sockets of the host by a path, which may be a desktop's or a container engine's.
void refuse_sockets_but_tcp(Filter& filter) {
  constexpr std::uint64_t kTypeBits = 0xf;
  for (const Arg& family : others(0, {AF_INET, AF_INET6, AF_NETLINK}))
    filter.refuse(SCMP_SYS(socket), EAFNOSUPPORT, {family});
  for (const int family : {AF_INET, AF_INET6}) {
    const Arg of_family = is(0, static_cast<std::uint64_t>(family));
    for (std::uint64_t type = 0; type <= kTypeBits; ++type)
      if (type != SOCK_STREAM)
        filter.refuse(SCMP_SYS(socket), EAFNOSUPPORT, {of_family, has_bits(1, kTypeBits, type)});
    for (const Arg& protocol : others(2, {0, IPPROTO_TCP}))
      filter.refuse(SCMP_SYS(socket), EPROTONOSUPPORT,
                    {of_family, has_bits(1, kTypeBits, SOCK_STREAM), protocol});
  }
}

// Connects without a connect(2) that landlock could refuse.
void refuse_fast_open(Filter& filter) {
  filter.refuse(SCMP_SYS(sendto), EOPNOTSUPP, {has_bit(3, MSG_FASTOPEN)});
  filter.refuse(SCMP_SYS(sendmsg), EOPNOTSUPP, {has_bit(2, MSG_FASTOPEN)});
  filter.refuse(SCMP_SYS(sendmmsg), EOPNOTSUPP, {has_bit(3, MSG_FASTOPEN)});
}

bool is_written_for_this_processor() {
  const std::uint32_t processor = ::seccomp_arch_native();
  return processor == SCMP_ARCH_X86_64 || processor == SCMP_ARCH_AARCH64;
}

std::string make_filter(Isolation isolation) {
  if (!is_written_for_this_processor()) return {};
  Filter filter;
  filter.refuse(SCMP_SYS(clone), EPERM, {has_bit(0, CLONE_NEWUSER)});
  filter.refuse(SCMP_SYS(clone3), ENOSYS);
  for (const std::uint64_t request : {TIOCSTI, TIOCLINUX})
    filter.refuse(SCMP_SYS(ioctl), EPERM, {is(1, request)});
  // The supervisor has the program's uid, so its limits could be lowered until the kernel kills it.
  for (const Arg& process : others(0, {0})) filter.refuse(SCMP_SYS(prlimit64), EPERM, {process});
  filter.refuse_all(kDenied);
  if (isolation == Isolation::landlock) {
    filter.refuse_all(kDeniedOnHostFiles);
    refuse_sockets_but_tcp(filter);
    refuse_fast_open(filter);
  } else {
    for (const Arg& family : others(0, {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK}))
      filter.refuse(SCMP_SYS(socket), EAFNOSUPPORT, {family});
  }
  return filter.bytes();
}

}  // namespace

std::string seccomp_filter(Isolation isolation) {
  static const std::string streams = make_filter(Isolation::landlock);
  static const std::string all = make_filter(Isolation::sandbox);
  return isolation == Isolation::landlock ? streams : all;
}

int seccomp_verdict(const std::string& filter, long number, std::uint64_t arg0, std::uint64_t arg1,
                    std::uint64_t arg2, std::uint64_t arg3) {
  seccomp_data data{};
  data.nr = static_cast<int>(number);
  data.arch = ::seccomp_arch_native();
  data.args[0] = arg0;
  data.args[1] = arg1;
  data.args[2] = arg2;
  data.args[3] = arg3;
  std::vector<sock_filter> code(filter.size() / sizeof(sock_filter));
  std::memcpy(code.data(), filter.data(), code.size() * sizeof(sock_filter));
  std::uint32_t value = 0;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const sock_filter& op = code[at];
    const auto jump = [&](bool hit) { at += hit ? op.jt : op.jf; };
    switch (op.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        std::memcpy(&value, reinterpret_cast<const char*>(&data) + op.k, sizeof value);
        break;
      case BPF_ALU | BPF_AND | BPF_K:
        value &= op.k;
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        jump(value == op.k);
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        jump(value >= op.k);
        break;
      case BPF_JMP | BPF_JGT | BPF_K:
        jump(value > op.k);
        break;
      case BPF_JMP | BPF_JA:
        at += op.k;
        break;
      case BPF_JMP | BPF_JSET | BPF_K:
        jump((value & op.k) != 0);
        break;
      default:
        return op.k == SECCOMP_RET_ALLOW ? 0 : static_cast<int>(op.k & SECCOMP_RET_DATA);
    }
  }
  return -1;
}

}  // namespace grade
