// What reporters render: who was graded, on what, and the verdicts. Everything in it comes from
// the recording, so that judging again gives the same bytes.
#pragma once

#include <string>
#include <vector>

#include "harness/judge/verdict.h"
#include "harness/recording/run_info.h"

namespace grade {

struct Report {
  RunInfo info;
  std::vector<Verdict> verdicts;  // by submission, then task, then id
};

// 0 all pass · 1 some fail · 2 none fail, some undecided (review, inconclusive) · 3 an error
// verdict · 5 nothing graded.
int exit_code(const Report& report);

}  // namespace grade
