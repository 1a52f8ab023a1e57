#include <cmath>
#include <cstdint>

#include "harness/base/result.h"
#include "harness/observe/hey.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const grade::HeySummary seen = grade::parse_hey({reinterpret_cast<const char*>(data), size});
  GRADE_CHECK(seen.total.count() >= 0, "a load takes time");
  GRADE_CHECK(std::isfinite(seen.requests_per_second) && seen.requests_per_second >= 0,
              "a rate is a number");
  std::int64_t listed = 0;
  for (const grade::HeyStatus& status : seen.statuses) listed += status.responses;
  for (const grade::HeyError& error : seen.errors) listed += error.requests;
  GRADE_CHECK(listed <= seen.ok + seen.failed, "what is listed is counted");
  for (const grade::HeyPercentile& p : seen.latencies)
    GRADE_CHECK(std::isfinite(p.percent) && p.percent > 0 && p.latency.count() >= 0,
                "percentiles are numbers");
  return 0;
}
