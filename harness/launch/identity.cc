#include "harness/launch/identity.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace grade {

Identity program_identity(const LauncherOptions& options) {
  const bool is_changed = ::geteuid() == 0 && options.isolation != Isolation::none;
  if (is_changed) return {options.uid, options.gid, true};
  return {::geteuid(), ::getegid(), false};
}

Result<void> check_sight(const Identity& who, const std::filesystem::path& path) {
  if (!who.is_changed) return {};  // then nobody has opened it who could do more than they
  std::filesystem::path so_far;
  for (const std::filesystem::path& part : path) {
    so_far /= part;
    struct stat st{};
    if (::stat(so_far.c_str(), &st) != 0) return {};  // is told by whoever opens it
    const mode_t needed = S_ISDIR(st.st_mode) ? S_IXOTH : S_IROTH;
    const bool is_open = (st.st_mode & needed) != 0;
    if (!is_open && st.st_uid != who.uid && st.st_gid != who.gid)
      return fail_at(
          {path.string(), 0, 0},
          fmt::format("programs run as user {}, to whom {} is closed", who.uid, so_far.string()),
          fmt::format("put it elsewhere, or chmod o+x {}", so_far.string()));
  }
  return {};
}

Result<void> give_to(const Identity& who, const std::filesystem::path& path) {
  if (who.is_changed && ::chown(path.c_str(), who.uid, who.gid) != 0)
    return fail_at({path.string(), 0, 0},
                   fmt::format("cannot give away: {}", std::strerror(errno)));
  return {};
}

}  // namespace grade
