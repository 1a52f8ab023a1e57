// What `grade selftest` prints: which submission got which verdict, and what has not been shown
// about the criteria.
#pragma once

#include <string>
#include <vector>

#include "harness/pipeline/expectation.h"
#include "harness/plan/criteria.h"
#include "harness/report/model.h"

namespace grade {

struct Subject {
  std::string submission;
  int task = 0;
  std::vector<Expectation> expected;  // of every checkbox of the task
  bool is_wrong = false;
};

// A condition that no wrong submission makes false. Judging stops at the first condition that does
// not hold; that one is made false, if the verdict is the one that the submission must get.
struct IdleCondition {
  int task = 0;
  std::string id;
  Pos pos;
  std::string source;
  bool operator==(const IdleCondition&) const = default;
};
std::vector<IdleCondition> idle_conditions(const std::vector<TaskCriteria>& criteria,
                                           const std::vector<Subject>& subjects,
                                           const Report& report);

// Whether what all submissions of a task show together is looked at as well.
enum class Coverage { looked_at, left_out };

struct SelftestTable {
  std::string text;
  // Each verdict is as expected and, but for draft tasks, nothing is left to be shown.
  bool is_in_order = false;
};
SelftestTable selftest_table(const std::vector<TaskCriteria>& criteria,
                             const std::vector<Subject>& subjects, const Report& report,
                             Coverage coverage);

}  // namespace grade
