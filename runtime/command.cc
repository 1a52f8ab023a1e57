// How: Boost.Process makes the child, in a process group of its own; three events of one Asio loop
// end it: each output closed, the child's pidfd readable. A timer looks ten times a second whether
// its time is over or nobody wants it any more, and then kills the whole group. The pipes are ours,
// not Boost's, for those are not close-on-exec and would leak into whatever else is started; the
// pidfd stands in for Boost's wait_for, which needs SIGCHLD blocked in every thread.
#include "runtime/command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/error.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/group.hpp>
#include <boost/process/posix.hpp>
#include <cerrno>
#include <cstring>

#include "harness/base/text.h"
#include "harness/base/unique_fd.h"

namespace grade {
namespace {

namespace asio = boost::asio;
namespace bp = boost::process;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxCaptured = 1 << 20;
constexpr std::chrono::milliseconds kTick{100};

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

// What Boost.Process does not do for a child: a folder that must be there, signals as if there were
// none of ours, no descriptors but the three (not even those that were handed to us), an end
// together with ours.
struct Setup : bp::extend::handler {
  explicit Setup(const std::string& folder) : cwd(folder) {}
  template <class Executor>
  void on_exec_setup(Executor& executor) const {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    ::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (cwd.empty() || ::chdir(cwd.c_str()) == 0) return;
    executor.set_error({errno, std::system_category()}, "chdir");
    ::_exit(127);
  }
  // Boost asks for its status without waiting for it, and may leave a zombie.
  template <class Executor>
  void on_error(Executor& executor, const std::error_code&) const {
    if (executor.pid > 0) ::waitpid(executor.pid, nullptr, 0);
  }
  const std::string& cwd;
};

bp::environment environment_of(const Command& command) {
  bp::environment environment;
  for (const auto& [key, value] : command.env) environment[key] = value;
  return environment;
}

std::string last_lines(std::string_view text) {
  constexpr std::size_t kShown = 1500;
  text = trim(text);
  if (text.size() > kShown) text.remove_prefix(text.size() - kShown);
  return std::string(trim(printable_lines(text)));
}

class Run {
 public:
  explicit Run(const Command& command) : command_(command) {}
  Result<std::string> result();

 private:
  Result<void> start();
  void read(asio::posix::stream_descriptor& stream, std::string& text);
  void look_again();
  bool is_over() const { return !out_.is_open() && !err_.is_open() && !ended_.is_open(); }
  void stop(std::string why);

  const Command& command_;
  const Clock::time_point deadline_ = Clock::now() + command_.limit;
  asio::io_context loop_{1};
  asio::posix::stream_descriptor out_{loop_};
  asio::posix::stream_descriptor err_{loop_};
  asio::posix::stream_descriptor ended_{loop_};
  asio::steady_timer timer_{loop_};
  std::array<char, 65536> buffer_{};  // of both streams: no read overlaps another
  std::string out_text_;
  std::string err_text_;
  std::string stopped_;  // why it was killed
  bp::group group_;
  bp::child child_;
};

Result<void> Run::start() {
  const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  GRADE_TRY(Pipe out, make_pipe());
  GRADE_TRY(Pipe err, make_pipe());
  const std::vector<std::string> arguments(command_.argv.begin() + 1, command_.argv.end());
  const std::string folder = command_.cwd.string();
  std::error_code trouble;
  child_ = bp::child(bp::exe = command_.argv.front(), bp::args = arguments,
                     bp::env = environment_of(command_), bp::posix::fd.bind(0, null.get()),
                     bp::posix::fd.bind(1, out.write.get()), bp::posix::fd.bind(2, err.write.get()),
                     Setup(folder), group_, trouble);
  if (trouble)
    return fail(
        fmt::format("cannot start {}: {}", command_.argv.front(), std::strerror(trouble.value())));
  const long ended = ::syscall(SYS_pidfd_open, child_.id(), 0);
  if (ended < 0) return fail(fmt::format("cannot watch a process: {}", std::strerror(errno)));
  ended_.assign(static_cast<int>(ended));
  out_.assign(out.read.release());
  err_.assign(err.read.release());
  return {};
}

void Run::read(asio::posix::stream_descriptor& stream, std::string& text) {
  stream.async_wait(asio::posix::stream_descriptor::wait_read, [&](const auto& trouble) {
    if (trouble) return;
    const ssize_t n = ::read(stream.native_handle(), buffer_.data(), buffer_.size());
    if (n == 0) return stream.close();
    const std::size_t room = kMaxCaptured - std::min(kMaxCaptured, text.size());
    if (n > 0) text.append(buffer_.data(), std::min(static_cast<std::size_t>(n), room));
    read(stream, text);
  });
}

void Run::stop(std::string why) {
  stopped_ = std::move(why);
  std::error_code gone;
  group_.terminate(gone);
  loop_.stop();
}

void Run::look_again() {
  if (Clock::now() >= deadline_)
    return stop(fmt::format("not done after {} s", command_.limit.count()));
  if (command_.is_cancelled()) return stop("interrupted");
  timer_.expires_after(std::min<Clock::duration>(kTick, deadline_ - Clock::now()));
  timer_.async_wait([this](const auto& trouble) {
    if (!trouble && !is_over()) look_again();
  });
}

Result<std::string> Run::result() {
  GRADE_TRY_VOID(start());
  read(out_, out_text_);
  read(err_, err_text_);
  ended_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const auto& trouble) {
    if (!trouble) ended_.close();
  });
  look_again();
  while (!is_over() && loop_.run_one() > 0) {
  }
  std::error_code trouble;
  child_.wait(trouble);
  const std::string shown = fmt::format("{}", fmt::join(command_.argv, " "));
  if (!stopped_.empty()) return fail(fmt::format("{}: {}", shown, stopped_));
  const int status = child_.native_exit_code();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::move(out_text_);
  const std::string how = WIFEXITED(status) ? fmt::format("exit {}", WEXITSTATUS(status))
                                            : fmt::format("signal {}", WTERMSIG(status));
  return fail(fmt::format("{}: {}", shown, how), last_lines(err_text_));
}

}  // namespace

Result<std::string> run_command(const Command& command) {
  GRADE_CHECK(!command.argv.empty(), "a command has a program");
  return Run(command).result();
}

}  // namespace grade
