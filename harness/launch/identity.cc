#include "harness/launch/identity.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace grade {

Identity program_identity(const LauncherOptions& options) {
  const bool is_changed = ::geteuid() == 0 && options.isolation != Isolation::none;
  if (is_changed) return {options.uid, options.gid, true};
  return {::geteuid(), ::getegid(), false};
}

Result<void> give_to(const Identity& who, const std::filesystem::path& path) {
  if (who.is_changed && ::chown(path.c_str(), who.uid, who.gid) != 0)
    return fail_at({path.string(), 0, 0},
                   fmt::format("cannot give away: {}", std::strerror(errno)));
  return {};
}

}  // namespace grade
