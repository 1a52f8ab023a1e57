// Starts the keeper for one run and owns what connects us to it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "harness/base/files.h"
#include "harness/base/unique_fd.h"
#include "harness/launch/cgroup.h"
#include "harness/launch/launcher.h"

namespace grade {

// A child process: killed and waited for when the owner goes, unless it was waited for before.
class Child {
 public:
  Child() = default;
  Child(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  Child(Child&& other) noexcept
      : pid_(std::exchange(other.pid_, 0)), pidfd_(std::move(other.pidfd_)) {}
  Child& operator=(Child other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(pidfd_, other.pidfd_);
    return *this;
  }
  ~Child();
  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }  // readable once it has ended
  void kill();
  int wait();  // its wait status; 0 when there is nothing to wait for

 private:
  pid_t pid_ = 0;
  UniqueFd pidfd_;
};

// Our ends; all are close-on-exec and do not block.
struct RunningProgram {
  Isolation isolation = Isolation::sandbox;
  CgroupLeaf cgroup;  // outlives the child
  Child child;
  UniqueFd out;
  UniqueFd err;
  UniqueFd events;  // empty without has_events
  UniqueFd report;
  UniqueFd control;             // closing it asks the supervisor to kill everything and report
  UniqueFd messages;            // of bwrap and the keeper
  std::optional<TempDir> copy;  // without a sandbox
};

class SpawnPlan;
struct Identity;

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
  Identity identity() const;

  LauncherOptions options_;
  std::string bwrap_;
  UniqueFd seccomp_;
  UniqueFd hosts_;
  UniqueFd passwd_;
  CgroupTree cgroups_;
};

}  // namespace grade
