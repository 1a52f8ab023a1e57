#include <cstddef>
#include <cstdint>

#include "harness/observe/gctrace.h"
#include "tests/observe/fuzz_checks.h"

namespace grade {
namespace {

void check(std::string_view text) {
  const GcTrace trace = parse_gctrace(text);
  int last = 0;
  for (const GcCycle& c : trace.cycles) {
    GRADE_CHECK(c.line > last, "at most one cycle a line, in order");
    GRADE_CHECK(c.begin < c.end && c.end <= text.size(), "the place lies in the text");
    last = c.line;
  }
  last = 0;
  for (const BadGcLine& b : trace.bad) {
    GRADE_CHECK(b.line > last, "at most one complaint a line, in order");
    GRADE_CHECK(b.col >= 1 && static_cast<std::size_t>(b.col) <= text.size() + 1,
                "the column lies in the text");
    last = b.line;
  }
  check_observers(text, {"gctrace"});
}

}  // namespace
}  // namespace grade

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  grade::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
