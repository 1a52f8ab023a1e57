// What conditions can name, computed from a recording: launches, evidence, roles, the writeup.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/expr/expr.h"
#include "harness/judge/blocked.h"
#include "harness/plan/plan.h"
#include "harness/recording/task_recording.h"

namespace grade {

struct Observations {
  Bindings bindings;
  std::map<std::string, Blocked> blocked;  // by source, as in Criterion::sources
  // By source: why more may have happened than was seen. What rests on it can fail, not pass.
  std::map<std::string, Blocked> unproven;
  // By launch: how records other than exit 0 ended, whose record it is when it is not its own.
  std::map<std::string, std::vector<std::string>> notes;
  std::vector<std::string> remarks;  // what of the task folder was not taken
};

Observations observe_task(const TaskCriteria& task, const Roles& roles, const Plan& plan,
                          const TaskRecording& recording);

}  // namespace grade
