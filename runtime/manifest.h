// What a prepared toolchain was made of, file by file, so that damage is seen before anything is
// built with it. One line a file: bytes, a blank, the path (relative to the prepared folder, or
// absolute in GOROOT).
#pragma once

#include <filesystem>
#include <string>

#include "harness/base/result.h"

namespace grade {

// Writes it for what stands in `dir` now and for the tools of the toolchain.
Result<void> write_manifest(const std::filesystem::path& dir, const std::filesystem::path& goroot);

// "" or the first thing that is not as the manifest says: "cache/0a/…-d: 0 bytes, expected 4096".
std::string damage_of(const std::filesystem::path& dir);

}  // namespace grade
