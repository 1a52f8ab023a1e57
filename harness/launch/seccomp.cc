#include "harness/launch/seccomp.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace grade {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArch = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArch = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArch = 0;
#endif

constexpr std::uint32_t kX32Bit = 0x40000000;

// Newer than the headers of Debian 12; the numbers are the same on all processors.
constexpr long kSysFchmodat2 = 452;
constexpr long kSysListMount = 458;
constexpr long kSysStatMount = 457;

constexpr long kDenied[] = {
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_getfd,
    SYS_kcmp,
    SYS_process_madvise,
    SYS_process_mrelease,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_fanotify_init,
    SYS_syslog,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
    kSysStatMount,
    kSysListMount,
    SYS_swapon,
    SYS_swapoff,
    SYS_quotactl,
    SYS_quotactl_fd,
    SYS_acct,
    SYS_unshare,
    SYS_setns,
    SYS_open_by_handle_at,
    SYS_name_to_handle_at,
    SYS_memfd_create,
    SYS_memfd_secret,
    SYS_shmget,
    SYS_shmat,
    SYS_shmctl,
    SYS_semget,
    SYS_msgget,
    SYS_mq_open,
    SYS_mknodat,
    SYS_personality,
    SYS_vhangup,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_reboot,
    SYS_nfsservctl,
    SYS_lookup_dcookie,
#if defined(__x86_64__)
    SYS_mknod,
    SYS_iopl,
    SYS_ioperm,
    SYS_modify_ldt,
    SYS_uselib,
    SYS_ustat,
    SYS_sysfs,
#endif
};

// Where files are the host's own: landlock does not know attributes, and only newer kernels' the
// length of a file by its name.
constexpr long kDeniedOnHostFiles[] = {
    SYS_truncate,     SYS_fchmod,   SYS_fchmodat,  kSysFchmodat2, SYS_fchown,      SYS_fchownat,
    SYS_utimensat,    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr,
    SYS_fremovexattr,
#if defined(__x86_64__)
    SYS_chmod,        SYS_chown,    SYS_lchown,    SYS_utime,     SYS_utimes,      SYS_futimesat,
#endif
};

class Program {
 public:
  void load(std::size_t offset) {
    code_.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
  }
  void load_arg(int index) {  // the low half: the kernel takes these arguments as int
    load(offsetof(seccomp_data, args) + 8 * static_cast<std::size_t>(index));
  }
  void keep_bits(std::uint32_t bits) { code_.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits)); }
  void allow() { code_.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)); }
  void refuse(int error) {
    code_.push_back(
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)));
  }
  // Each of these jumps over the next `skip` instructions.
  void skip_unless_equal(std::uint32_t value, std::uint8_t skip = 1) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip));
  }
  void skip_if_equal(std::uint32_t value, std::uint8_t skip = 1) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, skip, 0));
  }
  void skip_unless_any_bit(std::uint32_t bits, std::uint8_t skip = 1) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, skip));
  }
  void skip_if_below(std::uint32_t value, std::uint8_t skip = 1) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, 0, skip));
  }
  std::string bytes() const {
    return {reinterpret_cast<const char*>(code_.data()), code_.size() * sizeof(sock_filter)};
  }

 private:
  std::vector<sock_filter> code_;
};

std::uint32_t number_of(long call) { return static_cast<std::uint32_t>(call); }

void refuse_other_processors(Program& p) {
  p.load(offsetof(seccomp_data, arch));
  p.skip_if_equal(kArch);
  p.refuse(EPERM);
  p.load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
  p.skip_if_below(kX32Bit);
  p.refuse(ENOSYS);
#endif
}

void judge_clone(Program& p) {
  p.skip_unless_equal(number_of(SYS_clone), 4);
  p.load_arg(0);
  p.skip_unless_any_bit(CLONE_NEWUSER);
  p.refuse(EPERM);
  p.allow();
}

// Type without SOCK_NONBLOCK and the like, and protocol: landlock knows neither MPTCP nor SCTP, nor
// sockets of the host by a path, which may be a desktop's or a container engine's.
void judge_open_socket(Program& p) {
  constexpr std::uint32_t kTypeBits = 0xf;
  p.skip_unless_equal(number_of(SYS_socket), 15);
  p.load_arg(0);
  p.skip_unless_equal(AF_UNIX);
  p.refuse(EAFNOSUPPORT);
  p.skip_if_equal(AF_INET);
  p.skip_unless_equal(AF_INET6, 9);
  p.load_arg(1);
  p.keep_bits(kTypeBits);
  p.skip_if_equal(SOCK_STREAM);
  p.refuse(EAFNOSUPPORT);
  p.load_arg(2);
  p.skip_if_equal(0, 2);
  p.skip_if_equal(IPPROTO_TCP);
  p.refuse(EPROTONOSUPPORT);
  p.allow();
  p.load(offsetof(seccomp_data, nr));
}

// Connects without a connect(2) that landlock could refuse.
void judge_fast_open(Program& p) {
  constexpr std::pair<long, int> kCalls[] = {{SYS_sendto, 3}, {SYS_sendmsg, 2}, {SYS_sendmmsg, 3}};
  for (const auto& [call, flags] : kCalls) {
    p.skip_unless_equal(number_of(call), 4);
    p.load_arg(flags);
    p.skip_unless_any_bit(MSG_FASTOPEN);
    p.refuse(EOPNOTSUPP);
    p.allow();
  }
}

void judge_socket(Program& p) {
  constexpr std::uint32_t kFamilies[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
  p.skip_unless_equal(number_of(SYS_socket), 1 + 2 * std::size(kFamilies) + 1);
  p.load_arg(0);
  for (const std::uint32_t family : kFamilies) {
    p.skip_unless_equal(family);
    p.allow();
  }
  p.refuse(EAFNOSUPPORT);
}

// The low half only: a compare of all 64 bits was CVE-2019-10063.
void judge_ioctl(Program& p) {
  p.skip_unless_equal(number_of(SYS_ioctl), 6);
  p.load_arg(1);
  p.skip_unless_equal(TIOCSTI);
  p.refuse(EPERM);
  p.skip_unless_equal(TIOCLINUX);
  p.refuse(EPERM);
  p.allow();
}

void refuse_all(Program& p, std::span<const long> calls) {
  for (const long call : calls) {
    p.skip_unless_equal(number_of(call));
    p.refuse(EPERM);
  }
}

// The supervisor has the program's uid, so its limits could be lowered until the kernel kills it.
void judge_prlimit(Program& p) {
  p.skip_unless_equal(number_of(SYS_prlimit64), 4);
  p.load_arg(0);
  p.skip_if_equal(0);
  p.refuse(EPERM);
  p.allow();
}

}  // namespace

std::string seccomp_filter(Isolation isolation) {
  if (kArch == 0) return {};
  Program p;
  refuse_other_processors(p);
  judge_clone(p);
  if (isolation == Isolation::landlock) {
    judge_open_socket(p);
    judge_fast_open(p);
  }
  judge_socket(p);
  judge_ioctl(p);
  judge_prlimit(p);
  p.skip_unless_equal(number_of(SYS_clone3));
  p.refuse(ENOSYS);
  refuse_all(p, kDenied);
  if (isolation == Isolation::landlock) refuse_all(p, kDeniedOnHostFiles);
  p.allow();
  return p.bytes();
}

int seccomp_verdict(const std::string& filter, long number, std::uint64_t arg0, std::uint64_t arg1,
                    std::uint64_t arg2, std::uint64_t arg3) {
  seccomp_data data{};
  data.nr = static_cast<int>(number);
  data.arch = kArch;
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
