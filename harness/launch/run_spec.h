// What to run and under which limits; a plain description, made by runtime/, run by a launcher.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace grade {

struct Limits {
  std::chrono::milliseconds wall{20'000};
  std::chrono::seconds cpu{60};              // of one process
  std::uint64_t output_bytes = 16u << 20;    // of each stream; the tree is killed above it
  std::uint64_t memory_bytes = 4ull << 30;   // sum of the tree, by the watchdog
  std::uint64_t file_bytes = 512u << 20;     // RLIMIT_FSIZE
  std::uint64_t scratch_bytes = 768u << 20;  // of /tmp, and of the writable copy of the submission
  int processes = 400;                       // RLIMIT_NPROC in the sandbox; threads count
  int files = 50'000;                        // in /tmp, and in the copy of the submission
  int descriptors = 1024;
  bool operator==(const Limits&) const = default;
};

// Of what a program reports on descriptor 3: what is kept.
inline constexpr std::uint64_t kMaxEventBytes = 4u << 20;

// What is kept free for a launch that does not say how much memory it needs.
inline constexpr std::uint64_t kReserveBytes = 256u << 20;

// A folder or file of the host and where the program sees it. Without a sandbox it sees `host`.
struct Mount {
  std::filesystem::path host;
  std::string inside;
  bool writable = false;
};

enum class Needs {
  waiting,  // hardly any CPU: runs beside anything
  cpu,      // one core: as many as there are cores
  alone,    // measures times: nothing of ours beside it but waiting launches
};

struct RunSpec {
  std::string name;
  std::vector<std::string> argv;           // paths as seen inside
  std::map<std::string, std::string> env;  // the whole environment
  std::string cwd;                         // as seen inside
  std::vector<Mount> mounts;
  // Copied into a fresh writable folder (a sized tmpfs in the sandbox) at `inside` before the
  // start, so that a program may write beside its sources; empty host: no copy.
  Mount copy_in;
  Limits limits;
  Needs needs = Needs::cpu;
  std::uint64_t reserve_bytes = kReserveBytes;  // of memory, while it runs
  bool packet_stderr = false;  // stderr is a SOCK_SEQPACKET socket: one chunk per write(2)
  // The active instruments as the start message has them: "gc,tags=agree". The program gets a
  // socket with it as descriptor 3, and writes its events there; empty: it gets none.
  std::string instruments;
  // The program is a driver (runtime/driver), which runs another one, makes steps with it and
  // reports on descriptor 4 how that ended; the record is of the other one.
  bool has_driver = false;
};

// Of our own memory, what a launch may fill with what it says: the bytes of two streams and when
// they came, events, and what a driver reports.
std::uint64_t kept_bytes(const RunSpec& spec);

}  // namespace grade
