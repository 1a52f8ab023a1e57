// Who a program is.
#pragma once

#include <filesystem>

#include "harness/launch/launcher.h"

namespace grade {

// The user of the options when we are root and isolate, else we.
struct Identity {
  unsigned uid = 0;
  unsigned gid = 0;
  bool is_changed = false;
};
Identity program_identity(const LauncherOptions& options);

// An error, with the first folder on the way that is closed to them, where they cannot read it.
Result<void> check_sight(const Identity& who, const std::filesystem::path& path);

// Makes it theirs, where they are another than we.
Result<void> give_to(const Identity& who, const std::filesystem::path& path);

}  // namespace grade
