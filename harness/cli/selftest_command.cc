#include <fmt/format.h>

#include <algorithm>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/grade_here.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/output.h"
#include "harness/cli/selftest_table.h"
#include "harness/pipeline/folders.h"
#include "harness/pipeline/home.h"
#include "harness/pipeline/mutant.h"
#include "harness/plan/load_criteria.h"
#include "harness/recording/run_recording.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// What is graded: correct submissions where they lie, wrong ones as laid out in a work folder.
struct Found {
  std::vector<TaskFolder> folders;
  std::vector<Subject> subjects;
};

// Finds what has the names asked for, or everything.
class Finder {
 public:
  Finder(const std::vector<TaskCriteria>& criteria, const SelftestOptions& options,
         const fs::path& work)
      : criteria_(criteria), options_(options), work_(work) {}

  Result<Found> find() {
    GRADE_TRY_VOID(find_correct());
    GRADE_TRY_VOID(find_wrong());
    return std::move(found_);
  }

  // After finding: an error for a name that no submission has.
  Result<void> check_names() const {
    for (const std::string& name : options_.names) {
      if (std::ranges::find(names_, name) != names_.end()) continue;
      const std::string near = nearest(name, names_);
      return fail(fmt::format("there is no submission '{}' to test with{}", printable(name, 60),
                              near.empty() ? "" : fmt::format(", did you mean '{}'?", near)));
    }
    return {};
  }

 private:
  const TaskCriteria* criteria_of(int task) const {
    const auto found = std::ranges::find(criteria_, task, &TaskCriteria::task);
    return found == criteria_.end() ? nullptr : &*found;
  }
  bool is_asked(const std::string& name, int task) {
    names_.push_back(name);
    return criteria_of(task) != nullptr &&
           (options_.tasks.empty() || options_.tasks.contains(task)) &&
           (options_.names.empty() ||
            std::ranges::find(options_.names, name) != options_.names.end());
  }
  void add(const TaskFolder& folder, std::vector<Expectation> expected, bool is_wrong) {
    found_.folders.push_back(folder);
    found_.subjects.push_back({folder.submission, folder.task, std::move(expected), is_wrong});
  }

  Result<void> find_correct() {
    for (const char* kind : {"reference", "styles"}) {
      GRADE_TRY(const std::vector<TaskFolder> folders,
                find_task_folders({submissions_dir() / kind}, {}));
      for (const TaskFolder& folder : folders) {
        if (!is_asked(folder.submission, folder.task)) continue;
        GRADE_TRY(std::vector<Expectation> all,
                  expectations_of(*criteria_of(folder.task), Mutant{}));
        add(folder, std::move(all), false);
      }
    }
    return {};
  }

  Result<void> find_wrong() {
    GRADE_TRY(const std::vector<Mutant> mutants, find_mutants(submissions_dir() / "wrong"));
    for (const Mutant& mutant : mutants) {
      if (!is_asked(mutant.name, mutant.task)) continue;
      GRADE_TRY(std::vector<Expectation> expected,
                expectations_of(*criteria_of(mutant.task), mutant));
      fs::path dir = mutant.source;
      if (!fs::is_directory(dir)) {
        dir = work_ / mutant.name / fmt::format("task{:02}", mutant.task);
        GRADE_TRY_VOID(lay_out(mutant, submissions_dir() / "reference", dir));
      }
      add({mutant.name, mutant.task, dir}, std::move(expected), true);
    }
    return {};
  }

  const std::vector<TaskCriteria>& criteria_;
  const SelftestOptions& options_;
  fs::path work_;
  std::vector<std::string> names_;  // of all that there are
  Found found_;
};

}  // namespace

int selftest_command(const Options& options, const SelftestOptions& selftest) {
  const auto criteria = load_criteria_folder(options.criteria);
  if (!criteria) return complain(criteria.error(), kExitUsage);
  const auto work = TempDir::make(fs::temp_directory_path(), "grade-selftest");
  if (!work) return complain(work.error(), kExitTrouble);
  Finder finder(*criteria, selftest, work->path() / "wrong");
  const auto found = finder.find();
  if (!found) return complain(found.error(), kExitTrouble);
  if (const auto known = finder.check_names(); !known) return complain(known.error(), kExitUsage);
  if (found->folders.empty())
    return complain({{}, "no submissions to test with", "", ""}, kExitNothing);
  if (selftest.record)
    if (const auto made = make_recording_folder(*selftest.record); !made)
      return complain(made.error(), kExitUsage);
  const Grading grading{.criteria = *criteria,
                        .folders = found->folders,
                        .ids = {},
                        .recording = selftest.record.value_or(work->path() / "recording"),
                        .is_resumed = false,
                        .reuse = {}};
  const std::unique_ptr<Progress> progress = make_progress();
  const auto report = grade_here(grading, host_options(selftest.launch), *progress);
  if (!report) return complain(report.error(), kExitTrouble);
  if (interrupted_by() != 0) return kExitInterrupted + interrupted_by();
  const SelftestTable table =
      selftest_table(*criteria, found->subjects, *report,
                     selftest.names.empty() ? Coverage::looked_at : Coverage::left_out);
  print(table.text);
  return table.is_in_order ? 0 : kExitFail;
}

}  // namespace grade
