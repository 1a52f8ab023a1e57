#include "harness/plan/load_criteria.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/files.h"
#include "harness/base/source_text.h"
#include "harness/plan/criteria_sections.h"

namespace grade {
namespace {

CriteriaDraft read_task(const YamlNode& root, const std::string& file) {
  CriteriaDraft draft{.task = {.file = file}};
  MapReader map(
      root, "a criteria file",
      {"task", "title", "text", "status", "roles", "launches", "evidence", "define", "criteria"},
      draft.errors);
  if (map.need("task") != nullptr) draft.task.task = map.int_if("task", 1, 999).value_or(0);
  draft.task.title = map.text("title");
  draft.task.text = map.text_if("text");
  const std::string status = map.text_if("status");
  draft.task.is_draft = status == "draft";
  if (!status.empty() && !draft.task.is_draft)
    map.error(map.find("status")->pos, "status must be draft",
              "leave it out when the task is finished");
  read_roles(map, draft);
  read_launches(map, draft);
  read_evidence(map, draft);
  read_criteria(map, draft);
  return draft;
}

}  // namespace

Checked<TaskCriteria> load_criteria(std::string_view text, const std::string& file) {
  ParsedYaml yaml = parse_yaml(text, file, kCriteriaLimits);
  if (!yaml.root) return std::unexpected(std::move(yaml.errors));
  if (yaml.root->kind == YamlNode::Kind::null)
    return std::unexpected(Errors{{{file, 0, 0}, "the file is empty", {}, {}}});
  CriteriaDraft draft = read_task(*yaml.root, file);
  unfold(draft.errors, text);
  std::ranges::move(yaml.errors, std::back_inserter(draft.errors));
  if (draft.errors.empty()) return std::move(draft.task);
  return std::unexpected(in_order(std::move(draft.errors), text));
}

Checked<std::vector<TaskCriteria>> load_criteria_folder(const std::filesystem::path& dir) {
  std::error_code ec;
  std::vector<std::filesystem::path> files;
  Errors errors;
  for (const auto& entry : std::filesystem::directory_iterator(dir, ec)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("task") && name.ends_with(".yaml")) files.push_back(entry.path());
    if (name.starts_with("task") && name.ends_with(".yml"))
      errors.push_back(
          {{entry.path().string(), 0, 0}, "the name of a criteria file ends in .yaml", {}, {}});
  }
  const auto whole = [&](std::string what) {
    return std::unexpected(Errors{{{dir.string(), 0, 0}, std::move(what), {}, {}}});
  };
  if (ec) return whole(fmt::format("cannot read: {}", ec.message()));
  if (files.empty() && errors.empty()) return whole("no criteria files task*.yaml");
  std::ranges::sort(files);
  std::vector<TaskCriteria> tasks;
  for (const auto& file : files) {
    const Result<std::string> text = read_file(file, kCriteriaLimits.bytes);
    Checked<TaskCriteria> task =
        text ? load_criteria(*text, file.string()) : std::unexpected(Errors{text.error()});
    if (task)
      tasks.push_back(std::move(*task));
    else
      std::ranges::move(task.error(), std::back_inserter(errors));
  }
  std::ranges::sort(tasks, {}, [](const TaskCriteria& t) { return std::pair(t.task, t.file); });
  for (std::size_t i = 1; i < tasks.size(); ++i)
    if (tasks[i].task == tasks[i - 1].task)
      errors.push_back({{tasks[i].file, 0, 0},
                        fmt::format("task {} is already in {}", tasks[i].task, tasks[i - 1].file),
                        {},
                        {}});
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return tasks;
}

}  // namespace grade
