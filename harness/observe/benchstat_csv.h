// Tables of benchstat -format csv.
#pragma once

#include <string_view>
#include <vector>

#include "harness/observe/benchstat.h"

namespace grade {

// Never fails; text that is no such table is skipped. With the limits of parse_benchstat.
std::vector<BenchstatTable> parse_benchstat_csv(std::string_view text);

}  // namespace grade
