// A student's task folder as the plan sees it: task.yaml, source facts, and who plays which role.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/plan/criteria.h"
#include "harness/recording/facts.h"

namespace grade {

// "./cmd/x/" -> "cmd/x", "" and "./" -> "."; nullopt for what leaves the task folder.
std::optional<std::string> clean_dir(std::string_view dir);

// One entry of `roles:` in task.yaml; what stands there replaces the default.
struct RoleChoice {
  Pos pos;
  std::string package;  // "./cmd/x" and "cmd/x" mean the same
  std::vector<std::string> args;
  std::map<std::string, std::string> env;
  std::vector<std::string> tags;
  std::string bench;
  std::string function;
  std::string file;
  std::string path;
  std::string command;
  bool operator==(const RoleChoice&) const = default;
};
using TaskFile = std::map<std::string, RoleChoice>;

// "" means no task.yaml. Role names are checked against the task's, with a did-you-mean.
Checked<TaskFile> load_task_file(std::string_view text, const TaskCriteria& task);

// A function that plays a role, as the facts have it.
struct FunctionPlace {
  std::string name;  // "T.m" for a method
  std::string file;
  int line = 0;  // of "func"
  bool operator==(const FunctionPlace&) const = default;
};

// Who plays a role. `missing` is empty or says what was looked for; `lines` are then those that
// task.yaml needs.
struct Role {
  std::string missing;
  bool is_asked = false;  // several could play it: nothing is wrong, but it must be said who does
  std::string lines;
  std::string package;                   // folder of the Go package, "." for the root
  bool is_test = false;                  // program: it is made of the tests of that package
  std::string module_dir;                // "" when no go.mod stands above
  std::string name;                      // function or benchmark, "BenchmarkX/impl=y"
  std::string file;                      // function: of its declaration
  int line = 0;                          // function: of "func"
  std::vector<FunctionPlace> functions;  // function: all that fit; `name` is the first of them
  std::string path;                      // service: where its load goes
  std::string command;                   // command: the line for the shell
  std::vector<std::string> args;
  std::map<std::string, std::string> env;
  std::vector<std::string> tags;
  bool is_found() const { return missing.empty(); }
  bool operator==(const Role&) const = default;
};
using Roles = std::map<std::string, Role>;

// `files`: those that are no Go files, relative to the task folder.
Roles resolve_roles(const TaskCriteria& task, const TaskFile& choices, const SourceFacts& facts,
                    const std::set<std::string>& files);

}  // namespace grade
