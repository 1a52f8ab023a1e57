#include "harness/cli/grade_here.h"

#include <fmt/format.h>

#include "harness/cli/interrupt.h"

namespace grade {

HostOptions host_options(const LaunchOptions& launch) {
  return {.go = launch.go,
          .isolation = launch.isolation,
          .allow_degraded = launch.allow_degraded,
          .jobs = launch.jobs,
          .is_cancelled = [] { return interrupted_by() != 0; }};
}

Result<Report> grade_here(const Grading& grading, const HostOptions& options, Progress& progress,
                          bool keeps_work) {
  note_interrupts();
  GRADE_TRY(Workspace work, Workspace::make(state_dir() / "work"));
  GRADE_TRY(Host host, ready_host(options, work, progress));
  Result<Report> report = grade_submissions(grading, host);
  if (keeps_work) {
    progress.note(fmt::format("workspace kept in {}", work.path().string()));
    work.keep();
  }
  return report;
}

}  // namespace grade
