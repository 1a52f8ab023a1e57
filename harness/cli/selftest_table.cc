#include "harness/cli/selftest_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/base/text.h"
#include "harness/report/layout.h"

namespace grade {
namespace {

// Names of folders may be hostile.
std::string shown_name(const std::string& name) { return without_commands(printable(name, 60)); }

// A criterion is proven when so many differently built submissions pass it, and so many wrong ones
// fail it and nothing else.
constexpr int kMinPassing = 4;  // the reference and three styles
constexpr int kMinFailing = 2;

bool is_of(const Verdict& verdict, const Subject& subject) {
  return verdict.submission == subject.submission && verdict.task == subject.task;
}

bool is_expected(const Subject& subject, const Verdict& verdict) {
  const auto expected = std::ranges::find(subject.expected, verdict.id, &Expectation::id);
  return expected != subject.expected.end() && is_met(*expected, verdict);
}

std::vector<Condition> conditions_of(const Criterion& criterion) {
  std::vector<Condition> all = criterion.require;
  all.insert(all.end(), criterion.expect.begin(), criterion.expect.end());
  return all;
}

// The number of the condition that decided, in the order in which they are judged; -1 for none.
int deciding_condition(const Verdict& verdict) {
  int number = 0;
  for (const Evidence& evidence : verdict.evidence) {
    if (evidence.condition.empty()) continue;
    if (evidence.outcome == "does not hold") return number;
    ++number;
  }
  return -1;
}

class Table {
 public:
  Table(const std::vector<TaskCriteria>& criteria, const std::vector<Subject>& subjects,
        const Report& report)
      : criteria_(criteria), subjects_(subjects), report_(report) {}

  SelftestTable render(Coverage coverage) {
    std::string out;
    int task = 0;
    for (const Subject& subject : ordered()) {
      if (subject.task != task) out += heading(task = subject.task);
      out += row(subject);
    }
    out += surprises_ + "\n";
    if (coverage == Coverage::looked_at) out += unproven() + idle();
    out += fmt::format("{} submissions, {} verdicts, {} not as expected\n", subjects_.size(),
                       report_.verdicts.size(), wrong_verdicts_);
    return {std::move(out), wrong_verdicts_ == 0 && gaps_ == 0};
  }

 private:
  std::vector<Subject> ordered() const {
    std::vector<Subject> sorted = subjects_;
    std::ranges::stable_sort(sorted, {}, &Subject::task);
    return sorted;
  }
  const TaskCriteria& criteria_of(int task) const {
    return *std::ranges::find(criteria_, task, &TaskCriteria::task);
  }

  std::string heading(int task) const {
    std::string out = fmt::format(
        "\n{:<44}", fmt::format("task {}{}", task, criteria_of(task).is_draft ? " (draft)" : ""));
    for (const Criterion& criterion : criteria_of(task).criteria)
      out += fmt::format(" {:<6}", criterion.id);
    while (out.ends_with(' ')) out.pop_back();
    return out + "\n";
  }

  std::string row(const Subject& subject) {
    std::string out = fmt::format("{:<44}", shown_name(subject.submission));
    std::vector<std::string> failed;
    for (const Verdict& verdict : report_.verdicts) {
      if (!is_of(verdict, subject)) continue;
      out += fmt::format(" {:<6}", mark(subject, verdict));
      if (verdict.outcome == Outcome::fail) failed.push_back(verdict.id);
      if (!subject.is_wrong &&
          (verdict.outcome == Outcome::pass || verdict.outcome == Outcome::review))
        ++passing_[{verdict.task, verdict.id}];
    }
    if (subject.is_wrong && failed.size() == 1) ++failing_[{subject.task, failed.front()}];
    while (out.ends_with(' ')) out.pop_back();
    return out + "\n";
  }

  std::string mark(const Subject& subject, const Verdict& verdict) {
    const std::string shown =
        verdict.outcome == Outcome::inconclusive ? "incon" : to_string(verdict.outcome);
    if (is_expected(subject, verdict)) return shown;
    ++wrong_verdicts_;
    const auto expected = std::ranges::find(subject.expected, verdict.id, &Expectation::id);
    surprises_ +=
        fmt::format("\n{} {}: expected {}{}{}\n  got {}: {}\n", shown_name(subject.submission),
                    verdict.id, to_string(expected->outcome), expected->words.empty() ? "" : ": ",
                    expected->words, to_string(verdict.outcome), printable(verdict.summary));
    return shown + "!";
  }

  bool has_subjects(int task) const {
    return std::ranges::find(subjects_, task, &Subject::task) != subjects_.end();
  }
  void note_gap(int task) { gaps_ += criteria_of(task).is_draft ? 0 : 1; }

  std::string unproven() {
    std::string out;
    for (const TaskCriteria& task : criteria_) {
      if (!has_subjects(task.task)) continue;
      for (const Criterion& criterion : task.criteria) {
        const int passing = passing_[{task.task, criterion.id}];
        const int failing = failing_[{task.task, criterion.id}];
        if (failing >= kMinFailing && passing >= kMinPassing) continue;
        note_gap(task.task);
        out += fmt::format(
            "{} is not proven: {} correct submissions pass it (at least {}), {} wrong ones fail "
            "it alone (at least {})\n",
            criterion.id, passing, kMinPassing, failing, kMinFailing);
      }
    }
    return out;
  }

  std::string idle() {
    std::string out;
    for (const IdleCondition& condition : idle_conditions(criteria_, subjects_, report_)) {
      note_gap(condition.task);
      out += fmt::format("{}:{}:{}: no wrong submission makes this condition of {} false\n    {}\n",
                         condition.pos.file, condition.pos.line, condition.pos.col, condition.id,
                         condition.source);
    }
    return out;
  }

  const std::vector<TaskCriteria>& criteria_;
  const std::vector<Subject>& subjects_;
  const Report& report_;
  std::map<std::pair<int, std::string>, int> passing_;
  std::map<std::pair<int, std::string>, int> failing_;  // alone
  std::string surprises_;
  int wrong_verdicts_ = 0;
  int gaps_ = 0;
};

}  // namespace

std::vector<IdleCondition> idle_conditions(const std::vector<TaskCriteria>& criteria,
                                           const std::vector<Subject>& subjects,
                                           const Report& report) {
  std::set<int> tasks;
  std::set<std::tuple<int, std::string, int>> made_false;
  for (const Subject& subject : subjects) {
    tasks.insert(subject.task);
    if (!subject.is_wrong) continue;
    for (const Verdict& verdict : report.verdicts)
      if (is_of(verdict, subject) && is_expected(subject, verdict))
        made_false.emplace(verdict.task, verdict.id, deciding_condition(verdict));
  }
  std::vector<IdleCondition> idle;
  for (const TaskCriteria& task : criteria) {
    if (!tasks.contains(task.task)) continue;
    for (const Criterion& criterion : task.criteria) {
      int number = 0;
      for (const Condition& condition : conditions_of(criterion))
        if (!made_false.contains({task.task, criterion.id, number++}) &&
            condition.about != Condition::About::machine)
          idle.push_back({task.task, criterion.id, condition.expr.pos, condition.expr.source});
    }
  }
  return idle;
}

SelftestTable selftest_table(const std::vector<TaskCriteria>& criteria,
                             const std::vector<Subject>& subjects, const Report& report,
                             Coverage coverage) {
  return Table(criteria, subjects, report).render(coverage);
}

}  // namespace grade
