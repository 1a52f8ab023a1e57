#include "harness/pipeline/folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "harness/base/text.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// Submissions may lie in groups: submissions/wrong/NAME/task01.
constexpr int kMaxDepth = 3;

std::optional<int> task_number(const fs::path& dir) {
  const std::string name = dir.filename().string();
  if (!name.starts_with("task") || name.size() > 7) return std::nullopt;
  int number = 0;
  const char* end = name.data() + name.size();
  const auto [stop, ec] = std::from_chars(name.data() + 4, end, number);
  if (ec != std::errc{} || stop != end || number < 1) return std::nullopt;
  return number;
}

Result<std::vector<fs::path>> folders_in(const fs::path& dir) {
  std::error_code ec;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(dir, ec))
    if (entry.is_directory(ec) && (!entry.is_symlink(ec) || task_number(entry.path())) &&
        !entry.path().filename().string().starts_with('.'))
      folders.push_back(entry.path());
  if (ec) return fail_at({dir.string(), 0, 0}, fmt::format("cannot read: {}", ec.message()));
  std::ranges::sort(folders);
  return folders;
}

// Submissions below `dir` are named `group` and their path below it.
Result<void> collect(const fs::path& dir, const std::string& submission, const std::string& group,
                     int depth, std::vector<TaskFolder>& found) {
  GRADE_TRY(const std::vector<fs::path> folders, folders_in(dir));
  const bool is_submission =
      std::ranges::any_of(folders, [](const fs::path& f) { return task_number(f).has_value(); });
  for (const fs::path& folder : folders) {
    if (is_submission) {
      if (const auto number = task_number(folder)) found.push_back({submission, *number, folder});
    } else if (depth < kMaxDepth) {
      const std::string name = group + folder.filename().string();
      GRADE_TRY_VOID(collect(folder, name, name + "/", depth + 1, found));
    }
  }
  return {};
}

std::unexpected<Error> also_in(const TaskFolder& folder, const std::string& what,
                               const fs::path& other) {
  return fail_at(
      {folder.dir.string(), 0, 0},
      fmt::format("{} {} is in {} too", what, printable(folder.submission), other.string()),
      "leave only one of them, or grade them one after the other");
}

// Each folder once. One name is one person: neither a task in two folders, nor two persons of one
// name whose tasks would be taken for those of one.
Result<std::vector<TaskFolder>> without_repeated(std::vector<TaskFolder> found) {
  std::vector<TaskFolder> unique;
  for (TaskFolder& folder : found) {
    bool is_known = false;
    for (const TaskFolder& other : unique) {
      if (other.submission != folder.submission) continue;
      is_known = is_known || other.dir == folder.dir;
      if (other.task == folder.task && other.dir != folder.dir)
        return also_in(folder, fmt::format("task {} of", folder.task), other.dir);
      if (other.dir.parent_path() != folder.dir.parent_path())
        return also_in(folder, "a submission", other.dir.parent_path());
    }
    if (!is_known) unique.push_back(std::move(folder));
  }
  return unique;
}

}  // namespace

Result<std::vector<TaskFolder>> find_task_folders(const std::vector<fs::path>& paths,
                                                  const std::set<int>& only) {
  std::vector<TaskFolder> found;
  for (const fs::path& path : paths) {
    std::error_code ec;
    const fs::path dir = fs::canonical(path, ec);
    if (ec) return fail_at({path.string(), 0, 0}, fmt::format("cannot read: {}", ec.message()));
    if (!fs::is_directory(dir, ec)) return fail_at({path.string(), 0, 0}, "not a folder");
    if (const auto number = task_number(dir)) {
      found.push_back({dir.parent_path().filename().string(), *number, dir});
      continue;
    }
    const std::string name = dir.filename().string();
    GRADE_TRY_VOID(collect(dir, name, paths.size() > 1 ? name + "/" : "", 0, found));
  }
  std::erase_if(found,
                [&](const TaskFolder& f) { return !only.empty() && !only.contains(f.task); });
  return without_repeated(std::move(found));
}

}  // namespace grade
