#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "harness/base/files.h"
#include "runtime/specs.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

Result<void> failed(const fs::path& path) {
  return fail(fmt::format("cannot make {}: {}", path.string(), std::strerror(errno)));
}

// A folder that the program's user may write.
Result<void> make_for_program(const fs::path& path, Isolation isolation) {
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return failed(path);
  const LauncherOptions defaults;
  if (isolation == Isolation::sandbox && ::geteuid() == 0 &&
      ::chown(path.c_str(), defaults.uid, defaults.gid) != 0)
    return failed(path);
  return {};
}

Result<void> link_entries(const fs::path& from, const fs::path& to) {
  std::error_code ec;
  for (const fs::directory_entry& entry : fs::directory_iterator(from, ec)) {
    const fs::path link = to / entry.path().filename();
    if (::symlink(entry.path().c_str(), link.c_str()) != 0) return failed(link);
  }
  return {};
}

// The go command makes its folders 00 to ff only when there is none at all.
Result<void> make_cache(const fs::path& base, const fs::path& cache, Isolation isolation) {
  GRADE_TRY_VOID(make_for_program(cache, isolation));
  for (int i = 0; i < 256; ++i) {
    const std::string name = fmt::format("{:02x}", i);
    GRADE_TRY_VOID(make_for_program(cache / name, isolation));
    GRADE_TRY_VOID(link_entries(base / name, cache / name));
  }
  // Says when old entries were last deleted; without it go would look at each of them.
  return write_file(cache / "trim.txt", fmt::format("{}", std::time(nullptr)));
}

}  // namespace

Result<void> ensure_places(const Prepared& prepared, const Places& places) {
  const fs::path cache = places.work / "gocache";
  std::error_code ec;
  if (fs::exists(cache, ec)) return {};
  fs::create_directories(places.work / "overlay", ec);
  if (ec) return fail(fmt::format("cannot make {}: {}", places.work.string(), ec.message()));
  fs::permissions(places.work / "overlay", fs::perms(0755), ec);
  GRADE_TRY_VOID(make_for_program(places.work / "out", places.isolation));
  const fs::path unfinished = places.work / "gocache.new";
  fs::remove_all(unfinished, ec);
  GRADE_TRY_VOID(make_cache(prepared.dir / "cache", unfinished, places.isolation));
  if (::rename(unfinished.c_str(), cache.c_str()) != 0) return failed(cache);
  return {};
}

}  // namespace grade
