// Any bytes as a student's task.yaml: load it, and plan what it asks for.
#include <cstdint>

#include "harness/plan/load_criteria.h"
#include "harness/plan/plan.h"
#include "tests/plan/fuzz_checks.h"

namespace {

constexpr std::string_view kCriteria = R"(task: 7
title: t
roles:
  program: { about: the program, program: [., ./cmd] }
  bench: { about: the benchmark, benchmark: { like: "(?i)fast" } }
  other: { about: another, benchmark: { like: x, other_than: [bench] } }
  function: { about: the function, function: f }
launches:
  running: { about: it, run: program, observe: [tagged_numbers] }
  timing: { about: it, bench: bench, observe: [gobench], benchtime: 1x }
criteria:
  - id: "7.1"
    text: t
    expect: [running.exit_code == timing.exit_code, roles.function.line > 0]
)";

grade::SourceFacts some_facts() {
  grade::SourceFacts facts;
  facts.packages.push_back({".", ".", "main", true, {"a.go"}, {"a_test.go"}, {}, {}});
  for (const char* name : {"BenchmarkFast", "BenchmarkX", "f"}) {
    grade::SourceFunction function;
    function.name = name;
    function.dir = ".";
    function.file = "a_test.go";
    function.in_test = true;
    facts.functions.push_back(function);
  }
  return facts;
}

bool holds_nul(const grade::ProgramRequest& program) {
  for (const std::string& arg : program.args)
    if (arg.find('\0') != std::string::npos) return true;
  for (const auto& [key, value] : program.env)
    if (key.find('=') != std::string::npos || value.find('\0') != std::string::npos) return true;
  return false;
}

bool leaves_folder(std::string_view path) {
  return path.starts_with('/') || path == ".." || path.starts_with("../") ||
         path.find("/../") != std::string_view::npos || path.ends_with("/..");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const grade::TaskCriteria kTask = grade::load_criteria(kCriteria, "f.yaml").value();
  static const grade::SourceFacts kFacts = some_facts();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = grade::load_task_file(text, kTask);
  if (!file) {
    GRADE_CHECK(!file.error().empty(), "what does not load says why");
    for (const grade::Error& error : file.error()) grade::check_place(error, text);
    return 0;
  }
  const grade::Roles roles = grade::resolve_roles(kTask, *file, kFacts, {});
  const grade::Plan plan = grade::make_plan(kTask, roles, kFacts, {});
  for (const grade::BuildRequest& build : plan.builds)
    GRADE_CHECK(!leaves_folder(build.package), "builds stay inside the task folder");
  for (const grade::ProgramRequest& program : plan.programs) {
    GRADE_CHECK(!leaves_folder(program.directory), "programs start inside the task folder");
    GRADE_CHECK(!holds_nul(program), "arguments and environment reach the program as they are");
    GRADE_CHECK(program.name != "running" || !program.instruments.empty(),
                "what an observer needs is not the student's to change");
  }
  return 0;
}
