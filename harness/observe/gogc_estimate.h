// Which values of GOGC a heap goal speaks for. The runtime (mgcpacer.go, Go 1.19 to 1.27) sets
//   goal = max(live + (live + stacks + globals) * GOGC / 100, 4 MiB * GOGC / 100, begin + 64 KiB)
// where live, stacks and globals are those of the cycle before and `begin` is the heap at which the
// cycle began: above the others after a large allocation, and then the goal only bounds GOGC. Only
// a memory limit makes it smaller.
#pragma once

#include <cstdint>
#include <map>

namespace grade {

struct GcCycle;

// Whole percent, both ends included; nothing fits when low > high.
struct GogcRange {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

constexpr std::int64_t kMaxGogc = 1'000'000;

// What a cycle leaves behind, from which the next goal follows, in MiB: at least and below.
struct GcLeft {
  std::int64_t live_low = 0;
  std::int64_t live_high = 0;
  std::int64_t other_low = 0;  // stacks and globals
  std::int64_t other_high = 0;
};
GcLeft left_by(const GcCycle& cycle);
// What there is before the first cycle of a process: its globals.
GcLeft left_before_first(const GcCycle& first);

// How a goal is read that is less than 1 MiB above where its cycle began. It is nearly always
// GOGC's own; that it was moved up there can only be excluded when it is a whole MiB above.
enum class GoalReading { likely, sure };

// All numbers are cut to whole MiB; within that, exact.
GogcRange gogc_of_goal(const GcCycle& cycle, const GcLeft& left, GoalReading reading);

// Which values of GOGC the goals of one process speak for: those that fit nine in ten.
class GogcEstimate {
 public:
  struct Result {
    std::int64_t gogc = -1;  // the roundest of the range, which is most likely meant
    GogcRange range{0, kMaxGogc};
  };

  void add(GogcRange goal);
  std::int64_t goals() const { return goals_; }
  // -1 and the widest range where there is no such value, or no goal.
  Result result() const;

 private:
  bool fits_most(std::int64_t fitting) const { return fitting > 0 && 10 * fitting >= 9 * goals_; }

  std::int64_t goals_ = 0;
  std::map<std::int64_t, std::int64_t> change_at_;  // of the number of goals that fit
};

}  // namespace grade
