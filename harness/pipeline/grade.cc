#include "harness/pipeline/grade.h"

#include "harness/pipeline/judge_recording.h"
#include "harness/pipeline/passes.h"

namespace grade {

Result<Report> grade_submissions(const Grading& grading, Host& host) {
  GRADE_TRY(std::vector<InHand> in_hand,
            grading.is_resumed ? take_up(grading, host) : take_in(grading, host));
  // From here on nothing touches the students' own folders.
  GRADE_TRY(Recorder recorder, Recorder::make(grading, host));
  GRADE_TRY_VOID(find_facts(in_hand, recorder));
  make_plans(in_hand, grading.ids);
  GRADE_TRY_VOID(launch_plans(in_hand, recorder));
  GRADE_TRY_VOID(build_canaries(in_hand, recorder));
  host.progress->finish();
  return judge_recording(grading.recording, grading.criteria);
}

}  // namespace grade
