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

// What was seen, in words; and the line of the hand-in that they are about, where there is one.
struct Sighting {
  std::string text;
  std::string file = {};  // relative to the task folder; "" without a place
  int line = 0;
  int col = 0;            // in bytes, from 1; 0 where none is known
  std::string code = {};  // that line, as it was handed in
  bool operator==(const Sighting&) const = default;
};

// Who played a role: a function, a benchmark, the folder of a program, a command.
struct Player {
  std::string role;
  std::string as;
  std::string where;  // "main.go:11", or the folder; "" for a command
  bool operator==(const Player&) const = default;
};

// A launch that the verdict rests on.
struct LaunchTold {
  std::string name;   // of its record
  std::string ended;  // "exit 0", "does not end by itself; stopped after 20s"
  double seconds = 0;
  bool operator==(const LaunchTold&) const = default;
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
  // Commands that show by hand what was seen, in the task folder; none where it takes instruments.
  std::vector<std::string> reproduce;
  std::string asked = {};           // what the condition asks that decided, in words
  std::vector<Sighting> seen = {};  // the values and lines that the outcome rests on
  std::vector<Player> roles = {};   // who played which
  std::vector<LaunchTold> launches = {};
  std::string again = {};  // the command that grades it again
  std::string why = {};    // the command that explains it
  bool operator==(const Verdict&) const = default;
};

}  // namespace grade
