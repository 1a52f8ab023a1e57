// Compiles what students import into a build cache.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "harness/base/result.h"
#include "runtime/toolchain.h"

namespace grade {

// The names of the packages, a space between two; part of what a prepared toolchain is known by.
std::string warmed_packages();

// A Go file that imports all of them that a program may import.
std::string canary_source();

struct Warming {
  std::filesystem::path cache;
  std::filesystem::path overlay;  // JSON, empty: none
  std::function<bool()> is_cancelled;
};
// Compiles all of them, and what the go command adds to a test.
Result<void> warm_cache(const Toolchain& toolchain, const Warming& warming);

}  // namespace grade
