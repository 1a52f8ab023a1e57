#include "harness/plan/step.h"

#include <fmt/format.h>
#include <signal.h>
#include <string.h>

#include "harness/base/quantity.h"

namespace grade {
namespace {

std::string awaited(const Step& step) {
  switch (step.wait_for) {
    case Step::For::listening:
      return "listening";
    case Step::For::quiet:
      return "quiet";
    case Step::For::exit:
      return "exit";
    case Step::For::time:
      return duration_text(step.within);
  }
  return "?";
}

}  // namespace

std::string to_string(const Step& step) {
  switch (step.action) {
    case Step::Do::wait:
      return "wait: " + awaited(step);
    case Step::Do::load:
      return fmt::format("load: hey -n {} -c {} {}", step.requests, step.at_once, step.path);
    case Step::Do::fetch:
      return "fetch: " + step.path;
    case Step::Do::signal:
      return fmt::format("signal: SIG{}", ::sigabbrev_np(step.signal));
    case Step::Do::stop:
      return fmt::format("stop: SIG{}", ::sigabbrev_np(step.signal));
  }
  return "?";
}

int signal_named(std::string_view name) {
  for (const int signo : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGABRT, SIGKILL})
    if (name == fmt::format("SIG{}", ::sigabbrev_np(signo))) return signo;
  return 0;
}

}  // namespace grade
