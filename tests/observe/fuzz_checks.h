// What must hold of every observer, whatever it reads.
#pragma once

#include <initializer_list>
#include <string_view>

#include "tests/observe/capture.h"
#include "tests/observe/event_stream.h"

namespace grade {

inline void check_type(const Observer& observer, const Captured& captured) {
  const Value value = observer.observe(captured).value();
  GRADE_CHECK(conforms(value, observer.type()), "keeps its type");
}

// As a file of evidence, and as a run whose bytes came in pieces of seven. Every second line of a
// run is the other stream's.
inline void check_observers(std::string_view text, std::initializer_list<const char*> names) {
  const Stream file = stream_of(text);
  SourceFunction function;
  function.name = "f";
  function.file = "main.go";
  function.first_line = 1;
  function.last_line = 100;
  SourceFacts facts;
  facts.functions = {function};
  Capture run;
  run.events = told({{"read", R"("of":"MemStats","k":700)"}, {"read", R"("of":"metrics","k":41)"}});
  for (std::size_t i = 0; i < text.size(); i += 7) {
    const std::chrono::milliseconds at(static_cast<std::int64_t>(i));
    arrive(i % 2 == 0 ? run.out : run.err, text.substr(i, 7), at);
  }
  for (const char* name : names) {
    const Observer* observer = find_observer(name);
    GRADE_CHECK(observer != nullptr, "the observer is registered");
    const CompilerOutput compiled{".", ".", {}, false, true, text};
    const EvidenceFile evidence{"evidence/a.txt", text};
    check_type(*observer, launch_of(*observer, run));
    check_type(*observer, {.texts = {&file, &file},
                           .events = &run.events,
                           .compiled = {&compiled, 1},
                           .files = {&evidence, 1},
                           .facts = facts});
  }
}

}  // namespace grade
