// What a verdict shows as seen: words, and the lines of the hand-in that they are about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/expr/expr.h"
#include "harness/judge/verdict.h"
#include "harness/recording/task_recording.h"

namespace grade {

// Of a string, a list of strings, or a list of records with `file` and `line`; the first 20. A
// string that begins with the place of a line that was handed in, as a compiler's message does
// ("main.go:3:5: …"), is shown with that line.
std::vector<Sighting> sightings_of(const Value& value, const Handin& handin);

// Without more ado: the values of those parts of a condition that a person can take in at once, a
// scalar or a short list of scalars; of many the last, which the outcome rests on most directly.
std::vector<Sighting> sightings_of(const std::vector<EvidencePart>& parts);

}  // namespace grade
