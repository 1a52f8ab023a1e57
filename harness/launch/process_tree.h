// What a tree of processes uses, read from /proc without privileges, whatever the processes are
// called and whether or not they are dumpable.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace grade {

struct ProcessUsage {
  pid_t pid = 0;
  pid_t parent = 0;
  std::uint64_t rss_bytes = 0;
};
struct TaskWait {
  std::uint64_t task = 0;             // its number
  std::chrono::nanoseconds waited{};  // for a core, since it is there
};
struct TreeUsage {
  std::uint64_t rss_bytes = 0;
  std::vector<TaskWait> tasks;  // threads count, as they do for RLIMIT_NPROC
  std::vector<ProcessUsage> processes;
};

// Summed over the descendants of `root`, without itself. Processes that come and go meanwhile may
// be missed. Stops at 20,000 processes.
TreeUsage descendants_usage(pid_t root);

// As the kernel has it, at most 15 bytes that the program chooses; "" when it is gone.
std::string name_of_process(pid_t pid);

// Sends SIGKILL to them, those above first, so that the end of a namespace's first process is the
// end of all in it.
void kill_descendants(pid_t root);

// Threads of all processes of a user, as RLIMIT_NPROC counts them outside of user namespaces.
std::size_t tasks_of_user(uid_t uid);

// 0 when it has none.
pid_t first_child(pid_t pid);

}  // namespace grade
