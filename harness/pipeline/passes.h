// The passes of the pipeline, in order; grade.cc is their list.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/pipeline/early_verdicts.h"
#include "harness/pipeline/grade.h"
#include "harness/pipeline/recorder.h"
#include "harness/plan/plan.h"

namespace grade {

// One task folder on its way through them.
struct InHand {
  TaskFolder folder;
  const TaskCriteria* task = nullptr;
  std::filesystem::path recording;
  Places places;
  std::string files;   // digest of all
  std::string inputs;  // the same without what is written about the work
  Plan plan;

  std::string name_of(const std::string& job) const;  // for people: "alice/task02 gogc50#1"
  std::filesystem::path record_of(std::string job) const;
};

// Whether a program of these bytes may read what `inputs` leaves out.
bool names_what_is_about_the_work(std::string_view program);

// Copies each folder twice: for the launches, and for the recording, which may lie where only we
// can read.
Result<std::vector<InHand>> take_in(const Grading& grading, Host& host);

// Of a run that goes on, from its recording: the student may have changed the folder since.
Result<std::vector<InHand>> take_up(const Grading& grading, Host& host);

Result<void> find_facts(const std::vector<InHand>& in_hand, Recorder& recorder);

// What cannot be planned is not launched; the judge, who reads the same recording, says why.
void make_plans(std::vector<InHand>& in_hand, const std::set<std::string>& ids);

// What only waits comes first over all folders, so that all of it waits at once.
Result<void> launch_plans(const std::vector<InHand>& in_hand, Recorder& recorder,
                          EarlyVerdicts& early);

// Builds a program of ours as each build was that failed: where it fails too, something is wrong
// with the machine, not with the student's code.
Result<void> build_canaries(const std::vector<InHand>& in_hand, Recorder& recorder);

}  // namespace grade
