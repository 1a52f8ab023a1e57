#include "harness/judge/verdict.h"

namespace grade {

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::review:
      return "review";
    case Outcome::inconclusive:
      return "inconclusive";
    case Outcome::error:
      break;
  }
  return "error";
}

}  // namespace grade
