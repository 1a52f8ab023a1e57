// Any bytes as a criteria file: load, lint, and plan for an empty and a small submission.
#include <cstdint>

#include "harness/plan/load_criteria.h"
#include "harness/plan/plan.h"
#include "tests/plan/fuzz_checks.h"

namespace {

grade::SourceFacts some_facts() {
  grade::SourceFacts facts;
  facts.packages.push_back({"one", "", "main", true, {"a.go"}, {"a_test.go"}, {}, {"t"}});
  grade::SourceFunction function;
  function.name = "BenchmarkX";
  function.dir = "one";
  function.file = "one/a_test.go";
  function.in_test = true;
  facts.functions = {function};
  return facts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto task = grade::load_criteria(text, "task.yaml");
  if (!task) {
    GRADE_CHECK(!task.error().empty(), "what does not load says why");
    for (const grade::Error& error : task.error()) grade::check_place(error, text);
    return 0;
  }
  for (const grade::Error& error : grade::lint(*task, text)) grade::check_place(error, text);
  for (const grade::SourceFacts& facts : {grade::SourceFacts{}, some_facts()})
    grade::make_plan(*task, grade::resolve_roles(*task, {}, facts, {}), facts, {});
  return 0;
}
