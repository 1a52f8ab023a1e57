// What the code of a function calls, as far as its names tell.
#pragma once

#include <string>

#include "harness/recording/facts.h"

namespace grade {

// Whether the function, or one of the submission that it calls, directly or not, has a call that
// matches the RE2 pattern as written: "sb.Grow". Calls of values held in variables are not
// followed.
bool reaches_call(const SourceFacts& facts, const SourceFunction& from, const std::string& pattern);

}  // namespace grade
