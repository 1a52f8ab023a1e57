// What the launcher and the keeper (harness/launch/keeper) tell each other. Both come from one
// build and run on one machine, so plain structs go over the wire; nothing a program writes is read
// by this.
//
//   grade-keeper enter UID GID CGROUPS PROGRAM ARG…
//       joins so many cgroups, becomes that user (-1: no change), runs PROGRAM and guards it
//   grade-keeper supervise
//       runs what the spec on descriptor 3 says
//   grade-keeper sweep FOLDER…
//       removes cgroups when its stdin ends
#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/launch/isolation.h"

namespace grade::keeper {

// Descriptors of `supervise`. 0 is /dev/null and becomes the program's stdin; 2 takes messages of
// the sandbox and is read after its end. The program itself has 0, 1, 2 and, for events, 3.
inline constexpr int kSpecFd = 3;     // a SpecHeader and what follows it, read to the end
inline constexpr int kReportFd = 4;   // takes Reports
inline constexpr int kControlFd = 5;  // end of file: kill everything and report
inline constexpr int kOutFd = 6;
inline constexpr int kErrFd = 7;
inline constexpr int kEventsFd = 8;
inline constexpr int kCopyFd = 9;          // the folder to copy
inline constexpr int kFirstFreeFd = 10;    // bwrap reads files from here on
inline constexpr int kDriverFd = 13;       // takes what a driver reports, as its descriptor 4
inline constexpr int kFirstCgroupFd = 16;  // `enter` writes itself into so many as it is told

inline constexpr std::uint32_t kMagic = 0x67726b31;
inline constexpr std::size_t kMaxSpecBytes = 8u << 20;

// Followed by the system call filter and by texts, each ended by a NUL: argc arguments, envc
// "KEY=VALUE", the working directory, the folder to copy into, and for landlock the paths that the
// program may reach, each after a letter: r for reading and executing, w for writing too.
struct SpecHeader {
  std::uint32_t magic = kMagic;
  std::uint32_t argc = 0;
  std::uint32_t envc = 0;
  std::uint32_t has_events = 0;
  std::uint32_t has_driver = 0;
  std::uint32_t has_copy = 0;
  Isolation isolation = Isolation::none;
  std::uint32_t paths = 0;
  std::uint32_t filter_bytes = 0;
  std::uint32_t processes = 0;  // RLIMIT_NPROC; 0: none of ours
  std::uint32_t tasks = 0;      // of the program, by the supervisor
  std::uint32_t files = 0;      // in each writable folder of the sandbox
  std::uint32_t descriptors = 0;
  std::uint64_t cpu_seconds = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t wall_ns = 0;
  std::int64_t parent = 0;  // who must be the parent; 0: the guard is
};

enum class Stage : std::int32_t { spec, copy, fork, setrlimit, chdir, descriptors, confine, exec };

// The limit that a launch was ended for. The supervisor itself sees to the first three.
enum class Excess : std::int32_t { none, wall, files, processes, memory, output, events, cpu };

enum class ReportKind : std::int32_t {
  started,  // just before the fork: start_ns
  failed,   // the program did not start: stage, error
  ended,    // all the rest
};

// Times are CLOCK_MONOTONIC. Written in one piece, smaller than PIPE_BUF.
struct Report {
  ReportKind kind = ReportKind::started;
  Stage stage = Stage::spec;
  std::int32_t error = 0;   // errno
  std::int32_t status = 0;  // as from wait(2)
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
  std::int64_t main_cpu_ns = 0;  // of the program and the children it waited for
  // Of all its descendants.
  std::int64_t user_ns = 0;
  std::int64_t system_ns = 0;
  std::int64_t minor_faults = 0;
  std::int64_t major_faults = 0;
  std::int64_t peak_rss = 0;  // bytes, of the largest process
  Excess excess = Excess::none;
};

}  // namespace grade::keeper
