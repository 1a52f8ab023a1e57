#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/output.h"
#include "harness/pipeline/home.h"
#include "harness/pipeline/mutant.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

std::string verdict_line(const Expectation& expected) {
  return fmt::format("  {} {}{}{}\n", expected.id, to_string(expected.outcome),
                     expected.words.empty() ? "" : ": ", expected.words);
}

int list_mutants(const std::vector<Mutant>& mutants) {
  std::string out;
  int task = 0;
  for (const Mutant& mutant : mutants) {
    if (mutant.task != task) out += fmt::format("{}task {}\n", task == 0 ? "" : "\n", mutant.task);
    task = mutant.task;
    out += fmt::format("  {}: {}\n", mutant.name, mutant.mistake);
  }
  print(out);
  return 0;
}

int unknown_mutant(const std::string& name, const std::vector<Mutant>& mutants) {
  std::vector<std::string> names;
  for (const Mutant& mutant : mutants) names.push_back(mutant.name);
  const std::string near = nearest(name, names);
  return complain({{},
                   fmt::format("there is no wrong submission '{}'{}", printable(name, 60),
                               near.empty() ? "" : fmt::format(", did you mean '{}'?", near)),
                   "grade mutant lists them",
                   ""},
                  kExitUsage);
}

}  // namespace

int mutant_command(const MutantOptions& options) {
  const auto mutants = find_mutants(submissions_dir() / "wrong");
  if (!mutants) return complain(mutants.error(), kExitTrouble);
  if (!options.name) return list_mutants(*mutants);
  const auto mutant = std::ranges::find(*mutants, *options.name, &Mutant::name);
  if (mutant == mutants->end()) return unknown_mutant(*options.name, *mutants);
  const fs::path submission = options.where / mutant->name;
  const fs::path to = submission / fmt::format("task{:02}", mutant->task);
  if (fs::exists(to))
    return complain({{to.string(), 0, 0}, "already exists, nothing was changed", "", ""},
                    kExitUsage);
  if (const auto made = lay_out(*mutant, submissions_dir() / "reference", to); !made)
    return complain(made.error(), kExitTrouble);
  std::string out = fmt::format("{}: {}\nexpected verdicts:\n", to.string(), mutant->mistake);
  for (const Expectation& expected : mutant->expected) out += verdict_line(expected);
  print(out + fmt::format("and a pass for the rest; to see them:\n  grade run {}\n",
                          submission.string()));
  return 0;
}

}  // namespace grade
