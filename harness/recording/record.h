// What a launch leaves behind: raw bytes with arrival times, how it ended, what it used.
// A recording is a folder of these; everything after it can be done again without Go.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace grade {

// Bytes up to `end` (an offset into the stream) had arrived at `at` after the start. One chunk per
// read; on a packet stream (see RunSpec) one chunk per write of the program.
struct Chunk {
  std::uint64_t end = 0;
  std::chrono::nanoseconds at{};
  bool operator==(const Chunk&) const = default;
};

struct Stream {
  std::string bytes;        // the first bytes, up to the output limit
  std::uint64_t total = 0;  // that the program wrote until we stopped reading
  std::vector<Chunk> chunks;
  bool is_cut() const { return total > bytes.size(); }
  bool operator==(const Stream&) const = default;
};

struct Exited {
  int code = 0;
  bool operator==(const Exited&) const = default;
};
struct Signalled {
  int signo = 0;
  bool operator==(const Signalled&) const = default;
};
inline constexpr const char* kInterrupted = "interrupted";  // by the person who runs grade
inline constexpr const char* kBudget = "recording 128MiB";  // of all launches of a task folder
// By one of our limits: "wall 20s", "output 16MiB", "memory 4096MiB", "processes 100", "cpu 60s".
struct Stopped {
  std::string limit;
  bool operator==(const Stopped&) const = default;
};
// The launch did not happen or its supervisor was lost: the reason. Never the student's failure.
struct NotStarted {
  std::string why;
  bool operator==(const NotStarted&) const = default;
};
using Termination = std::variant<NotStarted, Exited, Signalled, Stopped>;

// Ended, or never begun, because the person who runs grade wanted it so: nothing is shown by it.
bool is_interrupted(const Termination& termination);

// "exit 0", "signal 9 (SIGKILL)", "stopped by us: wall 20s", "not started: …"
std::string to_string(const Termination& termination);

// What the kernel counted.
struct Usage {
  std::chrono::nanoseconds wall{};
  std::chrono::nanoseconds user{};  // of all processes waited for; so are system and faults
  std::chrono::nanoseconds system{};
  std::uint64_t peak_rss = 0;  // of the largest process, bytes
  std::uint64_t minor_faults = 0;
  std::uint64_t major_faults = 0;
  std::chrono::nanoseconds cpu() const { return user + system; }
  bool operator==(const Usage&) const = default;
};

// What came between a program and what is measured of it.
struct Disturbance {
  std::chrono::nanoseconds cpu_wait{};  // its threads were ready to run and had no core: a sum
  std::chrono::nanoseconds stall{};     // the longest that we did not listen to it
  bool operator==(const Disturbance&) const = default;
};

// Resident memory of one process over its life, sampled from outside.
struct MemorySample {
  std::chrono::nanoseconds at{};
  std::uint64_t rss = 0;  // bytes
  bool operator==(const MemorySample&) const = default;
};
struct ProcessMemory {
  int pid = 0;
  int parent = 0;              // as first seen
  std::string name;            // as the kernel has it, at most 15 bytes; the program can change it
  std::uint64_t peak_rss = 0;  // of the samples
  std::vector<MemorySample> samples;
  bool operator==(const ProcessMemory&) const = default;
};

// Bytes that a step handed out: a profile, a dump, the report of a load.
struct Attachment {
  std::chrono::nanoseconds at{};  // when the step had them whole
  std::string bytes;              // up to a limit
  std::uint64_t total = 0;
  bool is_cut() const { return total > bytes.size(); }
  bool operator==(const Attachment&) const = default;
};

// One step of a launch: begun, and ended or in trouble.
struct StepRecord {
  std::string what;  // "wait: listening", "load: hey", "fetch: /debug/pprof/heap"
  std::chrono::nanoseconds began{};
  std::chrono::nanoseconds ended{};
  std::string trouble;  // "" when it did what it is for
  bool operator==(const StepRecord&) const = default;
};

inline constexpr const char* kStdout = "stdout";
inline constexpr const char* kStderr = "stderr";
inline constexpr const char* kEvents = "events";  // what the runtime reported on descriptor 3

struct RunRecord {
  std::string name;               // "gogc50#2": launch and repetition
  std::vector<std::string> argv;  // as run inside the sandbox
  std::map<std::string, std::string> env;
  std::string cwd;
  Termination termination;
  Usage usage;
  Disturbance disturbance;
  std::map<std::string, Stream> streams;          // by name
  std::map<std::string, Attachment> attachments;  // by the name that the step gives
  std::string event_key;  // 16 bytes in hex: what events are signed with; "" without instruments
  std::vector<StepRecord> steps;         // those that were begun, in order
  std::vector<MemorySample> memory;      // of the whole tree
  std::vector<ProcessMemory> processes;  // the first 64 that were seen, in that order
  std::string key;     // what it shares with launches of the same outcome; "" for none
  std::string reused;  // "" for a launch of its own, else whose record this is
  bool operator==(const RunRecord&) const = default;

  // An empty stream when there is none of that name.
  const Stream& stream(const std::string& of_name) const;
  const Stream& out() const { return stream(kStdout); }
  const Stream& err() const { return stream(kStderr); }
  const Stream& events() const { return stream(kEvents); }
};

}  // namespace grade
