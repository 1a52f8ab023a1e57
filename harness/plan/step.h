// One step of a launch that is driven (runtime/driver): what is done with a program while it runs.
#pragma once

#include <chrono>
#include <string>

namespace grade {

struct Step {
  enum class Do { wait, load, fetch, signal, stop };
  enum class For { listening, quiet, exit, time };

  Do action = Do::wait;
  For wait_for = For::listening;
  std::chrono::nanoseconds within{};  // at most so long; for For::time just so long
  std::string path;                   // load, fetch: of the URL; "" for the role's
  int requests = 0;                   // load
  int at_once = 0;                    // load
  int signal = 0;                     // signal, stop
  std::string as;                     // the name of what it hands out; "" for nothing
  bool operator==(const Step&) const = default;
};

// As a criteria file writes them.
const char* name_of(Step::Do action);
const char* name_of(Step::For wait_for);

std::string to_string(const Step& step);  // "wait: listening", "fetch: /debug/pprof/heap"

// SIGINT, SIGTERM, SIGQUIT, … by name; 0 for one that a step cannot send.
int signal_named(std::string_view name);

}  // namespace grade
