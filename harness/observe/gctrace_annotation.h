// Which line of a captured GC trace a text explains. The line may be quoted as it is, wrapped,
// split into a table or a list: it is recognised by the values of its fields.
#pragma once

#include <string>
#include <vector>

#include "harness/observe/observer.h"

namespace grade {

// A text that quotes a line of a trace, or that has most of the values of a captured one.
struct GcAnnotation {
  std::string file;
  bool is_captured = false;  // the line is one of the captured trace
  std::string line;          // that line, else the nearest one, of which most values agree
  std::string captured_in;   // the file of that line
  std::vector<std::string> differences;  // "time is 0.291, captured 0.287"; none when is_captured
};

struct GcAnnotations {
  std::vector<GcAnnotation> found;
  // Of all texts but captured traces that explain nothing: what is said, without whole lines of a
  // trace. At most 64 KiB.
  std::string prose;
};
const Declared& declare(const GcAnnotation*);
const Declared& declare(const GcAnnotations*);

// A captured trace is a file in evidence/ with five lines of one, torn ones included; where there
// is none, with two.
GcAnnotations observe_gctrace_annotation(const Captured& captured);

}  // namespace grade
