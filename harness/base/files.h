// Files as this project uses them: read whole under a cap, written whole or not at all,
// folders that go away with their owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace grade {

// The bytes of a regular file, links followed; for files of our own. A file larger than
// `max_bytes` is an error, never a cut-off text.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

// The bytes of a file of /proc, /sys or a cgroup, which has no size: at most about a MiB, "" where
// it cannot be read.
std::string read_unsized(const std::filesystem::path& path);

// With those above it, where it is not there yet.
Result<void> make_folder(const std::filesystem::path& path);
// The same, and whatever the umask others can pass and read: programs run as another user.
Result<void> make_shared_folder(const std::filesystem::path& path);

// An error where the disk of `path`, which need not be there yet, has less room than that.
Result<void> check_room(const std::filesystem::path& path, std::uint64_t bytes);

// Writes beside the target and renames, so that a reader sees the old bytes or the new ones.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

// The same for a name that people gave: what is no regular file (a device, a pipe) is written to
// and stays what it is.
Result<void> write_into(const std::filesystem::path& path, std::string_view bytes);

// A fresh folder below `parent`, removed with all that is in it when the owner goes, unless kept.
class TempDir {
 public:
  static Result<TempDir> make(const std::filesystem::path& parent, std::string_view prefix);
  TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TempDir& operator=(TempDir other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~TempDir();
  const std::filesystem::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  explicit TempDir(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace grade
