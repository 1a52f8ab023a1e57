// Starts the keeper for one run and owns what connects us to it.
#pragma once

#include <optional>
#include <string>

#include "harness/base/files.h"
#include "harness/base/unique_fd.h"
#include "harness/launch/cgroup.h"
#include "harness/launch/child.h"
#include "harness/launch/launcher.h"

namespace grade {

// Our ends; all are close-on-exec and do not block.
struct RunningProgram {
  Isolation isolation = Isolation::sandbox;
  CgroupLeaf cgroup;  // outlives the child
  Child child;
  UniqueFd out;
  UniqueFd err;
  UniqueFd events;        // empty without instruments
  std::string event_key;  // in hex; "" without instruments
  UniqueFd driver;        // empty without has_driver
  UniqueFd report;
  UniqueFd control;             // closing it asks the supervisor to kill everything and report
  UniqueFd messages;            // of bwrap and the keeper
  std::optional<TempDir> copy;  // without a sandbox
};

// What all runs of a launcher share.
class Spawner {
 public:
  static Result<Spawner> make(const LauncherOptions& options);
  // The error is trouble of ours with this spec, never the program's.
  Result<RunningProgram> spawn(const RunSpec& spec) const;

 private:
  explicit Spawner(LauncherOptions options) : options_(std::move(options)) {}
  Result<RunningProgram> spawn_ready(const RunSpec& spec, std::optional<TempDir> copy) const;
  Result<std::vector<std::string>> prepare_chain(const RunSpec& spec, int cgroups,
                                                 SpawnPlan& plan) const;

  LauncherOptions options_;
  std::string bwrap_;
  UniqueFd seccomp_;
  UniqueFd hosts_;
  UniqueFd passwd_;
  CgroupTree cgroups_;
  std::size_t user_tasks_ = 0;  // of the program's user, before any launch
};

}  // namespace grade
