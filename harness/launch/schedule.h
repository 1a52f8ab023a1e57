// Which job may start next: a pure state machine, told what ends.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "harness/launch/launcher.h"

namespace grade {

struct Slots {
  std::size_t cpu = 1;
  std::size_t waiting = 24;
};

// In order of the jobs as far as `needs` allows. A job that needs the machine alone holds back the
// cpu and alone jobs behind it, so it waits only for those that run already.
class Schedule {
 public:
  Schedule(const std::vector<Job>& jobs, Slots slots);

  // A job that may start now; it counts as running from here on.
  std::optional<std::size_t> next();
  // A job that never will: one in its `after` did not succeed. Counts as ended from here on.
  struct Blocked {
    std::size_t job = 0;
    std::size_t by = 0;
  };
  std::optional<Blocked> next_blocked();
  void ended(std::size_t job, bool has_succeeded);

 private:
  enum class State { pending, running, succeeded, failed };
  bool is_ready(std::size_t job) const;
  bool has_room(Needs needs) const;
  void count(Needs needs, int change);

  std::vector<Needs> needs_;
  std::vector<std::vector<std::size_t>> after_;
  std::vector<State> state_;
  std::vector<std::size_t> pending_;  // in order
  Slots slots_;
  std::size_t cpu_ = 0;
  std::size_t waiting_ = 0;
  std::size_t alone_ = 0;
};

}  // namespace grade
