// The criteria files that ship, against the course's own words.
#include <gtest/gtest.h>

#include <map>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/plan/load_criteria.h"

namespace grade {
namespace {

const std::filesystem::path kSource = GRADE_SOURCE_DIR;

// "- [ ] **1.1** Output shows …" by id, and "## Task 1: Reading MemStats" by "1".
std::map<std::string, std::string> course_texts() {
  std::map<std::string, std::string> texts;
  const std::string file = read_file(kSource / "tests/testdata/tasks.md", 1u << 20).value();
  for (std::string_view line : split_lines(file)) {
    const std::size_t task = line.find("Task ");
    const std::size_t colon = line.find(": ");
    if (line.starts_with("## ") && task != std::string_view::npos)
      texts.emplace(line.substr(task + 5, colon - task - 5), line.substr(colon + 2));
    if (!line.starts_with("- [ ] **")) continue;
    line.remove_prefix(8);
    texts.emplace(line.substr(0, line.find("** ")), line.substr(line.find("** ") + 3));
  }
  return texts;
}

TEST(CourseTexts, AreAllThere) {
  EXPECT_EQ(course_texts().size(), 13u + 41u);
  EXPECT_EQ(course_texts()["13.1"], "A benchmark with -benchmem reports 0 allocs/op.");
}

TEST(CourseCriteria, QuoteTheirCheckboxesWordForWord) {
  const auto tasks = load_criteria_folder(kSource / "criteria");
  ASSERT_TRUE(tasks) << to_string(tasks.error());
  EXPECT_GE(tasks->size(), 4u);
  std::map<std::string, std::string> course = course_texts();
  for (const TaskCriteria& task : *tasks) {
    EXPECT_EQ(task.title, course[std::to_string(task.task)]);
    for (const Criterion& criterion : task.criteria)
      EXPECT_EQ(criterion.text, course[criterion.id]) << criterion.id;
  }
}

TEST(CourseCriteria, LeaveNoCheckboxOfATaskOut) {
  const auto tasks = load_criteria_folder(kSource / "criteria").value();
  for (const TaskCriteria& task : tasks) {
    const std::string prefix = std::to_string(task.task) + ".";
    std::vector<std::string> wanted;
    for (const auto& [id, text] : course_texts())
      if (id.starts_with(prefix)) wanted.push_back(id);
    std::vector<std::string> found;
    for (const Criterion& criterion : task.criteria) found.push_back(criterion.id);
    EXPECT_EQ(found, wanted);
  }
}

TEST(CourseCriteria, LintClean) {
  const auto tasks = load_criteria_folder(kSource / "criteria").value();
  for (const TaskCriteria& task : tasks)
    for (const Error& error : lint(task, read_file(task.file, 1u << 20).value()))
      ADD_FAILURE() << to_string(error);
}

}  // namespace
}  // namespace grade
