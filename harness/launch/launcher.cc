#include "harness/launch/launcher.h"

#include <optional>
#include <utility>

#include "harness/launch/check_sandbox.h"
#include "harness/launch/run_jobs.h"

namespace grade {
namespace {

class KeeperLauncher final : public Launcher {
 public:
  explicit KeeperLauncher(LauncherOptions options) : options_(std::move(options)) {}

  Result<std::vector<RunRecord>> run(const std::vector<Job>& jobs,
                                     const LaunchObserver& observer) override {
    if (!spawner_) {
      GRADE_TRY_VOID(check_sandbox(options_));
      GRADE_TRY(spawner_, Spawner::make(options_));
    }
    return run_jobs(*spawner_, jobs, observer, options_.cpu_jobs, options_.memory_bytes);
  }

 private:
  LauncherOptions options_;
  std::optional<Spawner> spawner_;  // once it is known to work
};

}  // namespace

std::unique_ptr<Launcher> make_launcher(LauncherOptions options) {
  return std::make_unique<KeeperLauncher>(std::move(options));
}

}  // namespace grade
