// A criteria file: what one task asks for, what is launched to find out, and what must hold.
// The manual for writing one is criteria/README.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/expr/expr.h"
#include "harness/launch/run_spec.h"
#include "harness/plan/step.h"

namespace grade {

enum class RoleKind {
  program,    // a main package
  service,    // a main package that listens for HTTP
  benchmark,  // of package testing
  function,
  command,  // a line for the shell
};
const char* to_string(RoleKind kind);

// A thing that the student hands in, and where it is unless task.yaml says otherwise.
struct RoleDef {
  std::string name;
  Pos pos;
  std::string about;
  RoleKind kind = RoleKind::program;
  std::vector<std::string> packages;    // program, service: folders to try, in order
  std::string path = "/";               // service: where its load goes
  std::vector<std::string> commands;    // command: to try, in order
  std::string exact;                    // benchmark, function: its name; "" when `like` finds it
  std::string like;                     // RE2 pattern for a name, when no name is given
  std::string place;                    // RE2 pattern for folder and file of one of several
  std::string calls;                    // program: "runtime.ReadMemStats", which it calls;
                                        // benchmark: RE2 pattern for a call that its code has
  std::string avoids;                   // benchmark: RE2 pattern for calls that its code has not
  std::string part;                     // benchmark: RE2 pattern for a sub-benchmark like it
  std::vector<std::string> other_than;  // roles whose function this must not be
};

enum class LaunchKind {
  run,      // the program of a role
  serve,    // the service of a role, until its steps are made
  bench,    // the benchmark of a role, from a test binary
  command,  // the command of a role, in a copy of the task folder where Go can build
  compile,  // every package with -gcflags=-m, with and without each custom build tag
  call,     // each function of some roles, from a benchmark of ours in its package
};

struct Condition {
  // Of `require`: what it means when it does not hold. Another run may find another machine, but
  // what was handed in stays as it is, and a person must look.
  enum class About { unsaid, machine, hand_in };

  Expr expr;
  About about = About::unsaid;
  std::string asked;         // what it asks, in the student's words
  std::string otherwise;     // what it means when it does not hold, for the summary
  std::optional<Expr> seen;  // what to show then, see Criterion::seen
  std::string hint;          // what the student can do about it
};

// A step, and the observer of what it hands out.
struct StepDef {
  Step step;
  std::string observer;  // "" for a step that hands out nothing
};

struct LaunchDef {
  std::string name;
  Pos pos;
  std::string about;
  LaunchKind kind = LaunchKind::run;
  std::string role;                 // "" for compile and call
  std::vector<std::string> called;  // call: roles
  std::vector<std::string> args;    // behind those of the role
  std::map<std::string, std::string> env;
  std::vector<std::string> observers;
  int repeat = 0;              // 0: once, and the launch is a record; else a list of records
  std::string bench_time;      // bench: -test.benchtime
  int bench_count = 1;         // bench: -test.count
  std::vector<StepDef> steps;  // run, serve
  Limits limits;
  std::uint64_t reserve_bytes = kReserveBytes;  // of memory
  Needs needs = Needs::cpu;
  std::vector<Condition> require;  // stands first in that of each criterion that uses the launch
};

// Captured files that the student hands in, read by one observer.
struct EvidenceDef {
  std::string name;
  Pos pos;
  std::string about;
  std::vector<std::string> files;  // folder/pattern with * in the last part
  std::string observer;
};

struct Binding {
  std::string name;
  Expr expr;
};

// A person must read it: what to show and what to look for.
struct ReviewDef {
  Expr show;  // a string or a list of strings
  std::string look_for;
};

struct Criterion {
  std::string id;
  Pos pos;
  std::string text;  // word for word from the course
  double points = 1;
  std::string note;
  std::vector<Binding> lets;       // with those of the file's `define` that it uses
  std::vector<Condition> require;  // else inconclusive
  std::vector<Condition> expect;   // else fail
  std::optional<ReviewDef> review;
  // The key number: a string, a list of strings, or records with `file` and `line`. A string that
  // begins as a compiler's message does ("main.go:3:5: …") is shown with that line of code.
  std::optional<Expr> seen;
  std::vector<std::string> sources;  // launches, evidence, roles and writeup that it names
};

struct TaskCriteria {
  int task = 0;
  std::string file;
  bool is_draft = false;  // selftest reports what is not shown yet, and does not fail
  std::string title;
  std::string text;
  std::vector<RoleDef> roles;
  std::vector<LaunchDef> launches;
  std::vector<EvidenceDef> evidence;
  std::vector<Binding> defines;
  std::vector<Criterion> criteria;

  const RoleDef* role(std::string_view name) const;
  const LaunchDef* launch(std::string_view name) const;
  const EvidenceDef* evidence_named(std::string_view name) const;
};

// Types of everything that conditions of this task can name, before their own `let`s.
Scope scope_of(const TaskCriteria& task);

}  // namespace grade
