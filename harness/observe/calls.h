// What functions of a student's package did when a benchmark of ours called them (runtime/call).
#pragma once

#include <string>
#include <vector>

#include "harness/observe/observer.h"

namespace grade {

struct CalledFunction {
  std::string name;
  std::vector<std::string> roles;
  std::string file;
  int line = 0;
  std::string trouble;  // why nothing is known of it
  double allocs = 0;
  std::vector<std::string> gives;
  bool passes_on = false;
  bool is_kept = false;
};

struct CallsSeen {
  std::vector<CalledFunction> functions;
};
const Declared& declare(const CalledFunction*);
const Declared& declare(const CallsSeen*);

CallsSeen observe_calls(const Captured& captured);

}  // namespace grade
