// Real launches: what a hostile program does, and what its record says.
#include "harness/launch/launcher.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <cstring>
#include <fstream>
#include <set>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/base/unique_fd.h"
#include "harness/launch/cgroup.h"
#include "harness/launch/check_sandbox.h"
#include "harness/launch/process_tree.h"
#include "harness/launch/proof.h"

namespace grade {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

const std::filesystem::path kBinaries = GRADE_BINARY_DIR;
constexpr milliseconds kSlack{15'000};  // what a busy machine may add

LauncherOptions options_for(Isolation isolation) {
  LauncherOptions options;
  options.isolation = isolation;
  options.keeper = kBinaries / "harness/launch/keeper/grade-keeper";
  options.scratch = std::filesystem::temp_directory_path();
  return options;
}

RunSpec shell(std::string script) {
  RunSpec spec;
  spec.name = "shell";
  spec.argv = {"/bin/sh", "-c", std::move(script)};
  spec.env = {{"PATH", "/usr/bin:/bin"}, {"GOGC", "50"}};
  spec.cwd = "/";
  return spec;
}

RunSpec behave(std::string how, int number = 0) {
  RunSpec spec = shell("");
  spec.name = how;
  spec.argv = {"/behave", how, std::to_string(number)};
  spec.mounts = {{kBinaries / "tests/launch/behave", "/behave", false}};
  return spec;
}

std::vector<RunRecord> run_all(const std::vector<Job>& jobs, const LaunchObserver& observer = {},
                               Isolation isolation = Isolation::sandbox) {
  auto records = make_launcher(options_for(isolation))->run(jobs, observer);
  if (records) return *records;
  ADD_FAILURE() << to_string(records.error());
  return std::vector<RunRecord>(jobs.size());
}

RunRecord run_one(RunSpec spec, Isolation isolation = Isolation::sandbox) {
  return run_all({Job{std::move(spec), {}}}, {}, isolation).at(0);
}

// A word for command lines by which only this test process's own are found again.
std::string marker(const char* word) { return std::string(word) + std::to_string(::getpid()); }

int count_processes(std::string_view word) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::string line = read_unsized(entry.path() / "cmdline");  // it may end at any moment
    std::ranges::replace(line, '\0', ' ');
    if (line.find(word) != std::string::npos) ++count;
  }
  return count;
}

bool becomes(int count, std::string_view word) {
  const auto until = Clock::now() + kSlack;
  while (count_processes(word) != count) {
    if (Clock::now() > until) return false;
    ::usleep(5'000);
  }
  return true;
}

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    static const Result<void> works = check_sandbox(options_for(Isolation::sandbox));
    if (!works) GTEST_SKIP() << to_string(works.error());
  }
};

// --- endings ---

TEST_F(Sandbox, KeepsEveryExitCodeAndSignalApart) {
  std::vector<Job> jobs;
  for (const int code : {0, 1, 2, 127, 128, 137, 255}) jobs.push_back({behave("exit", code), {}});
  for (int signo = 1; signo < 32; ++signo) {
    const bool is_harmless = signo == SIGCHLD || signo == SIGCONT || signo == SIGURG ||
                             signo == SIGWINCH || signo == SIGSTOP || signo == SIGTSTP ||
                             signo == SIGTTIN || signo == SIGTTOU || signo == SIGXCPU;
    if (!is_harmless) jobs.push_back({behave("signal", signo), {}});
  }
  for (const RunRecord& record : run_all(jobs)) {
    const int number = std::stoi(record.argv.at(2));
    const Termination expected =
        record.name == "exit" ? Termination(Exited{number}) : Termination(Signalled{number});
    EXPECT_EQ(record.termination, expected) << to_string(record.termination) << " of " << number;
  }
}

TEST_F(Sandbox, RecordsWhatWasSaidAndUsed) {
  RunSpec spec = shell("echo out; echo err >&2; echo again >/dev/stderr; exit 3");
  const RunRecord record = run_one(spec);
  EXPECT_EQ(record.termination, Termination(Exited{3})) << to_string(record.termination);
  EXPECT_EQ(record.out().bytes, "out\n");
  EXPECT_EQ(record.err().bytes, "err\nagain\n");
  EXPECT_EQ(record.argv, spec.argv);
  EXPECT_GT(record.usage.wall.count(), 0);
  EXPECT_LT(record.usage.wall, kSlack);
  ASSERT_FALSE(record.out().chunks.empty());
  EXPECT_LE(record.out().chunks.back().at, record.usage.wall + milliseconds(100));
}

struct LimitCase {
  const char* name;
  RunSpec spec;
  const char* words;
};

RunSpec within(RunSpec spec, Limits limits) {
  spec.limits = limits;
  return spec;
}

const LimitCase kLimits[] = {
    {"Sleep", within(shell("trap '' TERM; sleep 100"), {.wall = milliseconds(200)}),
     "stopped by us: wall 200ms"},
    {"StopsItself", within(shell("kill -STOP $$"), {.wall = milliseconds(200)}),
     "stopped by us: wall 200ms"},
    {"Cpu", within(behave("burn"), {.wall = milliseconds(9000), .cpu = std::chrono::seconds(1)}),
     "stopped by us: cpu 1s"},
    {"Flood", within(behave("flood"), {.output_bytes = 2 << 20}), "stopped by us: output 2MiB"},
    {"MemoryInAChild", within(behave("memory-bomb"), {.memory_bytes = 64 << 20}),
     "stopped by us: memory 64MiB"},
    {"ForkBomb", within(behave("fork-bomb"), {.wall = milliseconds(700), .processes = 60}),
     "stopped by us: processes 60"},
    {"Files",
     within(shell("cd /tmp; i=0; while :; do : > $i; i=$((i+1)); done"),
            {.wall = milliseconds(9000), .files = 500}),
     "stopped by us: files 500"},
    {"FilesBesideTheSources",
     [] {
       RunSpec spec = within(shell("cd /src; i=0; while :; do : > $i; i=$((i+1)); done"),
                             {.wall = milliseconds(9000), .files = 500});
       spec.copy_in = {"/usr/share/misc", "/src", true};
       return spec;
     }(),
     "stopped by us: files 500"},
    {"FilesInSharedMemory",
     within(shell("cd /dev/shm; i=0; while :; do : > $i; i=$((i+1)); done"),
            {.wall = milliseconds(9000), .files = 500}),
     "stopped by us: files 500"},
    {"NoProgram",
     [] {
       RunSpec spec = shell("");
       spec.argv = {"/nowhere/x"};
       return spec;
     }(),
     "not started: starting /nowhere/x: No such file or directory"},
    {"NoFolder",
     [] {
       RunSpec spec = shell("");
       spec.cwd = "/nowhere";
       return spec;
     }(),
     "not started: entering /nowhere: No such file or directory"},
};

class SandboxLimit : public Sandbox, public testing::WithParamInterface<LimitCase> {};
TEST_P(SandboxLimit, EndsTheRunInTime) {
  const auto before = Clock::now();
  const RunRecord record = run_one(GetParam().spec);
  EXPECT_EQ(to_string(record.termination), GetParam().words);
  EXPECT_LT(Clock::now() - before, GetParam().spec.limits.wall + kSlack);
  EXPECT_LT(record.usage.wall, GetParam().spec.limits.wall + kSlack);
}
INSTANTIATE_TEST_SUITE_P(, SandboxLimit, testing::ValuesIn(kLimits),
                         [](const auto& i) { return i.param.name; });

TEST_F(Sandbox, AFloodIsCutAndCounted) {
  RunSpec spec = behave("flood");
  spec.limits.output_bytes = 1 << 20;
  const RunRecord record = run_one(spec);
  EXPECT_EQ(record.out().bytes.size(), 1u << 20);
  EXPECT_TRUE(record.out().is_cut());
  EXPECT_EQ(record.out().chunks.back().end, 1u << 20);
}

// --- memory ---

TEST_F(Sandbox, PeakIsTheProgramsOwnAndNotThatOfALargeGrader) {
  const std::size_t size = 1u << 30;
  void* ours = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(ours, MAP_FAILED);
  std::memset(ours, 1, size);
  const std::vector<RunRecord> records =
      run_all({{behave("exit", 0), {}}, {behave("memory", 100), {}}});
  ::munmap(ours, size);
  EXPECT_LT(records[0].usage.peak_rss, 8u << 20);
  EXPECT_GT(records[1].usage.peak_rss, 100u << 20);
  EXPECT_LT(records[1].usage.peak_rss, 110u << 20);
  std::uint64_t most = 0;
  for (const MemorySample& sample : records[1].memory) most = std::max(most, sample.rss);
  EXPECT_GT(most, 100u << 20);
  EXPECT_LT(most, 112u << 20);
}

TEST_F(Sandbox, MemoryOfAKilledRunIsReported) {
  RunSpec spec = behave("memory-bomb");
  spec.limits.memory_bytes = 64 << 20;
  EXPECT_GT(run_one(spec).usage.peak_rss, 60u << 20);
}

// --- what outlives or kills ---

TEST_F(Sandbox, ADaemonThatHoldsStdoutIsNotWaitedFor) {
  const std::string word = marker("daemon");
  RunSpec spec = behave("daemon");
  spec.argv.push_back(word);
  const auto before = Clock::now();
  const RunRecord record = run_one(spec);
  EXPECT_EQ(record.termination, Termination(Exited{0}));
  EXPECT_EQ(record.out().bytes, "parent done\n");
  EXPECT_LT(Clock::now() - before, kSlack);
  EXPECT_EQ(count_processes(word), 0);
}

TEST_F(Sandbox, ClosedStreamsAreNotTheEnd) {
  const RunRecord record = run_one(behave("half-close"));
  EXPECT_EQ(record.termination, Termination(Exited{5}));
  EXPECT_GE(record.usage.wall, milliseconds(100));
}

TEST_F(Sandbox, KillingEverythingSparesTheSupervisor) {
  const RunRecord record = run_one(behave("kill-all"));
  EXPECT_EQ(record.termination, Termination(Exited{7})) << to_string(record.termination);
  EXPECT_EQ(record.out().bytes, "prlimit Operation not permitted\n");
}

// `lines`: command lines that hold the word while two launches run.
void expect_nothing_survives(Isolation isolation, int lines) {
  const std::string word = marker("survivor");
  const pid_t grader = ::fork();
  if (grader == 0) {
    const RunSpec spec = shell("setsid sh -c 'sleep 1000; : " + word + "' & sleep 1000");
    run_all({{spec, {}}, {spec, {}}}, {}, isolation);
    ::_exit(1);
  }
  EXPECT_TRUE(becomes(lines, word));
  ::kill(grader, SIGKILL);
  ::waitpid(grader, nullptr, 0);
  EXPECT_TRUE(becomes(0, word));
}

TEST_F(Sandbox, NothingSurvivesASigkillOfTheGrader) {
  expect_nothing_survives(Isolation::sandbox, 4);
}

TEST_F(Sandbox, CancelKillsWhatRunsAndStartsNothingElse) {
  LaunchObserver observer;
  bool has_started = false;
  observer.started = [&](std::size_t) { has_started = true; };
  observer.is_cancelled = [&] { return has_started; };
  RunSpec alone = shell("sleep 1000");
  alone.needs = Needs::alone;
  const auto records = run_all({{alone, {}}, {alone, {}}, {shell("true"), {0}}}, observer);
  EXPECT_EQ(to_string(records[0].termination), "stopped by us: interrupted");
  EXPECT_EQ(to_string(records[1].termination), "not started: interrupted");
  EXPECT_EQ(to_string(records[2].termination), "not started: interrupted");
}

TEST_F(Sandbox, ALauncherRunsJobsInTheirOrder) {
  RunSpec build = shell("exit 1");
  build.name = "build";
  std::vector<std::size_t> ended;
  LaunchObserver observer;
  observer.ended = [&](std::size_t job, const RunRecord&) { ended.push_back(job); };
  const auto records = run_all(
      {{build, {}}, {shell("true"), {0}}, {shell("true"), {}}, {shell("true"), {2}}}, observer);
  EXPECT_EQ(to_string(records[1].termination), "not started: build did not succeed");
  EXPECT_EQ(to_string(records[3].termination), "exit 0");
  EXPECT_EQ(ended.size(), 4u);
  EXPECT_EQ(run_all({}).size(), 0u);
}

// --- what a program sees ---

struct SightCase {
  const char* name;
  RunSpec spec;
  const char* out;
};

RunSpec with_events(RunSpec spec) {
  spec.instruments = "gc,tags=agree";
  return spec;
}

const SightCase kSights[] = {
    {"OnlyItsDescriptors", behave("descriptors"), "0 1 2 \n"},
    {"AndTheEvents", with_events(behave("descriptors")), "0 1 2 3 \n"},
    {"TheWholeEnvironment", shell("unset PWD; env | grep -v ^_= | sort"),
     "GOGC=50\nPATH=/usr/bin:/bin\n"},
    {"NoEnvironmentOfOurs", shell("cat /proc/1/environ 2>/dev/null"), ""},
    {"NothingOfTheHost", shell("ls /; ls /etc; ls /tmp"),
     "bin\ndev\netc\nlib\nlib64\nproc\nrun\nsbin\ntmp\nusr\nhosts\npasswd\n"},
    {"LocalhostByName", shell("cat /etc/hosts | head -1"), "127.0.0.1 localhost sandbox\n"},
    {"TwoProcesses", shell("set -- /proc/[0-9]*; echo $#"), "2\n"},
    {"NotRoot", shell("[ $(id -u) -ne 0 ] && id -G | wc -w"), "1\n"},
    {"NoCapabilities",
     shell("grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status | tr -d '\\t'"),
     "CapEff:0000000000000000\nNoNewPrivs:1\nSeccomp:2\n"},
    {"ReadOnlyEverywhere",
     shell("for f in /x /usr/x /etc/x /dev/x /run/grade/x; do echo > $f; done 2>&1 | grep -c "
           "Read-only"),
     "5\n"},
    {"ABoundedTmp",
     within(shell("head -c 3M /dev/zero > /tmp/x; ls -l /tmp/x | cut -d' ' -f5"),
            {.scratch_bytes = 1 << 20}),
     "1048576\n"},
    {"ABoundedFile",
     within(shell("head -c 3M /dev/zero > /tmp/x; ls -l /tmp/x | cut -d' ' -f5"),
            {.file_bytes = 1 << 20}),
     "1048576\n"},
    {"LoopbackOnly", behave("network"),
     "bind ok\nlisten ok\nloopback ok\noutside Network is unreachable\n"
     "metadata Network is unreachable\nvsock Address family not supported by protocol\n"},
    {"NoPrivileges", behave("privileges"),
     "unshare Operation not permitted\nmemfd Operation not permitted\n"
     "mount Operation not permitted\nbpf Operation not permitted\nsetuid Invalid argument\n"
     "supervisor's descriptors Permission denied\nsupervisor's memory Permission denied\n"
     "tty No such device or address\n"},
};

class SandboxSight : public Sandbox, public testing::WithParamInterface<SightCase> {};
TEST_P(SandboxSight, IsAllThereIs) {
  const RunRecord record = run_one(GetParam().spec);
  EXPECT_EQ(record.out().bytes, GetParam().out) << to_string(record.termination) << "\n"
                                                << record.err().bytes;
}
INSTANTIATE_TEST_SUITE_P(, SandboxSight, testing::ValuesIn(kSights),
                         [](const auto& i) { return i.param.name; });

TEST_F(Sandbox, OtherUsersFilesAndProcessesAreOutOfReach) {
  EXPECT_NE(run_one(shell("kill -0 " + std::to_string(::getpid()))).termination,
            Termination(Exited{0}));
}

TEST_F(Sandbox, StderrPacketsAreOneChunkPerWrite) {
  RunSpec spec = behave("packets");
  spec.packet_stderr = true;
  const RunRecord record = run_one(spec);
  EXPECT_EQ(record.termination, Termination(Exited{0}));
  ASSERT_EQ(record.err().chunks.size(), 3u);
  EXPECT_EQ(record.err().chunks[0].end, 4u);
  EXPECT_EQ(record.err().chunks[1].end, 7u);
  EXPECT_EQ(record.err().chunks[2].end, 100'007u);
}

TEST_F(Sandbox, EventsComeOnDescriptorThree) {
  const RunRecord record = run_one(with_events(behave("events")));
  EXPECT_EQ(record.events().bytes, "event\n");
}

TEST_F(Sandbox, StartMessageHoldsTheKeyOfTheRecordAndTheInstruments) {
  const RunRecord one = run_one(with_events(shell("cat <&3 | od -An -v -tx1 | tr -d ' \\n'")));
  const RunRecord other = run_one(with_events(shell("cat <&3 | tail -c 13")));
  EXPECT_EQ(one.event_key.size(), 32u);
  EXPECT_NE(one.event_key, other.event_key);
  EXPECT_EQ(one.out().bytes.substr(0, 48), "67726164652f310a" + one.event_key);
  EXPECT_EQ(other.out().bytes, "gc,tags=agree");
}

// --- files ---

TempDir submission() {
  TempDir dir = TempDir::make("/tmp", "grade-submission").value();
  std::filesystem::permissions(dir.path(), std::filesystem::perms(0755));
  std::filesystem::create_directories(dir.path() / "cmd/x");
  EXPECT_TRUE(write_file(dir.path() / "cmd/x/main.go", "package main\n"));
  std::filesystem::create_symlink("/etc/passwd", dir.path() / "link");
  return dir;
}

TEST_F(Sandbox, WritesBesideTheSourcesVanish) {
  const TempDir dir = submission();
  RunSpec spec = shell("ls; cat cmd/x/main.go; echo more >> cmd/x/main.go; echo new > new; ls");
  spec.copy_in = {dir.path(), "/src", true};
  spec.cwd = "/src";
  const RunRecord record = run_one(spec);
  EXPECT_EQ(record.out().bytes, "cmd\npackage main\ncmd\nnew\n") << to_string(record.termination);
  EXPECT_EQ(read_file(dir.path() / "cmd/x/main.go", 100).value(), "package main\n");
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "new"));
}

TEST_F(Sandbox, ReadOnlyMountsStayAsTheyAre) {
  const TempDir dir = submission();
  RunSpec spec = shell("echo x > /src/cmd/x/main.go; echo x > /src/new; rm -rf /src; echo $?");
  spec.mounts = {{dir.path(), "/src", false}};
  EXPECT_EQ(run_one(spec).out().bytes, "1\n");
  EXPECT_EQ(read_file(dir.path() / "cmd/x/main.go", 100).value(), "package main\n");
}

TEST_F(Sandbox, WritableMountsReachTheHost) {
  const TempDir dir = submission();
  std::filesystem::permissions(dir.path(), std::filesystem::perms(0777));
  RunSpec spec = shell("echo made > /out/made");
  spec.mounts = {{dir.path(), "/out", true}};
  run_one(spec);
  EXPECT_EQ(read_file(dir.path() / "made", 100).value(), "made\n");
}

TEST_F(Sandbox, AMissingMountIsNoFaultOfTheProgram) {
  RunSpec spec = shell("true");
  spec.mounts = {{"/nowhere/at/all", "/x", false}};
  EXPECT_EQ(to_string(run_one(spec).termination),
            "not started: bwrap: Can't find source path /nowhere/at/all: No such file or "
            "directory");
}

// --- confined by landlock ---

class Landlock : public testing::Test {
 protected:
  void SetUp() override {
    static const Result<void> works = check_sandbox(options_for(Isolation::landlock));
    if (!works) GTEST_SKIP() << to_string(works.error());
  }
};

RunSpec beside(const TempDir& dir, RunSpec spec) {
  spec.copy_in = {dir.path(), "/src", true};
  spec.cwd = "/src/cmd";
  return spec;
}

struct LandlockCase {
  const char* name;
  const char* script;
  const char* out;
};
const LandlockCase kLandlockCases[] = {
    {"WritesBesideTheCopiedSources", "echo new > new && ls", "new\nx\n"},
    {"NoFileOfTheHost", "cat /etc/passwd | wc -l; cat /etc/fstab /proc/1/status 2>&- || echo none",
     "none\n"},
    {"NoFolderOfTheHost", "ls /home /tmp /var /etc / /proc 2>&- || echo none", "none\n"},
    {"NothingElseIsWritten", "for f in /tmp/x /usr/x /dev/x; do echo > $f; done 2>&- || echo none",
     "none\n"},
    {"RunsWhatTheHostInstalled", "/usr/bin/env true && echo ran", "ran\n"},
    {"NoPortBelow1024", "(exec 3<>/dev/tcp/127.0.0.1/80) 2>&1 | grep -o 'Permission denied'",
     "Permission denied\n"},
    {"NoUdp", "(exec 3<>/dev/udp/127.0.0.1/2000) 2>&1 | grep -o 'Address family not supported'",
     "Address family not supported\n"},
    {"NoAttributesOfFiles", "touch own; chmod 600 own 2>&- || touch -d @0 own 2>&- || echo none",
     "none\n"},
    {"NoPrivileges", "grep -cE '^(CapEff:.0+|NoNewPrivs:.1|Seccomp:.2)$' /proc/self/status", "3\n"},
    {"NoSignals", "kill -0 $PPID 2>&- || echo none", "none\n"},
};
class LandlockSight : public Landlock, public testing::WithParamInterface<LandlockCase> {};
TEST_P(LandlockSight, IsNarrow) {
  const TempDir dir = submission();
  RunSpec spec = beside(dir, shell(""));
  spec.argv = {"/bin/bash", "-c", GetParam().script};
  const RunRecord record = run_one(spec, Isolation::landlock);
  EXPECT_TRUE(record.out().bytes.ends_with(GetParam().out))
      << record.out().bytes << to_string(record.termination) << "\n"
      << record.err().bytes;
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "cmd/new"));
}
INSTANTIATE_TEST_SUITE_P(, LandlockSight, testing::ValuesIn(kLandlockCases),
                         [](const auto& i) { return i.param.name; });

const LimitCase kLandlockLimits[] = {
    {"Sleep", within(shell("trap '' TERM; sleep 100"), {.wall = milliseconds(200)}),
     "stopped by us: wall 200ms"},
    {"Memory", within(shell("exec tail /dev/zero"), {.memory_bytes = 64 << 20}),
     "stopped by us: memory 64MiB"},
    {"Processes",
     within(shell("while :; do sleep 9 & done"), {.wall = milliseconds(9000), .processes = 60}),
     "stopped by us: processes 60"},
    {"Cpu",
     within(shell("while :; do :; done"),
            {.wall = milliseconds(9000), .cpu = std::chrono::seconds(1)}),
     "stopped by us: cpu 1s"},
};
class LandlockLimit : public Landlock, public testing::WithParamInterface<LimitCase> {};
TEST_P(LandlockLimit, EndsTheRunAndAllOfIt) {
  const std::string left = "1000." + std::to_string(::getpid());
  RunSpec spec = GetParam().spec;
  spec.argv[2] = "setsid sleep " + left + " & " + spec.argv[2];
  EXPECT_EQ(to_string(run_one(spec, Isolation::landlock).termination), GetParam().words);
  EXPECT_TRUE(becomes(0, left));
}
INSTANTIATE_TEST_SUITE_P(, LandlockLimit, testing::ValuesIn(kLandlockLimits),
                         [](const auto& i) { return i.param.name; });

TEST_F(Landlock, AForkBombEndsWithAllItsProcesses) {
  const std::string program = (kBinaries / "tests/launch/behave").string();
  RunSpec spec = behave("fork-bomb");
  spec.argv[0] = program;
  spec.argv.push_back(marker("bomb"));
  spec.mounts = {{program, program, false}};
  spec.limits = {.wall = milliseconds(9000), .processes = 60};
  EXPECT_EQ(to_string(run_one(spec, Isolation::landlock).termination),
            "stopped by us: processes 60");
  EXPECT_TRUE(becomes(0, marker("bomb")));
}

TEST_F(Landlock, NothingSurvivesASigkillOfTheGrader) {
  expect_nothing_survives(Isolation::landlock, 4);
}

// --- proofs ---

// What is not stopped where programs run so.
std::set<std::string> not_stopped(Isolation isolation) {
  const auto work = TempDir::make(std::filesystem::temp_directory_path(), "proofs").value();
  std::filesystem::permissions(work.path(), std::filesystem::perms(0711));
  LauncherOptions options = options_for(isolation);
  options.scratch = work.path();
  std::set<std::string> found;
  const auto proofs = prove_confinement(options);
  if (!proofs) ADD_FAILURE() << to_string(proofs.error());
  for (const Proof& proof : proofs.value_or(std::vector<Proof>()))
    if (!proof.holds) found.insert(proof.what);
  return found;
}
const std::set<std::string> kOfTheSandboxAlone = {
    "a launch ends at its number of files", "all files together end at the size of the scratch",
    "no network but its own loopback"};

TEST_F(Sandbox, StopsAllThatIsTried) {
  EXPECT_EQ(not_stopped(Isolation::sandbox), std::set<std::string>());
}
TEST_F(Landlock, StopsWhatItCan) {
  EXPECT_EQ(not_stopped(Isolation::landlock), kOfTheSandboxAlone);
}
TEST(NoSandbox, StopsNoneOfIt) {
  std::set<std::string> open = {"no file of the host but the system's",
                                "no secret in an environment", "no signal to a process outside",
                                "no privilege and no way to get one"};
  open.insert(kOfTheSandboxAlone.begin(), kOfTheSandboxAlone.end());
  EXPECT_EQ(not_stopped(Isolation::none), open);
}

// --- cgroups ---

std::set<std::filesystem::path> own_cgroups(pid_t grader) {
  std::set<std::filesystem::path> found;
  std::error_code ec;
  const std::string name = "grade-" + std::to_string(grader) + "-";
  for (std::filesystem::recursive_directory_iterator at("/sys/fs/cgroup", ec), end;
       !ec && at != end; at.increment(ec))
    if (at->path().filename().string().starts_with(name)) found.insert(at->path());
  return found;
}

class Cgroup : public Sandbox {
 protected:
  void SetUp() override {
    Sandbox::SetUp();
    if (CgroupTree::make(options_for(Isolation::sandbox).keeper).text().empty())
      GTEST_SKIP() << "no cgroup can be made here";
  }
};

TEST_F(Cgroup, HoldsALaunchAndGoesWithTheLauncher) {
  LaunchObserver observer;
  std::set<std::filesystem::path> during;
  observer.tick = [&] { during = own_cgroups(::getpid()); };
  run_all({{shell("sleep 0.3"), {}}}, observer);
  EXPECT_FALSE(during.empty());
  EXPECT_EQ(own_cgroups(::getpid()), std::set<std::filesystem::path>());
}

TEST_F(Cgroup, GoesWhenTheGraderIsKilled) {
  const pid_t grader = ::fork();
  if (grader == 0) {
    run_all({{shell("setsid sleep 1000 & sleep 1000"), {}}});
    ::_exit(1);
  }
  const auto until = Clock::now() + kSlack;
  while (own_cgroups(grader).empty() && Clock::now() < until) ::usleep(5'000);
  EXPECT_FALSE(own_cgroups(grader).empty());
  ::usleep(50'000);
  ::kill(grader, SIGKILL);
  ::waitpid(grader, nullptr, 0);
  const auto end = Clock::now() + kSlack;
  while (!own_cgroups(grader).empty() && Clock::now() < end) ::usleep(5'000);
  EXPECT_EQ(own_cgroups(grader), std::set<std::filesystem::path>());
}

// --- without a sandbox ---

TEST(NoSandbox, RunsLimitsAndCleansUp) {
  const std::string word = marker("left");
  const TempDir dir = submission();
  RunSpec spec = shell("ls; echo new > new; setsid sleep 1000 & sleep 0.05; exit 4");
  spec.copy_in = {dir.path(), "/src", true};
  spec.cwd = "/src/cmd";
  const RunRecord record = run_one(spec, Isolation::none);
  EXPECT_EQ(to_string(record.termination), "exit 4");
  EXPECT_EQ(record.out().bytes, "x\n");
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "cmd/new"));
  spec = shell("setsid sh -c 'sleep 1000; : " + word + "' & sleep 1000");
  spec.limits.wall = milliseconds(150);
  EXPECT_EQ(to_string(run_one(spec, Isolation::none).termination), "stopped by us: wall 150ms");
  EXPECT_EQ(count_processes(word), 0);
}

TEST(NoSandbox, NothingSurvivesASigkillOfTheGrader) { expect_nothing_survives(Isolation::none, 4); }

TEST(NoSandbox, AMissingKeeperIsAnErrorWithARemedy) {
  LauncherOptions options = options_for(Isolation::none);
  options.keeper = "/nowhere/grade-keeper";
  const auto records = make_launcher(options)->run({{shell("true"), {}}}, {});
  ASSERT_FALSE(records);
  EXPECT_EQ(records.error().what,
            "cannot run the keeper /nowhere/grade-keeper: No such file or directory");
}

}  // namespace
}  // namespace grade
