// Makes launches out of what a plan asks for: how Go is called, where things lie in the sandbox,
// the environment, the instruments. The student's tree is never written.
//
// In the sandbox: /src the submission, /out what a build makes, /gocache a private build cache.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/launch/launcher.h"
#include "runtime/toolchain.h"

namespace grade {

// Changes to the toolchain's own source, or files added to the student's package, by
// `go build -overlay`; each is described in runtime/overlay/README.md.
enum class Instrument {
  metric_tags,     // each heap number shows which metric it was read from, and how often
  builder_counts,  // allocs/op of a strings.Builder decode calls of String, Grow and Write*
  bench_events,    // testing itself reports each benchmark result on descriptor 3
  gc_probe,        // a file in the main package reports GC counts and GOGC on descriptor 3
};
Result<Instrument> parse_instrument(std::string_view name);  // "metric-tags", …
const char* to_string(Instrument instrument);

// A toolchain made ready for grading: warm cache for the standard library, plain and with each
// instrument, and the source fact finder. Kept in state_dir() under the hash of all that went in.
struct Prepared {
  Toolchain toolchain;
  std::filesystem::path dir;    // cache/, overlay/, bin/facts; nothing in it is writable to students
  std::filesystem::path facts;  // program
};
// Makes it when it is not there yet (about a minute on two cores), calling `progress` with what it
// does. Safe when several processes do it at once. `first_use` says why an instrument was refused.
Result<Prepared> prepare_runtime(const Toolchain& toolchain,
                                 const std::function<void(std::string_view)>& progress);

// What every launch of this runtime may see, for LauncherOptions::system.
std::vector<Mount> system_mounts(const Prepared& prepared);

struct Places {
  std::filesystem::path submission;  // the snapshot of one task folder, on the host, read-only
  std::filesystem::path work;        // a folder of ours for this task folder: cache and outputs
  Isolation isolation = Isolation::sandbox;
};

// Prints SourceFacts as JSON on stdout.
RunSpec facts_spec(const Prepared& prepared, const Places& places);

enum class BuildKind {
  program,  // go build of a main package
  test,     // go test -c
  notes,    // go build or go test -c with -gcflags=-m, the output thrown away
};
struct BuildRequest {
  BuildKind kind = BuildKind::program;
  std::string name;        // of the job and of its output file, unique in the task folder
  std::string module_dir;  // "" when no go.mod stands above: one is put beside (overlay)
  std::string package;     // folder relative to the submission, "." for the root
  bool test_package = false;  // notes: of the package's tests
  std::vector<std::string> tags;
  std::set<Instrument> instruments;
};
RunSpec build_spec(const Prepared& prepared, const Places& places, const BuildRequest& request);

struct ProgramRequest {
  std::string name;       // of the job
  std::string built;      // name of the build
  std::string directory;  // working directory relative to the submission
  std::vector<std::string> args;
  std::map<std::string, std::string> env;  // added to ours
  Limits limits;
  Needs needs = Needs::cpu;
  bool packet_stderr = false;
  bool has_events = false;
};
RunSpec program_spec(const Prepared& prepared, const Places& places, const ProgramRequest& request);

}  // namespace grade
