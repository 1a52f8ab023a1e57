// The Go file of ours that calls functions of a student's package from benchmarks.
#pragma once

#include <string>
#include <vector>

#include "harness/recording/facts.h"

namespace grade {

// For the package of these functions, which is one: the text of runtime/call/call.go, and
// BenchmarkGradeCall<i> for the i-th.
std::string call_source(const std::vector<SourceFunction>& functions);

}  // namespace grade
