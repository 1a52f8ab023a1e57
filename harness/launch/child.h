// Child processes of ours.
#pragma once

#include <spawn.h>
#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/unique_fd.h"

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

// posix_spawn of a program with an empty environment, signals as if there were none of ours, and
// descriptors moved to where it expects them; 0 and 1 are /dev/null. vfork-style, so that our own
// size costs nothing.
class SpawnPlan {
 public:
  SpawnPlan();
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan();
  void give(UniqueFd fd, int as);  // keeps `fd` until the spawn
  Result<Child> spawn(const std::vector<std::string>& argv) const;

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  std::vector<UniqueFd> given_;
};

}  // namespace grade
