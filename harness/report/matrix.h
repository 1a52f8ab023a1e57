// The table of several submissions at the end of a console report.
#pragma once

#include "harness/report/page.h"

namespace grade {

// How an outcome shows: the same ink in the list and in the table.
Ink ink_of(Outcome outcome);

// A line a submission, a column a task, in it a letter a criterion. Nothing for fewer than two
// submissions. More tasks than fit go to a further table below.
void print_matrix(const Report& report, Page& page);

}  // namespace grade
