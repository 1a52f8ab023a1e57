// Runs a command of ours, the Go toolchain, and waits for it. Never for a student's program: there
// is no sandbox here.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/base/result.h"

namespace grade {

struct Command {
  std::vector<std::string> argv;           // argv[0] is a path
  std::map<std::string, std::string> env;  // the whole environment
  std::filesystem::path cwd;               // empty: ours
  std::chrono::seconds limit{600};         // then it is killed with all that it started
  std::function<bool()> is_cancelled = [] { return false; };  // asked now and then; kills it too
};

// What it wrote to stdout. An error when it does not start, does not end in time, or ends with
// anything but 0: then with the last lines of its stderr.
Result<std::string> run_command(const Command& command);

}  // namespace grade
