#include "runtime/command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "harness/base/text.h"
#include "harness/base/unique_fd.h"

namespace grade {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxCaptured = 1 << 20;

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0)
    return fail(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  return Pipe{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

Result<pid_t> spawn(const Command& command, int out, int err) {
  FileActions actions;
  ::posix_spawn_file_actions_addopen(actions.get(), 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(actions.get(), out, 1);
  ::posix_spawn_file_actions_adddup2(actions.get(), err, 2);
  if (!command.cwd.empty())
    ::posix_spawn_file_actions_addchdir_np(actions.get(), command.cwd.c_str());
  std::vector<std::string> argv = command.argv;
  std::vector<std::string> env;
  for (const auto& [key, value] : command.env) env.push_back(key + "=" + value);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, argv.front().c_str(), actions.get(), nullptr,
                                  pointers(argv).data(), pointers(env).data());
  if (error != 0)
    return fail(fmt::format("cannot start {}: {}", argv.front(), std::strerror(error)));
  return pid;
}

// Appends what is there; false at the end of the stream.
bool drain(int fd, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t n = ::read(fd, buffer.data(), buffer.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  const std::size_t room = kMaxCaptured - std::min(kMaxCaptured, text.size());
  text.append(buffer.data(), std::min(static_cast<std::size_t>(n), room));
  return n > 0;
}

// False when the deadline came first.
bool read_both(const UniqueFd& out, const UniqueFd& err, Clock::time_point deadline,
               std::array<std::string, 2>& texts) {
  std::array<pollfd, 2> polled = {pollfd{out.get(), POLLIN, 0}, pollfd{err.get(), POLLIN, 0}};
  while (polled[0].fd >= 0 || polled[1].fd >= 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    if (::poll(polled.data(), polled.size(), static_cast<int>(left.count())) < 0) continue;
    for (std::size_t i = 0; i < polled.size(); ++i)
      if (polled[i].revents != 0 && !drain(polled[i].fd, texts[i])) polled[i].fd = -1;
  }
  return true;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string last_lines(std::string_view text) {
  constexpr std::size_t kShown = 1500;
  text = trim(text);
  if (text.size() > kShown) text.remove_prefix(text.size() - kShown);
  return std::string(trim(printable_lines(text)));
}

}  // namespace

Result<std::string> run_command(const Command& command) {
  GRADE_CHECK(!command.argv.empty(), "a command has a program");
  GRADE_TRY(Pipe out, make_pipe());
  GRADE_TRY(Pipe err, make_pipe());
  GRADE_TRY(const pid_t pid, spawn(command, out.write.get(), err.write.get()));
  out.write = UniqueFd();
  err.write = UniqueFd();
  std::array<std::string, 2> texts;
  const bool in_time = read_both(out.read, err.read, Clock::now() + command.limit, texts);
  if (!in_time) ::kill(pid, SIGKILL);
  const int status = wait_for(pid);
  const std::string shown = fmt::format("{}", fmt::join(command.argv, " "));
  if (!in_time) return fail(fmt::format("{}: not done after {} s", shown, command.limit.count()));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return texts[0];
  const std::string how = WIFEXITED(status) ? fmt::format("exit {}", WEXITSTATUS(status))
                                            : fmt::format("signal {}", WTERMSIG(status));
  return fail(fmt::format("{}: {}", shown, how), last_lines(texts[1]));
}

}  // namespace grade
