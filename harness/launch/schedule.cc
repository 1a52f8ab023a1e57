#include "harness/launch/schedule.h"

#include <algorithm>

namespace grade {

Schedule::Schedule(const std::vector<Job>& jobs, Slots slots)
    : state_(jobs.size(), State::pending), slots_(slots) {
  for (std::size_t job = 0; job < jobs.size(); ++job) {
    for (const std::size_t before : jobs[job].after)
      GRADE_CHECK(before < job, "a job waits for earlier jobs only");
    needs_.push_back(jobs[job].spec.needs);
    reserve_.push_back(jobs[job].spec.reserve_bytes + kept_bytes(jobs[job].spec));
    after_.push_back(jobs[job].after);
    pending_.push_back(job);
  }
}

std::optional<std::size_t> Schedule::next() {
  bool is_held_back = false;
  for (auto it = pending_.begin(); it != pending_.end(); ++it) {
    const std::size_t job = *it;
    const Needs needs = needs_[job];
    if (!is_ready(job) || (is_held_back && needs != Needs::waiting)) continue;
    if (!has_room(needs) || !has_memory(job)) {
      is_held_back = is_held_back || needs == Needs::alone || !has_memory(job);
      continue;
    }
    pending_.erase(it);
    state_[job] = State::running;
    take_room(job);
    return job;
  }
  return std::nullopt;
}

std::optional<Schedule::Blocked> Schedule::next_blocked() {
  for (auto it = pending_.begin(); it != pending_.end(); ++it) {
    const auto& after = after_[*it];
    const auto by = std::find_if(after.begin(), after.end(),
                                 [&](std::size_t b) { return state_[b] == State::failed; });
    if (by == after.end()) continue;
    const Blocked blocked{*it, *by};
    state_[blocked.job] = State::failed;
    pending_.erase(it);
    return blocked;
  }
  return std::nullopt;
}

void Schedule::ended(std::size_t job, bool has_succeeded) {
  GRADE_CHECK(state_[job] == State::running || state_[job] == State::resting,
              "only a job that was started ends");
  if (state_[job] == State::running) give_room(job);
  state_[job] = has_succeeded ? State::succeeded : State::failed;
}

void Schedule::rests(std::size_t job) {
  GRADE_CHECK(state_[job] == State::running, "only a running job can rest");
  state_[job] = State::resting;
  give_room(job);
}

bool Schedule::is_ready(std::size_t job) const {
  return std::ranges::all_of(after_[job],
                             [&](std::size_t b) { return state_[b] == State::succeeded; });
}

bool Schedule::has_room(Needs needs) const {
  switch (needs) {
    case Needs::waiting:
      return waiting_ < slots_.waiting;
    case Needs::cpu:
      return alone_ == 0 && cpu_ < slots_.cpu;
    case Needs::alone:
      return alone_ == 0 && cpu_ == 0;
  }
  return false;
}

// One that never fits is let through, to be refused with the reason.
bool Schedule::has_memory(std::size_t job) const {
  return !fits(job) || reserve_[job] <= slots_.memory_bytes - memory_;
}

std::size_t& Schedule::counter_of(Needs needs) {
  return needs == Needs::waiting ? waiting_ : needs == Needs::cpu ? cpu_ : alone_;
}

void Schedule::take_room(std::size_t job) {
  ++counter_of(needs_[job]);
  if (fits(job)) memory_ += reserve_[job];
}

void Schedule::give_room(std::size_t job) {
  --counter_of(needs_[job]);
  if (fits(job)) memory_ -= reserve_[job];
}

}  // namespace grade
