// What to build and to launch for one task folder, each thing once. A pure function of the
// criteria and the submission's facts.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/submission.h"
#include "harness/recording/task_recording.h"

namespace grade {

enum class BuildKind {
  program,  // go build of a main package
  test,     // go test -c
  notes,    // go build or go test -c with -gcflags=-m, the output thrown away
};
struct BuildRequest {
  BuildKind kind = BuildKind::program;
  std::string name;           // of the job and of its output file, unique in the task folder
  std::string module_dir;     // "" when no go.mod stands above: one is put beside (overlay)
  std::string package;        // folder relative to the submission, "." for the root
  bool test_package = false;  // notes: of the package's tests
  std::vector<std::string> tags;
  bool instrumented = false;  // against the standard library with all instruments
  // test: functions that a file of ours calls, the i-th in BenchmarkGradeCall<i>, and files of the
  // folder that are left out for it.
  std::vector<SourceFunction> calls;
  std::vector<std::string> left_out;
  bool operator==(const BuildRequest&) const = default;
};

struct ProgramRequest {
  std::string name;       // of the job
  std::string built;      // name of the build; "" for a command
  std::string command;    // a line for the shell, in place of what was built
  std::string directory;  // working directory relative to the submission
  std::vector<std::string> args;
  std::map<std::string, std::string> env;  // added to ours
  std::vector<Step> steps;
  bool serves = false;  // ends when the steps are made
  Limits limits;
  std::uint64_t reserve_bytes = kReserveBytes;  // of memory
  Needs needs = Needs::cpu;
  bool packet_stderr = false;
  std::vector<std::string> instruments;  // active ones with their options: "gc", "tags=agree"
  FunctionPlace called;                  // of a call launch; its name is "" for all others
  bool operator==(const ProgramRequest&) const = default;
};

struct Plan {
  std::vector<BuildRequest> builds;
  std::vector<ProgramRequest> programs;
  // Which records belong to a launch, by name: programs of a run or bench launch in order of
  // repetition (interleaved with those of the other launches), builds of a compile launch. Two
  // launches without repetition that ask for the same share one.
  std::map<std::string, std::vector<std::string>> records_of;
};

// The name of the build of ours that is compared with this one.
std::string canary_of(const std::string& build);

// The name of the look at what an instrumented build compiles.
std::string reach_of(const std::string& build);

// Of a launch of the role: the role's with the launch's over it.
std::map<std::string, std::string> environment_of(const LaunchDef& launch, const Role& role);

// Of the i-th function that a build calls.
std::string call_benchmark(std::size_t i);

// For -bench, exactly this one whatever its name holds: "^BenchmarkBuild$/^impl=concat$".
std::string bench_pattern(std::string_view name);

// Launches whose role is missing, or that no criterion in `ids` names, are left out. Empty: all.
Plan make_plan(const TaskCriteria& task, const Roles& roles, const SourceFacts& facts,
               const std::set<std::string>& ids);

// From what was handed in to what is launched: task.yaml, roles, plan. The errors are task.yaml's.
struct TaskPlan {
  Roles roles;
  Plan plan;
};
Checked<TaskPlan> plan_task(const TaskCriteria& task, const Handin& handin,
                            const std::set<std::string>& ids);

}  // namespace grade
