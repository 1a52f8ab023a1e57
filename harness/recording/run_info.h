// What a run was made with and on; kept in the recording and shown in every report.
#pragma once

#include <string>
#include <vector>

namespace grade {

struct RunInfo {
  std::string grade_version;
  std::string go_version;     // "go1.26.8"
  std::string isolation;      // "sandbox" or "none"
  std::vector<std::string> degraded;  // what this host could not enforce, one line each
  std::string started_at;     // UTC, "2026-11-24T06:22:50Z"
  std::string kernel;
  std::string cpu_model;
  int cpus = 0;
  bool operator==(const RunInfo&) const = default;
};

}  // namespace grade
