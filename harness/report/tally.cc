#include "harness/report/tally.h"

#include <cmath>
#include <map>
#include <string>

namespace grade {
namespace {

int& count_of(Tally& sum, Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return sum.pass;
    case Outcome::fail:
      return sum.fail;
    case Outcome::review:
      return sum.review;
    case Outcome::inconclusive:
      return sum.inconclusive;
    case Outcome::error:
      break;
  }
  return sum.error;
}

}  // namespace

Tally tally(std::span<const Verdict> verdicts) {
  Tally sum;
  for (const Verdict& verdict : verdicts) {
    const double points = points_of(verdict);
    ++count_of(sum, verdict.outcome);
    sum.possible += points;
    if (verdict.outcome == Outcome::pass)
      sum.earned += points;
    else if (verdict.outcome != Outcome::fail)
      sum.undecided += points;
  }
  return sum;
}

double points_of(const Verdict& verdict) {
  return std::isfinite(verdict.points) ? verdict.points : 0;
}

double seconds_of(const Verdict& verdict) { return seconds_of(std::span(&verdict, 1)); }

double seconds_of(std::span<const Verdict> section) {
  std::map<std::string, double> of_launch;
  for (const Verdict& verdict : section)
    for (const LaunchTold& launch : verdict.launches)
      if (std::isfinite(launch.seconds)) of_launch[launch.name] = launch.seconds;
  double sum = 0;
  for (const auto& [name, seconds] : of_launch) sum += seconds;
  return sum;
}

const char* whose_turn(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "nobody";
    case Outcome::fail:
      return "student";
    case Outcome::inconclusive:
      return "run again";
    case Outcome::review:
    case Outcome::error:
      break;
  }
  return "instructor";
}

std::vector<std::span<const Verdict>> sections(const Report& report) {
  const std::span<const Verdict> all = report.verdicts;
  std::vector<std::span<const Verdict>> found;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin + 1;
    while (end < all.size() && all[end].task == all[begin].task &&
           all[end].submission == all[begin].submission)
      ++end;
    found.push_back(all.subspan(begin, end - begin));
    begin = end;
  }
  return found;
}

}  // namespace grade
