// Why a launch shows nothing, and whose trouble that is: the student's, this machine's, or
// nobody's.
#pragma once

#include <optional>
#include <string>

#include "harness/judge/blocked.h"
#include "harness/observe/events.h"
#include "harness/plan/plan.h"
#include "harness/recording/task_recording.h"

namespace grade {

bool ended_well(const RunRecord& record);  // exit 0

Blocked not_recorded(const Error& error);

// What was not launched, or not to its end, for no reason of its own.
std::optional<Blocked> left_out(const RunRecord& run);

// The first step that did not come to what it is for.
std::optional<Blocked> trouble_with_steps(const RunRecord& record);

// A launch waits for its build: the build's own end says whose trouble it is.
Blocked why_not_started(const std::string& name, const NotStarted& not_started, const Plan& plan,
                        const TaskRecording& recording);

// Only what the compiler says of the student's files is about them.
Blocked why_not_built(const RunRecord& build, const TaskRecording& recording);

// More notes than are read.
Blocked says_too_much();

// What makes the compiler's notes name other places than those where the code stands.
std::optional<Blocked> moved_notes(const SourceFacts& facts);

// Each report has its number, and a program that ends by itself reports that too; a crash of the
// runtime, a signal and our limits leave no time for it.
bool has_all_until_its_end(const Events& events, const Termination& termination);
Blocked ended_without_report(const RunRecord& run);
Blocked events_are_missing(const Events& events);

}  // namespace grade
