// What was seen, on a page: words, or a line of the hand-in with a caret below what is meant.
#pragma once

#include "harness/judge/verdict.h"
#include "harness/report/page.h"

namespace grade {

// Each line begins with `lead` (the first) or as many spaces.
void print_sighting(const Sighting& sighting, const Span& lead, Page& page);

}  // namespace grade
