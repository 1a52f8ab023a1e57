// How the go command is called, the same when the cache is warmed as when a student's package is
// built, so that what the one has compiled the other finds.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "runtime/instruments.h"

namespace grade {

enum class Modules { files, vendored };

// The whole environment of a go command, and of programs; `tmp` is theirs to write. Nothing is
// looked up in the network, in settings of the user, or in folders above; and no go.mod is mended
// (-mod=mod would add a missing go line, and fail where it cannot).
std::map<std::string, std::string> go_environment(const Toolchain& toolchain,
                                                  const std::string& gocache, Modules modules,
                                                  const std::string& tmp = "/tmp");

// After "build" or "test -c". No version control is asked: it would run programs that the
// submission's own settings name. No profile of the student's recompiles the standard library.
std::vector<std::string> build_flags();

// From the path that the go command sees to the file that it reads instead.
using Replacements = std::map<std::string, std::string>;

// Files of `paths` below `from` in place of those below GOROOT; under its path as given and as
// resolved, for the go command may see either.
Replacements toolchain_replacements(const Toolchain& toolchain, const std::filesystem::path& from,
                                    const std::vector<std::string>& paths);

// For -overlay. Bytes that are not UTF-8 are replaced.
std::string overlay_json(const Replacements& replacements);

}  // namespace grade
