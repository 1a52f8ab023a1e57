// What a run needs of this machine: a prepared toolchain, a launcher that confines, a folder to
// work in, the time, and whom to tell. Tests put others in their place.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "harness/base/result.h"
#include "harness/launch/launcher.h"
#include "harness/pipeline/workspace.h"
#include "harness/recording/run_info.h"
#include "harness/report/progress.h"
#include "runtime/specs.h"

namespace grade {

struct Host {
  RunInfo info;
  Prepared prepared;
  Isolation isolation = Isolation::sandbox;
  std::filesystem::path work;
  Progress* progress = nullptr;
  std::unique_ptr<Launcher> launcher;
  std::function<bool()> is_cancelled = [] { return false; };
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

struct HostOptions {
  std::optional<std::filesystem::path> go;
  Isolation isolation = Isolation::sandbox;
  bool allow_degraded = false;
  int jobs = 0;  // launches that compute at once; 0: one a core
  std::function<bool()> is_cancelled = [] { return false; };
};

// This machine, made ready in `work`: the toolchain found and prepared, the sandbox proven.
Result<Host> ready_host(const HostOptions& options, const Workspace& work, Progress& progress);

}  // namespace grade
