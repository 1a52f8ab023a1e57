#include "harness/pipeline/passes.h"
#include "harness/recording/store.h"

namespace grade {
namespace {

// The compiler's answer, or one of our limits; what ended in another way is not the code's doing.
bool has_failed(const std::filesystem::path& record_dir) {
  const Result<RunRecord> record = read_record(record_dir);
  if (!record || is_interrupted(record->termination) ||
      record->termination == Termination(Stopped{kBudget}))
    return false;
  const auto* exited = std::get_if<Exited>(&record->termination);
  return exited != nullptr ? exited->code != 0
                           : std::holds_alternative<Stopped>(record->termination);
}

}  // namespace

Result<void> build_canaries(const std::vector<InHand>& in_hand, Recorder& recorder) {
  std::vector<Recorded> jobs;
  for (const InHand& one : in_hand) {
    for (const BuildRequest& build : one.plan.builds) {
      const std::string name = canary_of(build.name);
      if (!has_failed(one.record_of(build.name)) || recorder.is_recorded(one.record_of(name)))
        continue;
      jobs.push_back({{canary_spec(recorder.host().prepared, one.places, build), {}},
                      one.name_of(name),
                      one.record_of(name),
                      true});
    }
  }
  return recorder.run(jobs);
}

}  // namespace grade
