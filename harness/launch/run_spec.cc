#include "harness/launch/run_spec.h"

#include "harness/launch/driver_report.h"

namespace grade {

std::uint64_t kept_bytes(const RunSpec& spec) {
  constexpr std::uint64_t kStreams = 2;
  constexpr std::uint64_t kWithTimes = 2;  // as much again where each write is of few bytes
  constexpr std::uint64_t kCopies = 2;     // a report, and what is taken out of it
  return kStreams * kWithTimes * spec.limits.output_bytes +
         (spec.instruments.empty() ? 0 : kWithTimes * kMaxEventBytes) +
         (spec.has_driver ? kCopies * kMaxDriverReport : 0);
}

}  // namespace grade
