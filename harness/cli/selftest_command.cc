#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/grade_here.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/output.h"
#include "harness/pipeline/expectation.h"
#include "harness/pipeline/folders.h"
#include "harness/pipeline/home.h"
#include "harness/pipeline/judge_recording.h"
#include "harness/plan/load_criteria.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// A criterion is proven when so many differently built submissions pass it, and so many wrong ones
// fail it and nothing else.
constexpr int kMinPassing = 4;  // the reference and three styles
constexpr int kMinFailing = 2;

struct Subject {
  TaskFolder folder;
  std::vector<Expectation> expected;
  bool is_wrong = false;
};

// Where nothing else is said, all must pass, and what a person reads must get that far.
std::vector<Expectation> all_pass(const TaskCriteria& task) {
  std::vector<Expectation> all;
  for (const Criterion& c : task.criteria)
    all.push_back({c.id, c.review ? Outcome::review : Outcome::pass, ""});
  return all;
}

Result<std::vector<Subject>> find_subjects(const std::vector<TaskCriteria>& criteria,
                                           const std::set<int>& tasks) {
  std::vector<fs::path> groups;
  for (const char* group : {"reference", "styles", "wrong"})
    groups.push_back(submissions_dir() / group);
  GRADE_TRY(std::vector<TaskFolder> folders, find_task_folders(groups, tasks));
  std::vector<Subject> subjects;
  for (TaskFolder& folder : folders) {
    const auto task = std::ranges::find(criteria, folder.task, &TaskCriteria::task);
    if (task == criteria.end()) continue;
    const fs::path file = folder.dir.parent_path() / "expected.txt";
    Subject subject{.folder = folder, .expected = all_pass(*task)};
    if (fs::exists(file)) {
      GRADE_TRY(const std::string text, read_file(file, 64u << 10));
      GRADE_TRY(subject.expected, parse_expectations(text, file.string()));
      subject.is_wrong = true;
    }
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

class Table {
 public:
  Table(const std::vector<Subject>& subjects, const Report& report)
      : subjects_(subjects), report_(report) {}

  std::string render() {
    std::string out;
    int task = 0;
    for (const Subject& subject : ordered()) {
      if (subject.folder.task != task) out += heading(task = subject.folder.task);
      out += row(subject);
    }
    return out + surprises_ + coverage();
  }
  bool is_in_order() const { return wrong_verdicts_ == 0 && gaps_ == 0; }

 private:
  std::vector<Subject> ordered() const {
    std::vector<Subject> sorted = subjects_;
    std::ranges::stable_sort(sorted, {}, [](const Subject& s) { return s.folder.task; });
    return sorted;
  }

  std::string heading(int task) const {
    std::string out = fmt::format("\n{:<44}", fmt::format("task {}", task));
    for (const Verdict& verdict : report_.verdicts)
      if (verdict.task == task && verdict.submission == first_of(task))
        out += fmt::format(" {:<6}", verdict.id);
    return out + "\n";
  }
  std::string first_of(int task) const {
    return std::ranges::find(report_.verdicts, task, &Verdict::task)->submission;
  }

  std::string row(const Subject& subject) {
    std::string out = fmt::format("{:<44}", printable(subject.folder.submission));
    std::vector<std::string> failed;
    for (const Verdict& verdict : report_.verdicts) {
      if (verdict.submission != subject.folder.submission || verdict.task != subject.folder.task)
        continue;
      out += fmt::format(" {:<6}", mark(subject, verdict));
      if (verdict.outcome == Outcome::fail) failed.push_back(verdict.id);
      if (!subject.is_wrong &&
          (verdict.outcome == Outcome::pass || verdict.outcome == Outcome::review))
        ++passing_[{verdict.task, verdict.id}];
      failing_[{verdict.task, verdict.id}];
    }
    if (subject.is_wrong && failed.size() == 1) ++failing_[{subject.folder.task, failed.front()}];
    while (out.ends_with(' ')) out.pop_back();
    return out + "\n";
  }

  std::string mark(const Subject& subject, const Verdict& verdict) {
    const auto expected = std::ranges::find(subject.expected, verdict.id, &Expectation::id);
    const std::string shown =
        verdict.outcome == Outcome::inconclusive ? "incon" : to_string(verdict.outcome);
    if (expected != subject.expected.end() && is_met(*expected, verdict)) return shown;
    ++wrong_verdicts_;
    const std::string wanted =
        expected == subject.expected.end()
            ? "nothing is expected of it"
            : fmt::format("expected {}{}{}", to_string(expected->outcome),
                          expected->words.empty() ? "" : ": ", expected->words);
    surprises_ +=
        fmt::format("\n{} {}: {}\n  got {}: {}\n", printable(subject.folder.submission), verdict.id,
                    wanted, to_string(verdict.outcome), printable(verdict.summary));
    return shown + "!";
  }

  std::string coverage() {
    std::string out = "\n";
    for (const auto& [key, failing] : failing_) {
      const int passing = passing_[key];
      if (failing >= kMinFailing && passing >= kMinPassing) continue;
      ++gaps_;
      out += fmt::format(
          "{} is not proven: {} correct submissions pass it (at least {}), {} wrong ones fail it "
          "alone (at least {})\n",
          key.second, passing, kMinPassing, failing, kMinFailing);
    }
    return out + fmt::format("{} submissions, {} verdicts, {} not as expected\n", subjects_.size(),
                             report_.verdicts.size(), wrong_verdicts_);
  }

  const std::vector<Subject>& subjects_;
  const Report& report_;
  std::map<std::pair<int, std::string>, int> passing_;
  std::map<std::pair<int, std::string>, int> failing_;  // alone
  std::string surprises_;
  int wrong_verdicts_ = 0;
  int gaps_ = 0;
};

}  // namespace

int selftest_command(const Options& options, const SelftestOptions& selftest) {
  const auto criteria = load_criteria_folder(options.criteria);
  if (!criteria) return complain(criteria.error(), kExitUsage);
  const auto subjects = find_subjects(*criteria, selftest.tasks);
  if (!subjects) return complain(subjects.error(), kExitTrouble);
  const auto recording = TempDir::make(fs::temp_directory_path(), "grade-selftest");
  if (!recording) return complain(recording.error(), kExitTrouble);
  Grading grading{.criteria = *criteria,
                  .folders = {},
                  .ids = {},
                  .recording = selftest.record.value_or(recording->path()),
                  .is_resumed = false,
                  .reuse = {}};
  for (const Subject& subject : *subjects) grading.folders.push_back(subject.folder);
  if (grading.folders.empty())
    return complain({{}, "no submissions to test with", "", ""}, kExitNothing);
  if (selftest.record)
    if (const auto made = make_recording_folder(*selftest.record); !made)
      return complain(made.error(), kExitUsage);
  const std::unique_ptr<Progress> progress = make_progress();
  const auto report = grade_here(grading, host_options(selftest.launch), *progress);
  if (!report) return complain(report.error(), kExitTrouble);
  if (interrupted_by() != 0) return kExitInterrupted + interrupted_by();
  Table table(*subjects, *report);
  print(table.render());
  return table.is_in_order() ? 0 : kExitFail;
}

}  // namespace grade
