// What a look at the code of a launch (runtime/reach) says about the runtime's reports.
#pragma once

#include <optional>

#include "harness/judge/blocked.h"
#include "harness/recording/record.h"

namespace grade {

// Why what the runtime of a program reports proves nothing; none where its code stays inside the
// language.
std::optional<Blocked> why_reports_prove_nothing(const RunRecord& look);

}  // namespace grade
