// What the verdicts of a submission must be: expected.txt of a wrong one, all pass for the others.
//
//   1.1 fail: words that must each occur in the verdict, in any order and case
//   1.2 review
// Empty lines and lines that start with # do not count.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/judge/verdict.h"

namespace grade {

struct Expectation {
  std::string id;
  Outcome outcome = Outcome::pass;
  std::string words;  // "" for any
  bool operator==(const Expectation&) const = default;
};

Result<std::vector<Expectation>> parse_expectations(std::string_view text, const std::string& file);

// Whether the verdict has the outcome, and each word stands in its summary, its hint, the condition
// that decided (with its values) or a text that it shows, escaped as in a report.
bool is_met(const Expectation& expectation, const Verdict& verdict);

}  // namespace grade
