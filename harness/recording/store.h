// A RunRecord as a folder: launch.json, the raw streams as they were captured, and beside each
// stream the arrival times of its bytes. Reading gives the equal record or an error, never a part.
//
//   launch.json           everything but what follows, with size and CRC-32 of each other file
//   stdout stderr events  streams by name: raw bytes; no file where nothing was written
//   stdout.times …        per chunk two LEB128 numbers: bytes since the chunk before, nanoseconds
//                         since it (zigzag)
//   attachments/NAME      what steps handed out: a profile, a dump, the report of a load
#pragma once

#include <filesystem>

#include "harness/base/result.h"
#include "harness/recording/record.h"

namespace grade {

// Makes `dir`; launch.json is written last, so a folder without it is an unfinished recording.
// Chunks that do not ascend or reach beyond the bytes are refused: no launcher makes those.
Result<void> write_record(const std::filesystem::path& dir, const RunRecord& record);

// The error names the file that is missing, cut off, changed or of another version.
Result<RunRecord> read_record(const std::filesystem::path& dir);

}  // namespace grade
