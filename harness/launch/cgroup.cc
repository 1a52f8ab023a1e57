#include "harness/launch/cgroup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "harness/base/files.h"
#include "harness/base/text.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// The guard, bwrap, the supervisor and what they need.
constexpr std::uint64_t kOwnBytes = 64u << 20;
constexpr int kOwnTasks = 16;

bool put(const fs::path& path, std::string_view text) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return fd && ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// Whether a line "NAME N" has another number than 0.
bool counts(std::string_view text, std::string_view name) {
  for (const std::string_view line : split_lines(text)) {
    const std::vector<std::string_view> words = split(line, ' ');
    if (words.size() == 2 && words[0] == name) return words[1] != "0";
  }
  return false;
}

// A mount of /proc/self/mountinfo (proc(5)): "36 35 98:0 /root /point options - type source super".
struct CgroupMount {
  std::string root;
  std::string point;
  std::string type;
  std::string controllers;  // among the super options
};

std::optional<CgroupMount> parse_mount(std::string_view line) {
  const std::size_t dash = line.find(" - ");
  if (dash == std::string_view::npos) return std::nullopt;
  const std::vector<std::string_view> left = split(line.substr(0, dash), ' ');
  const std::vector<std::string_view> right = split(line.substr(dash + 3), ' ');
  if (left.size() < 5 || right.size() < 3 || !right[0].starts_with("cgroup")) return std::nullopt;
  return CgroupMount{std::string(left[3]), std::string(left[4]), std::string(right[0]),
                     std::string(right[2])};
}

bool has_word(std::string_view list, std::string_view word) {
  for (const std::string_view part : split(list, ','))
    if (part == word) return true;
  return false;
}

// The part of /proc/self/cgroup for `controller` ("" for version 2), as "/a/b".
std::optional<std::string> own_group(std::string_view controller) {
  const std::string text = read_unsized("/proc/self/cgroup");
  for (const std::string_view line : split_lines(text)) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::string_view names = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? names.empty() : has_word(names, controller))
      return std::string(line.substr(second + 1));
  }
  return std::nullopt;
}

std::optional<CgroupMount> mount_of(std::string_view type, std::string_view controller) {
  const std::string mounts = read_unsized("/proc/self/mountinfo");
  for (const std::string_view line : split_lines(mounts))
    if (auto mount = parse_mount(line);
        mount && mount->type == type &&
        (controller.empty() || has_word(mount->controllers, controller)))
      return mount;
  return std::nullopt;
}

std::optional<fs::path> make_below(const std::vector<fs::path>& own, const std::string& name) {
  if (own.empty() || ::mkdir((own.front() / name).c_str(), 0755) != 0) return std::nullopt;
  return own.front() / name;
}

}  // namespace

std::vector<fs::path> own_groups(std::string_view type, std::string_view controller) {
  const std::optional<std::string> own = own_group(controller);
  const std::optional<CgroupMount> mount = mount_of(type, controller);
  if (!own || !mount) return {};
  std::string below = *own;
  const bool is_below = (below + "/").starts_with(mount->root + "/");
  if (mount->root != "/" && is_below) below.erase(0, mount->root.size());
  std::vector<fs::path> groups;
  for (; below.size() > 1; below.erase(below.rfind('/'))) groups.push_back(mount->point + below);
  groups.emplace_back(mount->point);
  return groups;
}

CgroupLeaf::~CgroupLeaf() {
  for (const fs::path& group : groups_) ::rmdir(group.c_str());
}

std::vector<UniqueFd> CgroupLeaf::open_procs() const {
  std::vector<UniqueFd> procs;
  for (const fs::path& group : groups_) {
    UniqueFd fd(::open((group / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    if (fd) procs.push_back(std::move(fd));
  }
  return procs;
}

void CgroupLeaf::kill() const {
  for (const fs::path& group : groups_) put(group / "cgroup.kill", "1");
}

MemoryEnd CgroupLeaf::memory_end() const {
  for (const fs::path& group : groups_) {
    const std::string events =
        read_unsized(group / "memory.oom_control") + read_unsized(group / "memory.events");
    if (!counts(events, "oom_kill")) continue;
    const std::string failures = "failures " + read_unsized(group / "memory.failcnt");
    const bool is_own = counts(events, "oom") || counts(failures, "failures");
    return is_own ? MemoryEnd::of_the_group : MemoryEnd::of_the_host;
  }
  return MemoryEnd::none;
}

CgroupTree CgroupTree::make(const fs::path& keeper) {
  static std::atomic<int> next{0};
  const std::string name = fmt::format("grade-{}-{}", ::getpid(), next++);
  CgroupTree tree;
  if (auto v1 = make_below(own_groups("cgroup", "memory"), name))
    tree.groups_.push_back({*v1, "v1 memory", false});
  tree.add_v2(name);
  if (tree.groups_.empty() || tree.start_sweeper(keeper)) return tree;
  for (const Group& group : tree.groups_) ::rmdir(group.path.c_str());
  return {};
}

// Only as far as our group passes controllers on; without any it serves for killing, unless there
// are groups of version 1.
void CgroupTree::add_v2(const std::string& name) {
  const auto path = make_below(own_groups("cgroup2", ""), name);
  if (!path) return;
  if (read_unsized(*path / "cgroup.controllers").size() <= 1 && !groups_.empty()) {
    ::rmdir(path->c_str());
    return;
  }
  for (const char* controller : {"+memory", "+pids"})
    put(*path / "cgroup.subtree_control", controller);
  const bool has_memory = read_unsized(*path / "cgroup.subtree_control").contains("memory");
  groups_.push_back({*path, has_memory ? "v2 memory" : "v2, for killing", true});
}

bool CgroupTree::start_sweeper(const fs::path& keeper) {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return false;
  sweep_ = UniqueFd(fds[1]);
  SpawnPlan plan;
  plan.give(UniqueFd(fds[0]), 0);
  std::vector<std::string> argv = {keeper.string(), "sweep"};
  for (const Group& group : groups_) argv.push_back(group.path.string());
  auto sweeper = plan.spawn(argv);
  if (sweeper) sweeper_ = std::move(*sweeper);
  return sweeper.has_value();
}

CgroupTree& CgroupTree::operator=(CgroupTree other) noexcept {
  std::swap(groups_, other.groups_);
  std::swap(sweep_, other.sweep_);
  std::swap(sweeper_, other.sweeper_);
  return *this;
}

CgroupTree::~CgroupTree() {
  sweep_ = UniqueFd();
  sweeper_.wait();
}

CgroupLeaf CgroupTree::leaf(const Limits& limits) const {
  static std::atomic<int> next{0};
  CgroupLeaf leaf;
  const std::string name = std::to_string(next++);
  const std::string bytes =
      std::to_string(limits.memory_bytes + 2 * limits.scratch_bytes + kOwnBytes);
  for (const Group& group : groups_) {
    const fs::path path = group.path / name;
    if (::mkdir(path.c_str(), 0755) != 0) continue;
    put(path / (group.is_v2 ? "memory.max" : "memory.limit_in_bytes"), bytes);
    put(path / "pids.max", std::to_string(limits.processes + kOwnTasks));
    leaf.groups_.push_back(path);
  }
  return leaf;
}

std::string CgroupTree::text() const {
  std::string text;
  for (const Group& group : groups_)
    text += fmt::format("{}{}", text.empty() ? "cgroup " : ", ", group.name);
  return text;
}

}  // namespace grade
