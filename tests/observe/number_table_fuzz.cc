#include <cmath>
#include <cstddef>
#include <cstdint>

#include "harness/observe/number_table.h"
#include "tests/observe/fuzz_checks.h"

namespace grade {
namespace {

void check(std::string_view text) {
  int last = 0;
  for (const NumberLine& line : parse_numbers(stream_of(text)).lines) {
    GRADE_CHECK(line.line >= last && !line.cells.empty(), "lines rise and hold numbers");
    for (const NumberCell& cell : line.cells) {
      GRADE_CHECK(std::isfinite(cell.value) && cell.col >= 1, "a number with a place");
      GRADE_CHECK(cell.label.size() <= 64 && cell.text.size() <= 41, "texts are cut");
    }
    last = line.line;
  }
  check_observers(text, {"numbers", "tagged_numbers", "agreeing_numbers", "text"});
}

}  // namespace
}  // namespace grade

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  grade::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
