// From a criterion and what was observed to a verdict. Pure: the same recording and criteria give
// the same verdicts on any machine.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/judge/verdict.h"
#include "harness/plan/criteria.h"
#include "harness/recording/task_recording.h"

namespace grade {

// One verdict for each criterion in `ids` (empty: for all), in the file's order.
std::vector<Verdict> judge_task(const TaskCriteria& task, const std::string& submission,
                                const TaskRecording& recording, const std::set<std::string>& ids);

// When there is no recording to judge: the outcome for each, which `why` explains.
struct Unjudged {
  Outcome outcome = Outcome::error;
  std::string why;
};
std::vector<Verdict> unjudged(const TaskCriteria& task, const std::string& submission,
                              const Unjudged& how, const std::set<std::string>& ids);

}  // namespace grade
