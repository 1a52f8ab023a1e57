// Runs specs side by side under a schedule and returns what each left behind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/launch/isolation.h"
#include "harness/launch/run_spec.h"
#include "harness/recording/record.h"

namespace grade {

struct LauncherOptions {
  Isolation isolation = Isolation::sandbox;
  std::filesystem::path keeper;   // the small static helper, harness/launch/keeper
  std::filesystem::path scratch;  // a folder of ours for copies when there is no sandbox
  std::vector<Mount> system;      // always in sight in the sandbox, read-only: /usr, GOROOT, …
  // Untrusted code never runs as root: as root the keeper changes to this user and group first.
  unsigned uid = 64086;
  unsigned gid = 64086;
  int cpu_jobs = 0;                // launches that compute at once; 0: one a core
  std::uint64_t memory_bytes = 0;  // that launches may reserve together; 0: what the host has left
};

// A spec whose turn comes when all jobs in `after` (earlier indices) have exited with 0; when one
// has not, it is NotStarted with that job's name.
struct Job {
  RunSpec spec;
  std::vector<std::size_t> after;
  // Asked when its turn comes: what a launch is that has the same outcome. Of those with the same
  // key one is launched at a time, and the others get its record. "": like no other.
  std::function<std::string()> key = [] { return std::string(); };
};

// Called from within run(), on its thread.
struct LaunchObserver {
  std::function<void(std::size_t job)> started = [](std::size_t) {};
  // What it changes of the record is what run() returns.
  std::function<void(std::size_t job, RunRecord&)> ended = [](std::size_t, RunRecord&) {};
  // A record that is there already for what has this key; the job is then not launched.
  std::function<std::optional<RunRecord>(const std::string& key)> known = [](const std::string&) {
    return std::nullopt;
  };
  // Why a job whose turn has come is not launched after all.
  std::function<std::optional<Termination>(std::size_t job)> refused = [](std::size_t) {
    return std::nullopt;
  };
  std::function<void()> tick = [] {};                         // about ten times a second
  std::function<bool()> is_cancelled = [] { return false; };  // polled with tick; kills everything
  // What run() returns is whole. When `ended` has stored the records they need not be kept: of a
  // class that floods its output they would fill the memory. Names and endings stay.
  bool keeps_all = true;
};

class Launcher {
 public:
  virtual ~Launcher() = default;
  // One record per job, in order. An error only where nothing can be launched at all, with the
  // remedy as hint (no bubblewrap, no user namespaces, …). Starts jobs in order as `needs` allows.
  // Cancelled: running jobs are killed, waited for and recorded as Stopped{"interrupted"}; the
  // others as NotStarted{"interrupted"}. A job that reserves more memory than there is to reserve
  // is NotStarted and says so, and so is one that was stopped because all together took more than
  // that.
  virtual Result<std::vector<RunRecord>> run(const std::vector<Job>& jobs,
                                             const LaunchObserver& observer) = 0;
};

std::unique_ptr<Launcher> make_launcher(LauncherOptions options);

}  // namespace grade
