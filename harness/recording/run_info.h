// What a run was made with and on; kept in the recording and shown in every report.
#pragma once

#include <string>
#include <vector>

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
  std::string recording;  // the folder where it was made
  bool operator==(const RunInfo&) const = default;
};

}  // namespace grade
