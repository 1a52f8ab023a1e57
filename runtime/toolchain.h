// The reference runtime: a real Go toolchain, found and checked.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "harness/base/result.h"

namespace grade {

struct Toolchain {
  std::filesystem::path go;      // the go command
  std::filesystem::path goroot;  // as `go env GOROOT` says
  std::string version;           // "go1.26.8"
  int minor = 0;                 // 26
};

// Go releases that the instruments are tested with: those of ci/go-releases.
inline constexpr int kOldestMinor = 24;
inline constexpr int kNewestMinor = GRADE_NEWEST_GO;

// The first usable of: `asked` (--go), $GRADE_GO, PATH, the one that ci/setup-go installs
// (state_dir()/go), Debian's /usr/lib/go-1.NN newest first. One that was asked for or named in
// $GRADE_GO is used or refused, never passed over. The error names each place tried and why not.
Result<Toolchain> find_toolchain(const std::optional<std::filesystem::path>& asked);

// Where prepared toolchains, caches and installs live: $GRADE_STATE, else /var/cache/grade as
// root, else $XDG_CACHE_HOME/grade or ~/.cache/grade.
std::filesystem::path state_dir();

}  // namespace grade
