#include "harness/pipeline/grade.h"

#include "harness/pipeline/early_verdicts.h"
#include "harness/pipeline/judge_recording.h"
#include "harness/pipeline/passes.h"

namespace grade {
namespace {

int number_of_submissions(const std::vector<InHand>& in_hand) {
  std::set<std::string> names;
  for (const InHand& one : in_hand) names.insert(one.folder.submission);
  return static_cast<int>(names.size());
}

}  // namespace

Result<Report> grade_submissions(const Grading& grading, Host& host) {
  GRADE_TRY(std::vector<InHand> in_hand,
            grading.is_resumed ? take_up(grading, host) : take_in(grading, host));
  host.progress->handed_in(number_of_submissions(in_hand));
  // From here on nothing touches the students' own folders.
  GRADE_TRY(Recorder recorder, Recorder::make(grading, host));
  GRADE_TRY_VOID(find_facts(in_hand, recorder));
  make_plans(in_hand, grading.ids);
  EarlyVerdicts early(grading);
  GRADE_TRY_VOID(launch_plans(in_hand, recorder, early));
  GRADE_TRY_VOID(build_canaries(in_hand, recorder));
  if (!host.is_cancelled()) early.finish();
  host.progress->finish();
  return judge_recording(grading.recording, grading.criteria);
}

}  // namespace grade
