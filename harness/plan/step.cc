#include "harness/plan/step.h"

#include <fmt/format.h>
#include <signal.h>
#include <string.h>

#include "harness/base/quantity.h"

namespace grade {
namespace {

std::string object_of(const Step& step) {
  switch (step.action) {
    case Step::Do::wait:
      return step.wait_for == Step::For::time ? duration_text(step.within) : name_of(step.wait_for);
    case Step::Do::load:
      return fmt::format("hey -n {} -c {} {}", step.requests, step.at_once, step.path);
    case Step::Do::fetch:
      return step.path;
    case Step::Do::signal:
    case Step::Do::stop:
      return fmt::format("SIG{}", ::sigabbrev_np(step.signal));
  }
  return "?";
}

}  // namespace

const char* name_of(Step::Do action) {
  switch (action) {
    case Step::Do::wait:
      return "wait";
    case Step::Do::load:
      return "load";
    case Step::Do::fetch:
      return "fetch";
    case Step::Do::signal:
      return "signal";
    case Step::Do::stop:
      return "stop";
  }
  return "?";
}

const char* name_of(Step::For wait_for) {
  switch (wait_for) {
    case Step::For::listening:
      return "listening";
    case Step::For::quiet:
      return "quiet";
    case Step::For::exit:
      return "exit";
    case Step::For::time:
      return "time";
  }
  return "?";
}

std::string to_string(const Step& step) {
  return fmt::format("{}: {}", name_of(step.action), object_of(step));
}

int signal_named(std::string_view name) {
  for (const int signo : {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGABRT, SIGKILL})
    if (name == fmt::format("SIG{}", ::sigabbrev_np(signo))) return signo;
  return 0;
}

}  // namespace grade
