// The folder in which a run does its work. It goes away with its owner; one whose owner was killed
// goes with the next run.
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/base/unique_fd.h"

namespace grade {

// While it lives, others can read what this process makes, whatever the umask: programs run as
// another user.
class OpenUmask {
 public:
  OpenUmask();
  OpenUmask(OpenUmask&& other) noexcept : before_(std::exchange(other.before_, std::nullopt)) {}
  OpenUmask& operator=(OpenUmask other) noexcept {
    std::swap(before_, other.before_);
    return *this;
  }
  ~OpenUmask();

 private:
  std::optional<unsigned> before_;
};

// Held while the result lives; empty when another process holds the folder.
UniqueFd hold_folder(const std::filesystem::path& dir);

class Workspace {
 public:
  // A fresh folder below `all`, through which any user can pass. Removes those below it that nobody
  // holds any more.
  static Result<Workspace> make(const std::filesystem::path& all);
  const std::filesystem::path& path() const { return dir_.path(); }
  void keep() { dir_.keep(); }

 private:
  Workspace(TempDir dir, UniqueFd held) : held_(std::move(held)), dir_(std::move(dir)) {}
  OpenUmask umask_;
  UniqueFd held_;  // locked while this process lives
  TempDir dir_;
};

}  // namespace grade
