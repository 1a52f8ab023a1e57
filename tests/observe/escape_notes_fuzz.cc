#include <cstddef>
#include <cstdint>

#include "harness/observe/escape_notes.h"
#include "tests/observe/fuzz_checks.h"

namespace grade {
namespace {

void check(std::string_view text) {
  const EscapeNotes found = parse_escape_notes(text);
  int last = 0;
  for (const EscapeNote& note : found.notes) {
    GRADE_CHECK(note.text_line > last, "at most one note a line, in order");
    GRADE_CHECK(note.subject.size() <= note.text.size(), "the subject is part of the text");
    last = note.text_line;
  }
  check_observers(text, {"escape"});
}

}  // namespace
}  // namespace grade

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  grade::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
