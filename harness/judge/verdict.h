// A verdict: what a criterion came to for one submission, with everything that led to it.
#pragma once

#include <string>
#include <vector>

namespace grade {

enum class Outcome { pass, fail, review, inconclusive, error };
const char* to_string(Outcome outcome);

// One condition and what its parts were; or a text to read (condition empty).
struct EvidencePart {
  std::string text;
  std::string value;
  bool operator==(const EvidencePart&) const = default;
};
struct Evidence {
  std::string condition;
  std::string outcome;  // "holds", "does not hold", "cannot be computed: …", or what the text is
  std::vector<EvidencePart> parts;
  std::string text;  // student text, raw bytes; reports escape it
  bool operator==(const Evidence&) const = default;
};

struct Verdict {
  std::string submission;
  int task = 0;
  std::string id;    // "2.3"
  std::string text;  // the checkbox, word for word
  double points = 0;
  Outcome outcome = Outcome::error;  // only a completed judgement changes it
  std::string summary;               // one line: why
  std::string hint;                  // what the student can do, on a fail
  std::string note;                  // where the course's wording is not literally true
  std::vector<Evidence> evidence;
  std::vector<std::string> observers;  // that the verdict rests on
  std::vector<std::string> reproduce;  // commands
  bool operator==(const Verdict&) const = default;
};

}  // namespace grade
