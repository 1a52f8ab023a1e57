// Which functions of a submission let something escape to the heap, by the compiler's notes.
#pragma once

#include <string>
#include <vector>

#include "harness/observe/escape_notes.h"
#include "harness/observe/observer.h"

namespace grade {

struct EscapeFunction {
  std::string name;
  std::string receiver;
  std::string dir;
  std::string file;
  int first_line = 0;
  bool in_test = false;
  std::vector<std::string> calls;
  bool is_compiled = false;
  std::vector<std::string> moved;    // subjects of the notes in its lines
  std::vector<std::string> escapes;  // the same
  std::vector<std::string> boxed;    // of `escapes`
  bool stays_on_stack() const { return is_compiled && moved.empty() && escapes.empty(); }
};

struct EscapeSeen {
  std::vector<EscapeNote> notes;  // file: as in the facts where it is one of the submission
  std::vector<EscapeFunction> functions;
  std::vector<std::string> errors;
};
const Declared& declare(const EscapeNote*);
const Declared& declare(const EscapeFunction*);
const Declared& declare(const EscapeSeen*);

// Of what the compiler said of each package, and of texts, joined with captured.facts. Lists the
// first 20 000 notes; all of them count for the functions. Captured texts may be of an earlier
// state of the code: a function is also found by the notes that name it, where it then was.
EscapeSeen observe_escape(const Captured& captured);

}  // namespace grade
