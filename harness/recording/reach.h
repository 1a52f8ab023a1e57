// Where what is compiled into a program can get at what the language keeps from it: the inside of
// the runtime, memory that is not its own. Found by runtime/reach (go list, go/types) for one
// build.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace grade {

struct ReachPlace {
  std::string what;  // "unsafe.Pointer", "go:linkname", "assembly", …
  std::string file;  // relative to the submission
  int line = 0;      // 0: the whole file
  bool operator==(const ReachPlace&) const = default;
};

struct Reach {
  std::vector<ReachPlace> places;  // the first 1000
  bool operator==(const Reach&) const = default;
};

// The JSON that runtime/reach prints; field names as above. Unknown fields are refused.
Result<Reach> parse_reach(std::string_view json);

}  // namespace grade
