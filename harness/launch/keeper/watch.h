// The limits that the supervisor watches itself. It does so from within the program's session: a
// scheduler that gives a storm of processes all of a core gives the supervisor its part of it, and
// grade, outside, perhaps nothing for seconds.
#pragma once

#include <cstdint>

#include "harness/base/unique_fd.h"
#include "harness/launch/keeper/spec.h"

namespace grade::keeper {

class Watch {
 public:
  Watch(const Spec& spec, std::int64_t start_ns);
  // For poll(2): how long to wait until the next look.
  int poll_ms() const;
  // None as long as it is not yet time for a look; the first excess is the only one.
  Excess look();

 private:
  // Files of a tmpfs cost memory of the kernel that no limit of a process counts, and bwrap sets no
  // number for them.
  bool has_too_many_files() const;
  // Whoever has reached the limit goes on trying, and so do its children: nothing else gets on.
  bool has_too_many_tasks() const;

  bool is_sandboxed_;
  std::uint64_t files_;
  std::uint64_t tasks_;
  std::int64_t end_ns_;
  std::int64_t next_ns_;
  UniqueFd folders_[3];
  bool is_over_ = false;
};

}  // namespace grade::keeper
