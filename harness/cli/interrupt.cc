#include "harness/cli/interrupt.h"

#include <csignal>

namespace grade {
namespace {

volatile std::sig_atomic_t g_signal = 0;

void note(int signo) { g_signal = signo; }

}  // namespace

void note_interrupts() {
  for (int signo : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action{};
    action.sa_handler = note;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(signo, &action, nullptr);
  }
}

int interrupted_by() { return g_signal; }

}  // namespace grade
