#include "harness/pipeline/expectation.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"

namespace grade {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// What a student reads first, as a report shows it: why, what to do, and the condition that
// decided.
std::string reason(const Verdict& verdict) {
  std::string out = verdict.summary + "\n" + verdict.hint;
  const auto decided = std::ranges::find_if(
      verdict.evidence, [](const Evidence& e) { return e.outcome == "does not hold"; });
  for (const Evidence& e : verdict.evidence) {
    if (!e.condition.empty() && (decided == verdict.evidence.end() || e != *decided)) continue;
    out += "\n" + e.condition + "\n" + e.outcome + "\n" + e.text;
    for (const EvidencePart& part : e.parts) out += "\n" + part.text + " = " + part.value;
  }
  return lower(printable_lines(out, 5 * out.size() + 16));  // nothing is cut off
}

}  // namespace

Result<std::vector<Expectation>> parse_expectations(std::string_view text,
                                                    const std::string& file) {
  std::vector<Expectation> all;
  int number = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    line = trim(line);
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t space = std::min(line.find(' '), line.size());
    std::string_view rest = trim(line.substr(space));
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    Expectation one{.id = std::string(line.substr(0, space))};
    bool is_known = false;
    for (Outcome outcome :
         {Outcome::pass, Outcome::fail, Outcome::review, Outcome::inconclusive, Outcome::error}) {
      if (trim(rest.substr(0, colon)) != to_string(outcome)) continue;
      one.outcome = outcome;
      is_known = true;
    }
    if (!is_known)
      return fail_at({file, number, 1}, "expected 'ID OUTCOME' or 'ID OUTCOME: WORDS'");
    if (colon < rest.size()) one.words = std::string(trim(rest.substr(colon + 1)));
    all.push_back(std::move(one));
  }
  return all;
}

bool is_met(const Expectation& expectation, const Verdict& verdict) {
  if (verdict.outcome != expectation.outcome) return false;
  const std::string text = reason(verdict);
  const std::string words = lower(expectation.words);
  for (std::string_view rest = trim(words); !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (text.find(rest.substr(0, end)) == std::string::npos) return false;
    rest = trim(rest.substr(end));
  }
  return true;
}

}  // namespace grade
