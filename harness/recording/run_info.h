// What a run was made with and on; kept in the recording and shown in every report.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace grade {

struct RunInfo {
  std::string grade_version;
  std::string go_version;             // "go1.26.8"
  std::string isolation;              // "sandbox", "landlock" or "none"
  std::vector<std::string> proven;    // what was tried and stopped on this host, a line each
  std::vector<std::string> degraded;  // what was tried and not stopped
  std::string started_at;             // UTC, "2026-11-24T06:22:50Z"
  std::string kernel;
  std::string cpu_model;
  int cpus = 0;
  bool operator==(const RunInfo&) const = default;
};

// JSON with the member names above as keys; text that is not UTF-8 is kept readable, not exact.
std::string to_json(const RunInfo& info);

// Every key must stand there with its type; unknown keys are refused. The error has no place.
Result<RunInfo> parse_run_info(std::string_view json);

}  // namespace grade
