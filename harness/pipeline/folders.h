// Finds the task folders that a path stands for.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "harness/base/result.h"

namespace grade {

struct TaskFolder {
  std::string submission;
  int task = 0;
  std::filesystem::path dir;
  bool operator==(const TaskFolder&) const = default;
};

// A path is a task folder (task08, task8, …), a submission that holds some, or a folder of
// submissions, which are named after their folders; below one of several paths with its name
// before theirs. With `only` not empty, other tasks are left out. In the order of the paths, below
// one path by name. Links are not followed: one in a task folder's place is found as such. A path
// that does not exist is an error, and so are two folders for one task of one submission and two
// submissions of one name; a path without task folders gives none.
Result<std::vector<TaskFolder>> find_task_folders(const std::vector<std::filesystem::path>& paths,
                                                  const std::set<int>& only);

}  // namespace grade
