// The report as JUnit XML, for the test views of CI systems.
#pragma once

#include <string>

#include "harness/report/model.h"

namespace grade {

// One testsuite for each submission and task, one testcase for each criterion. A fail is a
// <failure>; only what is wrong with the harness or the criteria is an <error>; what is not
// decided (review, inconclusive) is <skipped>. Well-formed XML 1.0 whatever the strings hold.
std::string render_junit(const Report& report);

}  // namespace grade
