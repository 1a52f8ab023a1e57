#include "harness/report/model.h"

#include "harness/report/tally.h"

namespace grade {

int exit_code(const Report& report) {
  const Tally sum = tally(report.verdicts);
  if (sum.total() == 0) return 5;
  if (sum.error > 0) return 3;  // before a fail: where the harness is wrong there is no grade
  if (sum.fail > 0) return 1;
  return sum.review + sum.inconclusive > 0 ? 2 : 0;
}

}  // namespace grade
