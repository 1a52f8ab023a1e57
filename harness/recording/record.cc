#include "harness/recording/record.h"

#include <fmt/format.h>
#include <string.h>

namespace grade {
namespace {

std::string signal_name(int signo) {
  const char* name = ::sigabbrev_np(signo);
  return name == nullptr ? "unknown" : fmt::format("SIG{}", name);
}

struct Words {
  std::string operator()(const NotStarted& t) const { return "not started: " + t.why; }
  std::string operator()(const Exited& t) const { return fmt::format("exit {}", t.code); }
  std::string operator()(const Signalled& t) const {
    return fmt::format("signal {} ({})", t.signo, signal_name(t.signo));
  }
  std::string operator()(const Stopped& t) const { return "stopped by us: " + t.limit; }
};

}  // namespace

bool is_interrupted(const Termination& termination) {
  return termination == Termination(Stopped{kInterrupted}) ||
         termination == Termination(NotStarted{kInterrupted});
}

std::string to_string(const Termination& termination) { return std::visit(Words{}, termination); }

const Stream& RunRecord::stream(const std::string& of_name) const {
  static const Stream kNone;
  const auto found = streams.find(of_name);
  return found == streams.end() ? kNone : found->second;
}

}  // namespace grade
