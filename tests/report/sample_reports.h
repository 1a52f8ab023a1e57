// Reports as the judge would give them, for golden files and tables.
#pragma once

#include <vector>

#include "harness/report/model.h"

namespace grade::samples {

RunInfo run_info();
Report all_pass();
Report two_fail();
Report review();
Report inconclusive();
Report error();
Report hostile();  // every string holds what a terminal, XML or CI log must not get
Report course();   // several submissions and tasks
Report empty();

struct Named {
  const char* name;
  Report report;
};
std::vector<Named> all();

}  // namespace grade::samples
