// Why something cannot be used to judge.
#pragma once

#include <string>

#include "harness/judge/verdict.h"

namespace grade {

// Why a name cannot be used, and what that means for a criterion which needs it.
struct Blocked {
  Outcome outcome = Outcome::error;
  std::string why;
  std::string hint = {};
  std::string about = {};  // what the text is
  std::string text = {};   // a compiler's words, places in the code
};

}  // namespace grade
