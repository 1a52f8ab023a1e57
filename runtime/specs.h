// Makes launches out of what a plan asks for: how Go is called, where things lie in the sandbox,
// the environment, the instruments. The student's tree is never written.
//
// In the sandbox: /src the submission, /out what a build makes. An instrumented program is launched
// from a copy that can be executed and not read (seal_program), so that the kernel keeps its memory
// from other processes from the start. Each build has a private cache of
// links to the entries of a warm one, which it can read and not change (runtime/gocache).
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/launch/launcher.h"
#include "harness/plan/plan.h"
#include "runtime/toolchain.h"

namespace grade {

// A toolchain made ready for grading: a warm cache for the standard library, plain and
// instrumented, and the source fact finder. Kept in state_dir() under the hash of all that went in.
struct Prepared {
  Toolchain toolchain;
  std::filesystem::path dir;         // cache/, overlay/, canary/, bin/; students cannot write in it
  std::filesystem::path facts;       // program
  std::vector<std::string> patched;  // files below GOROOT of the instrumented library
  std::map<std::string, Error> refused;  // instruments that do not apply to this toolchain, and why
};
// Who waits for it: is told what is done and which instruments are refused, and may end it.
struct Watcher {
  std::function<void(std::string_view)> note;
  std::function<bool()> is_cancelled = [] { return false; };
};
// Makes it when it is not there yet (about a minute on two cores). Safe when several processes do
// it at once.
Result<Prepared> prepare_runtime(const Toolchain& toolchain, const Watcher& watcher);

// What every launch of this runtime may see, for LauncherOptions::system.
std::vector<Mount> system_mounts(const Prepared& prepared);

struct Places {
  std::filesystem::path submission;  // the snapshot of one task folder, on the host, read-only
  std::filesystem::path work;        // a folder of ours for this task folder: out/, overlay/
  Isolation isolation = Isolation::sandbox;
};

// Prints SourceFacts as JSON on stdout.
RunSpec facts_spec(const Prepared& prepared, const Places& places);

// Writes what the build needs below places.work. When that fails or an instrument was refused, the
// spec names a program that is nowhere, so that the launch is NotStarted and says why.
RunSpec build_spec(const Prepared& prepared, const Places& places, const BuildRequest& request);

// The same build of a program of ours, which is known to be good.
RunSpec canary_spec(const Prepared& prepared, const Places& places, const BuildRequest& request);

// Prints as JSON (Reach) where what the build compiles can get past the language.
RunSpec reach_spec(const Prepared& prepared, const Places& places, const BuildRequest& build);

// Where a build puts what it makes, on the host.
std::filesystem::path built_file(const Places& places, const std::string& build);

// Makes the copy that is launched. A build that made nothing has none.
Result<void> seal_program(const Places& places, const std::string& build);

RunSpec program_spec(const Prepared& prepared, const Places& places, const ProgramRequest& request);

}  // namespace grade
