// Which job may start next: a pure state machine, told what ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/launch/launcher.h"

namespace grade {

struct Slots {
  std::size_t cpu = 1;
  std::size_t waiting = 24;
  std::uint64_t memory_bytes = UINT64_MAX;
};

// In order of the jobs as far as `needs` and the memory that they reserve (with what we may keep of
// what they say) allow. A job that needs
// the machine alone, or more memory than is free now, holds back the cpu and alone jobs behind it,
// so it waits only for those that run already.
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
  // It runs no more, but waits for another that does its work: its room is free until it has ended.
  void rests(std::size_t job);
  // Whether it could ever start, were it the only one.
  bool fits(std::size_t job) const { return reserve_[job] <= slots_.memory_bytes; }

 private:
  enum class State { pending, running, resting, succeeded, failed };
  bool is_ready(std::size_t job) const;
  bool has_room(Needs needs) const;
  bool has_memory(std::size_t job) const;
  void take_room(std::size_t job);
  void give_room(std::size_t job);
  std::size_t& counter_of(Needs needs);

  std::vector<Needs> needs_;
  std::vector<std::uint64_t> reserve_;
  std::vector<std::vector<std::size_t>> after_;
  std::vector<State> state_;
  std::vector<std::size_t> pending_;  // in order
  Slots slots_;
  std::size_t cpu_ = 0;
  std::size_t waiting_ = 0;
  std::size_t alone_ = 0;
  std::uint64_t memory_ = 0;  // reserved
};

}  // namespace grade
