// The report for programs, as harness/report/report.schema.json describes it.
#pragma once

#include <string>

#include "harness/report/model.h"

namespace grade {

// Keys always in the same order, all strings valid UTF-8 without control characters, a line feed
// at the end. The same report gives the same bytes.
std::string render_json(const Report& report);

}  // namespace grade
