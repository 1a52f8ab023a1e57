#include "harness/observe/gogc_estimate.h"

#include <algorithm>
#include <cmath>

#include "harness/observe/gctrace.h"

namespace grade {
namespace {

// The value of a range that a person is most likely to have chosen.
std::int64_t roundest(GogcRange range) {
  const std::int64_t least = std::max<std::int64_t>(range.low, 1);
  for (const std::int64_t step : {100, 50, 25, 10, 5, 1}) {
    const std::int64_t middle = (least + range.high) / 2 / step * step;
    for (const std::int64_t value : {middle, middle + step})
      if (value >= least && value <= range.high) return value;
  }
  return range.high;
}

// For ratios that are whole percents but for rounding.
constexpr double kSlack = 1e-9;

std::int64_t least_percent(double ratio) {
  return static_cast<std::int64_t>(
      std::ceil(std::clamp<double>(100 * ratio - kSlack, 0, kMaxGogc)));
}
std::int64_t most_percent_below(double ratio) {
  return static_cast<std::int64_t>(
             std::ceil(std::clamp<double>(100 * ratio - kSlack, 0, kMaxGogc + 1))) -
         1;
}

}  // namespace

GcLeft left_by(const GcCycle& cycle) {
  const std::int64_t other = cycle.stacks_mb + cycle.globals_mb;
  return {cycle.live_mb, cycle.live_mb + 1, other, other + 2};
}

GcLeft left_before_first(const GcCycle& first) {
  return {0, 0, first.globals_mb, first.globals_mb + 1};
}

GogcRange gogc_of_goal(const GcCycle& cycle, const GcLeft& left, GoalReading reading) {
  constexpr double kFloor = 4;  // MiB, at GOGC=100
  const auto goal = static_cast<double>(cycle.goal_mb);
  const auto live_low = static_cast<double>(left.live_low);
  const auto live_high = static_cast<double>(left.live_high);
  const double scanned_low = live_low + static_cast<double>(left.other_low);
  const double scanned_high = live_high + static_cast<double>(left.other_high);
  double high = (goal + 1) / kFloor;
  if (scanned_low > 0) high = std::min(high, (goal + 1 - live_low) / scanned_low);
  double low = std::min(goal / kFloor, (goal - live_high) / scanned_high);
  if (cycle.goal_mb <= cycle.start_mb + (reading == GoalReading::sure ? 1 : 0)) low = 0;
  return {least_percent(low), most_percent_below(high)};
}

void GogcEstimate::add(GogcRange goal) {
  ++goals_;
  if (goal.low > goal.high) return;
  ++change_at_[goal.low];
  --change_at_[goal.high + 1];
}

GogcEstimate::Result GogcEstimate::result() const {
  std::int64_t fitting = 0, low = -1, high = -1;
  for (const auto& [value, change] : change_at_) {
    if (fits_most(fitting)) high = value - 1;
    fitting += change;
    if (low < 0 && fits_most(fitting)) low = value;
  }
  if (low < 0) return {};
  return {roundest({low, high}), {low, high}};
}

}  // namespace grade
