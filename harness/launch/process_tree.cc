#include "harness/launch/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/unique_fd.h"

namespace grade {
namespace {

constexpr std::size_t kMaxProcesses = 20'000;

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

// Calls `use` with each number of a blank-separated list; a number may be cut between two reads.
template <class Use>
void each_number(const char* path, Use use) {
  const UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
  if (!fd) return;
  std::array<char, 4096> buffer{};
  std::uint64_t number = 0;
  bool has_digits = false;
  for (ssize_t n = 0; (n = ::read(fd.get(), buffer.data(), buffer.size())) > 0;)
    for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(n))) {
      if (c >= '0' && c <= '9') {
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
        has_digits = true;
      } else if (has_digits) {
        use(std::exchange(number, 0));
        has_digits = false;
      }
    }
}

std::uint64_t rss_of(pid_t pid) {
  static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::uint64_t pages = 0;
  int field = 0;
  each_number(fmt::format("/proc/{}/statm", pid).c_str(), [&](std::uint64_t n) {
    if (++field == 2) pages = n;
  });
  return pages * page;
}

// Calls `use` with the folder of each thread of `pid`.
template <class Use>
void each_task(pid_t pid, Use use) {
  const std::string all = fmt::format("/proc/{}/task", pid);
  const std::unique_ptr<DIR, CloseDir> tasks(::opendir(all.c_str()));
  while (const dirent* entry = tasks ? ::readdir(tasks.get()) : nullptr)
    if (entry->d_name[0] != '.') use(fmt::format("{}/{}", all, entry->d_name));
}

// Calls `use` with each child of the thread in this folder.
template <class Use>
void each_child_of_task(const std::string& task, Use use) {
  each_number((task + "/children").c_str(),
              [&](std::uint64_t child) { use(static_cast<pid_t>(child)); });
}

// Calls `use` with each child of all threads of `pid`.
template <class Use>
void each_child(pid_t pid, Use use) {
  each_task(pid, [&](const std::string& task) { each_child_of_task(task, use); });
}

// schedstat: time on a core, time in wait for one, turns; in nanoseconds.
TaskWait wait_of(const std::string& task) {
  TaskWait wait;
  const std::string_view number = std::string_view(task).substr(task.rfind('/') + 1);
  std::from_chars(number.data(), number.data() + number.size(), wait.task);
  int field = 0;
  each_number((task + "/schedstat").c_str(), [&](std::uint64_t n) {
    if (++field == 2) wait.waited = std::chrono::nanoseconds(n);
  });
  return wait;
}

}  // namespace

TreeUsage descendants_usage(pid_t root) {
  TreeUsage usage;
  std::vector<ProcessUsage>& found = usage.processes;
  each_child(root, [&](pid_t child) { found.push_back({child, root, 0}); });
  for (std::size_t i = 0; i < found.size() && i < kMaxProcesses; ++i) {
    const pid_t pid = found[i].pid;
    found[i].rss_bytes = rss_of(pid);
    usage.rss_bytes += found[i].rss_bytes;
    each_task(pid, [&](const std::string& task) {
      usage.tasks.push_back(wait_of(task));
      each_child_of_task(task, [&](pid_t child) { found.push_back({child, pid, 0}); });
    });
  }
  return usage;
}

std::string name_of_process(pid_t pid) {
  const UniqueFd fd(::open(fmt::format("/proc/{}/comm", pid).c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 16> buffer{};
  const ssize_t n = fd ? ::read(fd.get(), buffer.data(), buffer.size()) : 0;
  std::string name(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

void kill_descendants(pid_t root) {
  std::vector<pid_t> found;
  const auto add = [&](pid_t child) { found.push_back(child); };
  each_child(root, add);
  for (std::size_t i = 0; i < found.size() && i < kMaxProcesses; ++i) {
    each_child(found[i], add);
    ::kill(found[i], SIGKILL);
  }
}

std::size_t tasks_of_user(uid_t uid) {
  const std::unique_ptr<DIR, CloseDir> all(::opendir("/proc"));
  std::size_t count = 0;
  while (const dirent* entry = all ? ::readdir(all.get()) : nullptr) {
    struct stat st{};  // a link for each thread, for "." and for the one from above
    const std::string tasks = fmt::format("/proc/{}/task", entry->d_name);
    if (::stat(tasks.c_str(), &st) == 0 && st.st_uid == uid && st.st_nlink > 2)
      count += st.st_nlink - 2;
  }
  return count;
}

pid_t first_child(pid_t pid) {
  pid_t first = 0;
  each_child(pid, [&](pid_t child) { first = first == 0 ? child : first; });
  return first;
}

}  // namespace grade
