// What a driver (runtime/driver) reports of the program that it runs: the steps that it made, what
// they handed out, and how the program ended. Frames as runtime/driver/report.go writes them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "harness/recording/record.h"

namespace grade {

// Of an attachment; larger ones are cut, and the step is in trouble.
inline constexpr std::uint64_t kMaxAttachment = 32u << 20;
inline constexpr std::uint64_t kMaxDriverReport = 128u << 20;

// Completes the record of a launch that a driver made: `report` is what it wrote, `start` the
// record's time zero on CLOCK_MONOTONIC. The record's termination becomes the program's own where
// the driver told it, and so does what it used. A report that is cut off gives what is whole; a
// driver that was lost, or is in trouble of its own, makes the record NotStarted.
void take_driver_report(std::string_view report, std::chrono::nanoseconds start, RunRecord& record);

}  // namespace grade
