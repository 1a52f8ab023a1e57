#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <expected>
#include <memory>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/base/unique_fd.h"
#include "harness/recording/task_recording.h"

namespace grade {
namespace {

constexpr std::size_t kMaxFiles = 2000;
constexpr std::size_t kMaxFileBytes = 8u << 20;
constexpr std::size_t kMaxTotalBytes = 32u << 20;
constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxPathBytes = 1024;  // leaves room for where we put it

// Opened without following any link, and without waiting on a FIFO.
UniqueFd open_beneath(int dir, const char* name, int flags) {
  open_how how{};
  how.flags = static_cast<__u64>(flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return UniqueFd(static_cast<int>(::syscall(SYS_openat2, dir, name, &how, sizeof how)));
}

// What others in a folder must not crowd out: the code, and what people wrote about it.
enum class Pass { what_matters, the_rest };
bool matters(std::string_view name) {
  return name.ends_with(".go") || name == "go.mod" || name == "go.sum" || name == "go.work" ||
         name == "modules.txt" || name == "task.yaml" || is_writeup(name);
}

struct Entry {
  int rank = 0;  // evidence comes first, then files, then other folders
  std::string name;
  bool is_folder = false;
  auto operator<=>(const Entry&) const = default;
};

// In an order of their own; a folder of very many is cut anywhere. The error is an errno.
std::expected<std::vector<Entry>, int> entries_in(int dir) {
  constexpr std::size_t kMost = 500'000;
  std::vector<Entry> entries;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(::dup(dir)), ::closedir);
  if (!stream) return std::unexpected(errno);
  ::rewinddir(stream.get());
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (!entry && errno != 0) return std::unexpected(errno);
    if (!entry) break;
    const std::string name = entry->d_name;
    const bool is_folder = entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN;
    if (name != "." && name != ".." && name != ".git")
      entries.push_back({name == "evidence" ? 0 : is_folder ? 2 : 1, name, is_folder});
    if (entries.size() > kMost) break;
  }
  std::ranges::sort(entries);
  return entries;
}

class Snapshot {
 public:
  Result<void> copy(int from, const std::filesystem::path& to) {
    for (pass_ = Pass::what_matters;; pass_ = Pass::the_rest) {
      GRADE_TRY_VOID(copy_dir(from, to, "", 0));
      if (pass_ == Pass::the_rest) return {};
    }
  }
  SnapshotTaken take() { return std::move(taken_); }

 private:
  bool is_of_this_pass(const Entry& entry) const {
    return entry.is_folder || matters(entry.name) == (pass_ == Pass::what_matters);
  }

  Result<void> copy_dir(int from, const std::filesystem::path& to, const std::string& prefix,
                        int depth) {
    GRADE_TRY_VOID(make_folder(to));
    const auto entries = entries_in(from);
    if (!entries) {
      leave_unread(prefix.empty() ? "." : prefix, entries.error());
      return {};
    }
    for (const Entry& entry : *entries) {
      const std::string& name = entry.name;
      if (!is_of_this_pass(entry)) continue;
      if (files_ >= kMaxFiles) {
        leave_out(prefix + name, fmt::format("more than {} files", kMaxFiles));
        return {};
      }
      GRADE_TRY_VOID(copy_entry(from, name, to / name, prefix + name, depth));
    }
    return {};
  }
  // A folder is looked at twice, and told once.
  void leave_out(const std::string& path, std::string_view why) {
    std::string remark = fmt::format("{}: {}, not read", printable(path, 200), why);
    std::vector<std::string>& remarks = taken_.remarks;
    if (remarks.size() < 50 && std::ranges::find(remarks, remark) == remarks.end())
      remarks.push_back(std::move(remark));
  }
  // A link, a socket and what is gone by now were handed in as they are.
  void leave_unread(const std::string& path, int error) {
    if (error == ELOOP || error == ENXIO || error == ENOENT)
      leave_out(path, error == ELOOP ? "is a link" : std::strerror(error));
    else if (taken_.unread.empty())
      taken_.unread = fmt::format("{}: {}", printable(path, 200), std::strerror(error));
  }

  Result<void> copy_entry(int from, const std::string& name, const std::filesystem::path& to,
                          const std::string& path, int depth) {
    if (path.size() > kMaxPathBytes) {
      leave_out(path, fmt::format("its path is longer than {} bytes", kMaxPathBytes));
      return {};
    }
    const UniqueFd fd = open_beneath(from, name.c_str(), O_RDONLY);
    struct stat st{};
    if (!fd || ::fstat(fd.get(), &st) != 0) {
      leave_unread(path, errno);
      return {};
    }
    if (S_ISDIR(st.st_mode)) {
      if (depth < kMaxDepth) return copy_dir(fd.get(), to, path + "/", depth + 1);
      leave_out(path, fmt::format("more than {} folders deep", kMaxDepth));
      return {};
    }
    if (!S_ISREG(st.st_mode)) {
      leave_out(path, "is not a regular file");
      return {};
    }
    if (matters(name) != (pass_ == Pass::what_matters)) return {};
    return copy_file(fd.get(), to, path);
  }

  Result<void> copy_file(int from, const std::filesystem::path& to, const std::string& path) {
    std::string bytes;
    std::string buffer(64u << 10, '\0');
    for (;;) {
      const ssize_t n = ::read(from, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) {
        leave_unread(path, errno);
        return {};
      }
      if (n == 0) break;
      bytes.append(buffer, 0, static_cast<std::size_t>(n));
      if (bytes.size() > kMaxFileBytes || total_ + bytes.size() > kMaxTotalBytes) {
        leave_out(path, bytes.size() > kMaxFileBytes ? "larger than 8 MiB" : "over 32 MiB in all");
        return {};
      }
    }
    ++files_;
    total_ += bytes.size();
    return write_file(to, bytes);
  }

  Pass pass_ = Pass::what_matters;
  std::size_t files_ = 0;
  std::size_t total_ = 0;
  SnapshotTaken taken_;
};

}  // namespace

Result<SnapshotTaken> take_snapshot(const std::filesystem::path& from,
                                    const std::filesystem::path& to) {
  const UniqueFd dir(::open(from.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!dir)
    return fail_at({from.string(), 0, 0}, fmt::format("cannot read: {}", std::strerror(errno)));
  Snapshot snapshot;
  GRADE_TRY_VOID(snapshot.copy(dir.get(), to));
  return snapshot.take();
}

}  // namespace grade
