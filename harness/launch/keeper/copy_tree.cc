#include "harness/launch/keeper/copy_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <cerrno>

#include "harness/base/unique_fd.h"

namespace grade::keeper {
namespace {

constexpr int kMaxDepth = 64;

int copy_bytes(int from, int to) {
  for (;;) {
    const ssize_t n = ::sendfile(to, from, nullptr, std::size_t{16} << 20);
    if (n == 0) return 0;
    if (n < 0 && errno != EINTR) return errno;
  }
}

int copy_file(int from, int to, const char* name, mode_t mode) {
  const UniqueFd in(::openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!in) return errno;
  const UniqueFd out(::openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                              (mode & 0111) != 0 ? 0755 : 0644));
  if (!out) return errno;
  return copy_bytes(in.get(), out.get());
}

int copy_level(int from, int to, int depth);

int copy_folder(int from, int to, const char* name, int depth) {
  const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
  const UniqueFd in(::openat(from, name, flags));
  if (!in || (::mkdirat(to, name, 0755) != 0 && errno != EEXIST)) return errno;
  const UniqueFd out(::openat(to, name, flags));
  return out ? copy_level(in.get(), out.get(), depth + 1) : errno;
}

int copy_entry(int from, int to, const char* name, int depth) {
  struct stat st{};
  if (::fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return errno;
  if (S_ISREG(st.st_mode)) return copy_file(from, to, name, st.st_mode);
  if (S_ISDIR(st.st_mode)) return copy_folder(from, to, name, depth);
  return 0;
}

int copy_level(int from, int to, int depth) {
  if (depth > kMaxDepth) return ELOOP;
  const int own = ::openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return errno;
  DIR* dir = ::fdopendir(own);
  if (dir == nullptr) {
    ::close(own);
    return ENOMEM;
  }
  int error = 0;
  while (const dirent* entry = ::readdir(dir)) {
    if (::strcmp(entry->d_name, ".") == 0 || ::strcmp(entry->d_name, "..") == 0) continue;
    error = copy_entry(from, to, entry->d_name, depth);
    if (error != 0) break;
  }
  ::closedir(dir);
  return error;
}

}  // namespace

int copy_tree(int from, int to) { return copy_level(from, to, 0); }

}  // namespace grade::keeper
