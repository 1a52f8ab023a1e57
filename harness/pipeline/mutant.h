// Wrong submissions: one mistake each, and the verdicts that it must get.
//
// Most are a patch against the reference of their task, in the form of `git format-patch`:
//   Subject: the mistake, in a sentence
//
//   3.3 fail: still lets a variable escape
//   ---
//   and the diff, with paths relative to the task folder
// One that differs as a whole is a folder with NAME/taskNN and NAME/expected.txt; that file reads
// like the head of a patch.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/pipeline/expectation.h"
#include "harness/plan/criteria.h"

namespace grade {

struct Mutant {
  std::string name;  // "task03-new-int"
  int task = 0;
  std::string mistake;
  std::vector<Expectation> expected;  // of the checkboxes that it names, one at least
  std::filesystem::path head;         // where mistake and verdicts stand
  std::filesystem::path source;       // the patch, or the task folder
};

struct MutantHead {
  std::string mistake;
  std::vector<Expectation> expected;
  bool operator==(const MutantHead&) const = default;
};

// What stands above the diff. Other mail headers, a "[PATCH]" and what follows "---" do not count.
Result<MutantHead> parse_mutant_head(std::string_view text, const std::string& file);

// Those of a folder, by name; a folder that does not exist has none.
Result<std::vector<Mutant>> find_mutants(const std::filesystem::path& dir);

// What each checkbox of the task must get: what the wrong submission says, elsewhere a pass, or a
// review where a person must read. An error when it names one that the task does not have.
Result<std::vector<Expectation>> expectations_of(const TaskCriteria& task, const Mutant& mutant);

// Makes the task folder `to`, which must not exist yet. `references` holds the task folders that
// the patches change. A patch applies exactly, changes files inside the task folder only and makes
// no links; otherwise nothing is left behind.
Result<void> lay_out(const Mutant& mutant, const std::filesystem::path& references,
                     const std::filesystem::path& to);

}  // namespace grade
