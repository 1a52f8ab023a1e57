// The terminal and the report files; what other folders render is written here.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/result.h"
#include "harness/cli/options.h"
#include "harness/report/model.h"
#include "harness/report/progress.h"

namespace grade {

void print(std::string_view text);           // to stdout
void complain(const Error& error);           // to stderr, with "grade: " in front
int complain(const Error& error, int code);  // the same, and the exit code to return
int complain(const Errors& errors, int code);

// Sections of the console report, written as soon as they are known.
class LiveReport {
 public:
  LiveReport(const ReportOptions& options, Progress& progress)
      : options_(options), progress_(progress) {}
  void tell(const RunInfo& info, std::span<const Verdict> section);
  // What was not told by now, and the end.
  void close(const Report& report) const;
  // Whether the console is where the report goes, and section by section.
  static bool is_wanted(const ReportOptions& options, std::size_t submissions);

 private:
  const ReportOptions& options_;
  Progress& progress_;
  std::set<std::pair<std::string, int>> told_;  // submission and task
};

// On stderr: redrawn on a terminal, whole lines elsewhere.
std::unique_ptr<Progress> make_progress();

// Writes the report as asked and returns the exit code. What is on the console already is not
// written there again.
int deliver(const Report& report, const ReportOptions& options, const LiveReport* live = nullptr);

// Console width and colour as the environment and the terminal have them.
int terminal_width(int fd);
bool is_colorful(int fd);

}  // namespace grade
