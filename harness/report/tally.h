// What the verdicts of a report add up to, and the sections in which reporters show them.
#pragma once

#include <span>
#include <vector>

#include "harness/report/model.h"

namespace grade {

struct Tally {
  int pass = 0;
  int fail = 0;
  int review = 0;
  int inconclusive = 0;
  int error = 0;
  double earned = 0;     // points of what passed
  double undecided = 0;  // points of what neither passed nor failed
  double possible = 0;
  int total() const { return pass + fail + review + inconclusive + error; }
  bool operator==(const Tally&) const = default;
};
Tally tally(std::span<const Verdict> verdicts);

// `verdict.points`, or 0 where that is no finite number.
double points_of(const Verdict& verdict);

// What its launches took together.
double seconds_of(const Verdict& verdict);
// The same of several, each launch once; they are of one task folder.
double seconds_of(std::span<const Verdict> section);

// Who acts on the outcome: "nobody", "student", "instructor", "run again".
const char* whose_turn(Outcome outcome);

// Neighbours of one submission and one task, in the order of the report.
std::vector<std::span<const Verdict>> sections(const Report& report);

}  // namespace grade
