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
// By one of our limits: "wall 20s", "output 16MiB", "memory 4096MiB", "processes 100", "cpu 60s".
inline constexpr const char* kInterrupted = "interrupted";  // by the person who runs grade
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

// "exit 0", "signal 9 (SIGKILL)", "stopped by us: wall 20s", "not started: …"
std::string to_string(const Termination& termination);

struct RssSample {
  std::chrono::nanoseconds at{};
  std::uint64_t bytes = 0;  // summed over the process tree
  bool operator==(const RssSample&) const = default;
};

struct RunRecord {
  std::string name;               // "gogc50#2": launch and repetition
  std::vector<std::string> argv;  // as run inside the sandbox
  std::map<std::string, std::string> env;
  std::string cwd;
  Termination termination;
  std::chrono::nanoseconds wall{};
  std::chrono::nanoseconds cpu{};  // user + system, of all processes waited for
  std::uint64_t peak_rss = 0;      // of the largest process, bytes
  Stream out;
  Stream err;
  Stream events;  // what probe and instruments wrote on descriptor 3
  std::vector<RssSample> rss;
  bool operator==(const RunRecord&) const = default;
};

}  // namespace grade
