// A cgroup for each launch, where one is available: below the group that grade itself is in, of
// version 2 or of version 1's memory controller. It is a backstop behind the limits of a launch and
// the watchdog, which hold without it; only that the host itself ran out of memory cannot be told
// without. There is no quota of CPU, which Go programs would take for the number of cores.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/unique_fd.h"
#include "harness/launch/child.h"
#include "harness/launch/run_spec.h"

namespace grade {

// Whether the kernel has killed something in a group for want of memory, and whose.
enum class MemoryEnd { none, of_the_group, of_the_host };

// Where the cgroup of this process lies in the file system, and those above it as far as they are
// in sight (a container sees its own as the root of the mount): of version 1 ("cgroup") the
// hierarchy of that controller, of version 2 ("cgroup2") the one without a name. Empty where there
// is none.
std::vector<std::filesystem::path> own_groups(std::string_view type, std::string_view controller);

// Of one launch; removed when its owner goes, or with the tree when something still runs in it.
class CgroupLeaf {
 public:
  CgroupLeaf() = default;
  CgroupLeaf(CgroupLeaf&& other) noexcept : groups_(std::exchange(other.groups_, {})) {}
  CgroupLeaf& operator=(CgroupLeaf other) noexcept {
    std::swap(groups_, other.groups_);
    return *this;
  }
  ~CgroupLeaf();
  // For whoever writes "0" into them to join.
  std::vector<UniqueFd> open_procs() const;
  void kill() const;  // everything at once; nothing where only version 1 is there
  MemoryEnd memory_end() const;

 private:
  friend class CgroupTree;
  std::vector<std::filesystem::path> groups_;
};

// Of one launcher. A helper removes what is left when we are gone, by whatever way.
class CgroupTree {
 public:
  // A tree without groups where none can be made.
  static CgroupTree make(const std::filesystem::path& keeper);
  CgroupTree() = default;
  CgroupTree(CgroupTree&&) noexcept = default;
  CgroupTree& operator=(CgroupTree other) noexcept;
  ~CgroupTree();
  CgroupLeaf leaf(const Limits& limits) const;
  // "cgroup v1 memory", empty without one.
  std::string text() const;

 private:
  void add_v2(const std::string& name);
  bool start_sweeper(const std::filesystem::path& keeper);

  struct Group {
    std::filesystem::path path;
    std::string name;
    bool is_v2 = false;
  };
  std::vector<Group> groups_;
  UniqueFd sweep_;  // closed: the sweeper goes to work
  Child sweeper_;
};

}  // namespace grade
