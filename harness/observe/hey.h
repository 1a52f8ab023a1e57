// What the load generator hey prints as its summary (hey 0.1.4): how many requests were answered
// with which status, how fast, and what went wrong.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/observe/observer.h"

namespace grade {

struct HeyStatus {
  std::int64_t code = 0;
  std::int64_t responses = 0;
  bool operator==(const HeyStatus&) const = default;
};
struct HeyError {
  std::int64_t requests = 0;
  std::string what;  // as printed, cut to 200 bytes
  bool operator==(const HeyError&) const = default;
};
struct HeyPercentile {
  double percent = 0;
  std::chrono::nanoseconds latency{};
  bool operator==(const HeyPercentile&) const = default;
};

struct HeySummary {
  std::chrono::nanoseconds total{};
  double requests_per_second = 0;
  std::int64_t ok = 0;      // answered with a 2xx status
  std::int64_t failed = 0;  // answered with another, or not at all
  std::vector<HeyStatus> statuses;
  std::vector<HeyPercentile> latencies;
  std::vector<HeyError> errors;
  bool operator==(const HeySummary&) const = default;
};
const Declared& declare(const HeySummary*);

// Text that is no such summary gives one of nothing. At most 100 of each list.
HeySummary parse_hey(std::string_view text);

HeySummary observe_hey(const Captured& captured);

}  // namespace grade
