#include "harness/cli/explain_last.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/output.h"
#include "harness/cli/sheet.h"
#include "harness/judge/sightings.h"
#include "harness/pipeline/home.h"
#include "harness/pipeline/judge_recording.h"
#include "harness/pipeline/last_run.h"
#include "harness/pipeline/mutant.h"
#include "harness/plan/yaml_reader.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

class LastVerdict {
 public:
  LastVerdict(const TaskCriteria& task, const Criterion& criterion, const Verdict& verdict)
      : task_(task), criterion_(criterion), verdict_(verdict) {}

  std::string text(bool is_full) && {
    sheet_.add(to_string(verdict_.outcome), verdict_.summary);
    for (const Evidence& evidence : verdict_.evidence) tell(evidence, is_full);
    const std::size_t looked_at = static_cast<std::size_t>(
        std::ranges::count_if(verdict_.evidence, [](const Evidence& e) { return is_judged(e); }));
    const std::size_t all = criterion_.require.size() + criterion_.expect.size();
    if (looked_at < all)
      sheet_.add("open", fmt::format("{} more conditions, not looked at", all - looked_at));
    tell_how();
    tell_code();
    tell_proof();
    if (!verdict_.hint.empty()) sheet_.add("try", printable(verdict_.hint, 2000));
    tell_flip();
    if (!verdict_.again.empty()) sheet_.add_command("again", printable(verdict_.again, 2000));
    return wrapped(fmt::format("{}  {}", criterion_.id, criterion_.text), console_width(), "") +
           printable(verdict_.submission) + "\n\n" + sheet_.take();
  }

 private:
  static bool is_judged(const Evidence& evidence) { return !evidence.condition.empty(); }

  const Condition* condition_of(const Evidence& evidence) const {
    for (const auto* all : {&criterion_.require, &criterion_.expect})
      for (const Condition& condition : *all)
        if (condition.expr.source == evidence.condition) return &condition;
    return nullptr;
  }

  void tell(const Evidence& evidence, bool is_full) {
    if (!is_judged(evidence)) return sheet_.add("also", printable(evidence.outcome, 2000));
    const bool holds = evidence.outcome == "holds";
    const char* label = holds ? "met" : evidence.outcome == "does not hold" ? "not" : "unclear";
    const Condition* condition = condition_of(evidence);
    const bool has_words = condition != nullptr && !condition->asked.empty();
    sheet_.add(label, "· " + (has_words ? condition->asked : evidence.condition));
    if (holds || evidence.outcome == "does not hold")
      for (const Sighting& value : values_of(evidence, is_full))
        sheet_.add(label, "  " + printable(value.text, 2000));
    else
      sheet_.add(label, "  " + printable(evidence.outcome, 2000));
    if (!holds)
      for (const Sighting& seen : verdict_.seen) sheet_.add(label, "  " + told(seen));
  }

  static std::vector<Sighting> values_of(const Evidence& evidence, bool is_full) {
    if (!is_full) return sightings_of(evidence.parts);
    std::vector<Sighting> all;
    for (const EvidencePart& part : evidence.parts)
      all.push_back({.text = fmt::format("{} = {}", part.text, part.value)});
    return all;
  }

  static std::string told(const Sighting& seen) {
    if (seen.file.empty()) return printable(seen.text, 2000);
    return printable(fmt::format("{}:{}: {}  {}", seen.file, seen.line, seen.text, trim(seen.code)),
                     2000);
  }

  void tell_how() {
    for (const std::string& source : criterion_.sources) {
      const LaunchDef* launch = task_.launch(source);
      if (launch == nullptr) continue;
      sheet_.add("how", fmt::format("· {}; read by {}", launch->about,
                                    fmt::join(launch->observers, ", ")));
    }
    for (const LaunchTold& launch : verdict_.launches)
      sheet_.add("how", printable(fmt::format("  {}: {:.2f} s, {}", launch.name, launch.seconds,
                                              launch.ended)));
  }

  void tell_code() {
    for (const Player& player : verdict_.roles)
      sheet_.add("code", printable(fmt::format("{} = {}{}", player.role, player.as,
                                               player.where.empty() ? "" : ", " + player.where)));
  }

  // How often it was right where the answer is known.
  void tell_proof() {
    const auto mutants = find_mutants(submissions_dir() / "wrong");
    if (!mutants) return;
    const auto fails = std::ranges::count_if(*mutants, [&](const Mutant& mutant) {
      const auto expected = std::ranges::find(mutant.expected, criterion_.id, &Expectation::id);
      return expected != mutant.expected.end() && expected->outcome == Outcome::fail;
    });
    const auto right = find_task_folders(
        {submissions_dir() / "reference", submissions_dir() / "styles"}, {task_.task});
    sheet_.add("proof", fmt::format("tested on {} correct hand-ins and {} that it must fail",
                                    right ? right->size() : 0, fails));
  }

  void tell_flip() {
    const bool is_decided_by_one =
        !verdict_.evidence.empty() && std::ranges::any_of(verdict_.evidence, [](const Evidence& e) {
          return e.outcome == "does not hold";
        });
    if (!is_decided_by_one) return;
    const auto one = std::ranges::find(verdict_.evidence, "does not hold", &Evidence::outcome);
    const Condition* condition = condition_of(*one);
    const bool has_words = condition != nullptr && !condition->asked.empty();
    sheet_.add("flips if", has_words ? condition->asked : one->condition);
  }

  const TaskCriteria& task_;
  const Criterion& criterion_;
  const Verdict& verdict_;
  Sheet sheet_;
};

bool is_of(const Verdict& verdict, const ExplainOptions& explain) {
  return verdict.id == explain.id &&
         (!explain.submission || verdict.submission == *explain.submission);
}

}  // namespace

int explain_last(const std::vector<TaskCriteria>& criteria, const TaskCriteria& task,
                 const Criterion& criterion, const ExplainOptions& explain) {
  const Result<fs::path> recording = last_run();
  if (!recording) return complain(recording.error(), kExitTrouble);
  const Result<Report> report = judge_recording(*recording, criteria);
  if (!report) return complain(report.error(), kExitTrouble);
  std::vector<std::string> names;
  std::string out;
  for (const Verdict& verdict : report->verdicts) {
    if (verdict.id == explain.id) names.push_back(verdict.submission);
    if (is_of(verdict, explain))
      out +=
          (out.empty() ? "" : "\n") + LastVerdict(task, criterion, verdict).text(explain.is_full);
  }
  if (out.empty() && names.empty())
    return complain({{}, fmt::format("{} was not graded in the last run", explain.id), "", ""},
                    kExitUsage);
  if (out.empty())
    return complain(unknown_name({}, "submission", *explain.submission, names), kExitUsage);
  print(out);
  return 0;
}

}  // namespace grade
