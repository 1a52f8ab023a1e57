// A program that behaves as its first argument says; static, run inside the sandbox by its tests.
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <vector>

namespace {

void say(const char* what, int result) {
  ::printf("%s %s\n", what, result < 0 ? ::strerror(errno) : "ok");
}

int end_by(int signo) {
  ::kill(::getpid(), signo);
  ::pause();
  return 1;
}

int flood() {
  std::vector<char> block(65536, 'y');
  for (;;)
    if (::write(1, block.data(), block.size()) < 0) return 1;
}

int use_memory(long mib) {
  const auto size = static_cast<std::size_t>(mib) << 20;
  void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) return 1;
  ::memset(at, 1, size);
  ::usleep(60'000);
  return 0;
}

// Takes more and more, in a child, under a name that breaks naive readers of /proc/PID/stat.
int memory_bomb() {
  ::prctl(PR_SET_NAME, "a) R 1 1 1 (");
  ::prctl(PR_SET_DUMPABLE, 0);
  if (::fork() != 0) {
    ::pause();
    return 0;
  }
  for (;;)
    if (use_memory(8) != 0) return 1;
}

int daemon_holding_stdout() {
  if (::fork() == 0) {
    ::setsid();
    ::signal(SIGTERM, SIG_IGN);
    ::sleep(1000);
    return 0;
  }
  ::write(1, "parent done\n", 12);
  return 0;
}

int close_and_go_on() {
  ::close(1);
  ::close(2);
  ::usleep(100'000);
  return 5;
}

int kill_all() {
  ::kill(-1, SIGKILL);
  ::kill(1, SIGKILL);
  ::kill(1, SIGSTOP);
  ::kill(::getppid(), SIGTERM);
  rlimit limit{0, 0};
  say("prlimit", ::prlimit(1, RLIMIT_CPU, &limit, nullptr));
  return 7;
}

int fork_bomb() {
  for (;;)
    if (::fork() < 0) ::usleep(1000);
}

int list_descriptors() {
  DIR* dir = ::opendir("/proc/self/fd");
  while (const dirent* entry = ::readdir(dir))
    if (entry->d_name[0] != '.' && ::atoi(entry->d_name) != ::dirfd(dir))
      ::printf("%s ", entry->d_name);
  ::printf("\n");
  return 0;
}

int connect_to(const char* address, int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, address, &to.sin_addr);
  return ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

int use_network() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(6060);
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  say("bind", ::bind(fd, reinterpret_cast<const sockaddr*>(&own), sizeof own));
  say("listen", ::listen(fd, 1));
  say("loopback", connect_to("127.0.0.1", 6060));
  say("outside", connect_to("192.0.2.1", 80));
  say("metadata", connect_to("169.254.169.254", 80));
  say("vsock", ::socket(40, SOCK_STREAM, 0));
  return 0;
}

int try_privileges() {
  say("unshare", ::unshare(CLONE_NEWUSER));
  say("memfd", static_cast<int>(::syscall(SYS_memfd_create, "x", 0)));
  say("mount", static_cast<int>(::syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, nullptr)));
  say("bpf", static_cast<int>(::syscall(SYS_bpf, 0, nullptr, 0)));
  say("setuid", ::setuid(0));
  say("supervisor's descriptors", ::open("/proc/1/fd/4", O_WRONLY));
  say("supervisor's memory", ::open("/proc/1/mem", O_RDONLY));
  say("tty", ::open("/dev/tty", O_RDWR));
  return 0;
}

int write_packets() {
  ::write(2, "one\n", 4);
  ::write(2, "", 0);
  ::write(2, "two", 3);
  const std::vector<char> large(100'000, 'x');
  ::write(2, large.data(), large.size());
  return 0;
}

int burn() {
  ::signal(SIGXCPU, SIG_IGN);
  for (;;) {
  }
}

int write_events() {
  ::write(3, "event\n", 6);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  const int number = argc > 2 ? ::atoi(argv[2]) : 0;
  if (what == "exit") return number;
  if (what == "signal") return end_by(number);
  if (what == "flood") return flood();
  if (what == "memory") return use_memory(number);
  if (what == "memory-bomb") return memory_bomb();
  if (what == "daemon") return daemon_holding_stdout();
  if (what == "half-close") return close_and_go_on();
  if (what == "kill-all") return kill_all();
  if (what == "fork-bomb") return fork_bomb();
  if (what == "descriptors") return list_descriptors();
  if (what == "network") return use_network();
  if (what == "privileges") return try_privileges();
  if (what == "packets") return write_packets();
  if (what == "burn") return burn();
  if (what == "events") return write_events();
  return 2;
}
