#include <cstddef>
#include <cstdint>

#include "harness/recording/facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto facts = grade::parse_facts(text);
  GRADE_CHECK(facts || facts.error().what.starts_with("facts: "), "an error names its source");
  return 0;
}
