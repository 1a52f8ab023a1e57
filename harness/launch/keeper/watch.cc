#include "harness/launch/keeper/watch.h"

#include <fcntl.h>
#include <sys/statfs.h>

#include <algorithm>

#include "harness/launch/keeper/clock.h"
#include "harness/launch/keeper/descendants.h"

namespace grade::keeper {
namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kLookEvery = 50 * kMs;

UniqueFd open_folder(const char* path) {
  return UniqueFd(::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

Watch::Watch(const Spec& spec, std::int64_t start_ns)
    : is_sandboxed_(spec.header.isolation == Isolation::sandbox),
      files_(spec.header.files),
      tasks_(spec.header.tasks),
      end_ns_(start_ns + static_cast<std::int64_t>(spec.header.wall_ns)),
      next_ns_(start_ns + kLookEvery) {
  if (!is_sandboxed_) return;
  folders_[0] = open_folder("/tmp");
  folders_[1] = open_folder("/dev/shm");
  if (spec.header.has_copy != 0) folders_[2] = open_folder(spec.copy_to);
}

int Watch::poll_ms() const {
  if (is_over_) return -1;
  const std::int64_t next = std::min(next_ns_, end_ns_) - now_ns();
  return static_cast<int>(std::clamp<std::int64_t>(next / kMs + 1, 0, 3'600'000));
}

Excess Watch::look() {
  const std::int64_t now = now_ns();
  if (is_over_ || now < std::min(next_ns_, end_ns_)) return Excess::none;
  next_ns_ = now + kLookEvery;
  Excess excess = Excess::none;
  if (now >= end_ns_)
    excess = Excess::wall;
  else if (has_too_many_tasks())
    excess = Excess::processes;
  else if (is_sandboxed_ && has_too_many_files())
    excess = Excess::files;
  is_over_ = excess != Excess::none;
  return excess;
}

bool Watch::has_too_many_files() const {
  return std::ranges::any_of(folders_, [this](const UniqueFd& folder) {
    struct statfs st{};
    return ::fstatfs(folder.get(), &st) == 0 && st.f_files - st.f_ffree > files_;
  });
}

// Two less than the limit: that of the kernel counts us too, and a look may come just before the
// last fork.
bool Watch::has_too_many_tasks() const { return count_descendants(is_sandboxed_) + 2 >= tasks_; }

}  // namespace grade::keeper
