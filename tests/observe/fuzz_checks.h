// What must hold of every observer, whatever it reads.
#pragma once

#include <initializer_list>
#include <string_view>

#include "tests/observe/capture.h"

namespace grade {

// As a file of evidence, and as a run whose bytes came in pieces of seven. Every second line of a
// run is the other stream's.
inline void check_observers(std::string_view text, std::initializer_list<const char*> names) {
  Capture file;
  file.out = file.err = file.events = stream_of(text);
  SourceFunction function;
  function.name = "f";
  function.file = "main.go";
  function.first_line = 1;
  function.last_line = 100;
  file.facts.functions = {function};
  Capture run;
  run.events = stream_of("{\"tags\":\"0123456789abcdef\",\"pid\":7}\n");
  for (std::size_t i = 0; i < text.size(); i += 7) {
    const std::chrono::milliseconds at(static_cast<std::int64_t>(i));
    arrive(i % 2 == 0 ? run.out : run.err, text.substr(i, 7), at);
  }
  for (const char* name : names) {
    const Observer* observer = find_observer(name);
    GRADE_CHECK(observer != nullptr, "the observer is registered");
    GRADE_CHECK(conforms(observer->observe(file.view()), observer->type), "keeps its type");
    GRADE_CHECK(conforms(observer->observe(run.view()), observer->type), "keeps its type");
  }
}

}  // namespace grade
