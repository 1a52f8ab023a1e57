#include "harness/base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "harness/base/quantity.h"
#include "harness/base/unique_fd.h"

namespace grade {
namespace {

std::unexpected<Error> system_error(const std::filesystem::path& path, const char* doing) {
  return fail_at({path.string(), 0, 0}, fmt::format("cannot {}: {}", doing, std::strerror(errno)));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return system_error(path, "read");
  struct stat st{};
  if (::fstat(fd.get(), &st) != 0) return system_error(path, "read");
  if (!S_ISREG(st.st_mode)) return fail_at({path.string(), 0, 0}, "not a regular file");
  if (static_cast<std::size_t>(st.st_size) > max_bytes)
    return fail_at({path.string(), 0, 0},
                   fmt::format("{} bytes, more than the {} allowed", st.st_size, max_bytes));
  std::string bytes(static_cast<std::size_t>(st.st_size), '\0');
  std::size_t used = 0;
  while (used < bytes.size()) {
    const ssize_t n = ::read(fd.get(), bytes.data() + used, bytes.size() - used);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(path, "read");
    if (n == 0) break;
    used += static_cast<std::size_t>(n);
  }
  bytes.resize(used);
  return bytes;
}

std::string read_unsized(const std::filesystem::path& path) {
  constexpr std::size_t kEnough = 1u << 20;
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string bytes;
  char buffer[4096];
  while (fd && bytes.size() < kEnough) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    bytes.append(buffer, static_cast<std::size_t>(n));
  }
  return bytes;
}

Result<void> make_folder(const std::filesystem::path& path) {
  std::error_code ec;
  std::filesystem::create_directories(path, ec);
  if (ec) return fail_at({path.string(), 0, 0}, fmt::format("cannot create: {}", ec.message()));
  return {};
}

Result<void> make_shared_folder(const std::filesystem::path& path) {
  GRADE_TRY_VOID(make_folder(path));
  std::error_code ec;
  std::filesystem::permissions(path, std::filesystem::perms(0755), ec);
  return {};
}

Result<void> check_room(const std::filesystem::path& path, std::uint64_t bytes) {
  std::error_code ec;
  std::filesystem::path there = std::filesystem::absolute(path, ec);
  while (!std::filesystem::exists(there, ec) && there.has_relative_path())
    there = there.parent_path();
  const std::filesystem::space_info room = std::filesystem::space(there, ec);
  if (ec || room.available >= bytes) return {};
  return fail_at({path.string(), 0, 0},
                 fmt::format("{} are needed on this disk, and {} are free", size_text(bytes),
                             size_text(room.available >> 20 << 20)),
                 "free some room, or name a folder on another disk in $GRADE_STATE");
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes) {
  // Not the target's name with more: that one may be as long as a name can be. A new file, whatever
  // others have put there.
  std::string temp = (path.parent_path() / ".tmpXXXXXX").string();
  UniqueFd fd(::mkostemp(temp.data(), O_CLOEXEC));
  if (!fd) return system_error(path, "write");
  const mode_t mask = ::umask(022);
  ::umask(mask);
  const bool is_written = ::fchmod(fd.get(), 0644 & ~mask) == 0 && write_all(fd.get(), bytes) &&
                          ::close(fd.release()) == 0 && ::rename(temp.c_str(), path.c_str()) == 0;
  if (is_written) return {};
  const auto error = system_error(path, "write");
  ::unlink(temp.c_str());
  return error;
}

Result<void> write_into(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code ec;
  const std::filesystem::file_status status = std::filesystem::status(path, ec);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status))
    return write_file(path, bytes);
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd || !write_all(fd.get(), bytes) || ::close(fd.release()) != 0)
    return system_error(path, "write");
  return {};
}

Result<TempDir> TempDir::make(const std::filesystem::path& parent, std::string_view prefix) {
  std::error_code ec;
  std::filesystem::create_directories(parent, ec);
  std::string name = (parent / fmt::format("{}-XXXXXX", prefix)).string();
  if (::mkdtemp(name.data()) == nullptr) return system_error(parent, "create a folder in");
  return TempDir(name);
}

TempDir::~TempDir() {
  if (path_.empty()) return;
  std::error_code ec;  // a destructor has nobody to tell
  std::filesystem::remove_all(path_, ec);
}

}  // namespace grade
