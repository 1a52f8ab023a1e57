// How grade ends; 0, 1, 2, 3 and 5 of a graded run come from exit_code(report).
#pragma once

namespace grade {

inline constexpr int kExitFail = 1;           // lint, selftest: something is not as it must be
inline constexpr int kExitTrouble = 3;        // harness or environment: no grade
inline constexpr int kExitUsage = 4;          // command line or criteria file
inline constexpr int kExitNothing = 5;        // nothing to grade
inline constexpr int kExitInterrupted = 128;  // plus the signal; the recording is consistent

}  // namespace grade
