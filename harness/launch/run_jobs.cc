// How: one thread and one event loop (Asio) for all jobs; only readiness is awaited, the reads are
// our own, since packet streams need recvmsg and every stream stops at its cap.
// Engine asks Schedule for the next job that may start, gives it to an Execution and takes back its
// record; it knows about memory and cores only through Schedule. Jobs with the same key run once:
// those that come while the first is running wait for its record.
// Execution is one launch from start to record: it listens to the keeper's reports, stdout, stderr,
// events, the driver, and the end of the keeper's process; a timer is the deadline, another samples
// the process tree. It ends when the keeper ends, not when the streams do, which a child left
// behind could keep open.
// To stop a launch, its control pipe is closed: the keeper sees that and kills the tree. It also
// sees it if grade itself dies, so nothing survives. A second timer kills by ourselves what the
// keeper did not; the first reason to stop is the one that is recorded. Callbacks hold a shared_ptr
// of their Execution, so that none can outlive it.
// Memory is a budget of all launches together: each reserves what it needs and what we may keep of
// its output, and where they take more than there is, the one that is furthest above its own is
// stopped before the kernel chooses.
#include "harness/launch/run_jobs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <time.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstring>

#include "harness/base/text.h"
#include "harness/launch/capture.h"
#include "harness/launch/driver_report.h"
#include "harness/launch/host_resources.h"
#include "harness/launch/packet_read.h"
#include "harness/launch/process_tree.h"
#include "harness/launch/schedule.h"
#include "harness/launch/termination.h"

namespace grade {
namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::size_t kReadBytes = 4u << 20;  // above the largest packet
constexpr std::size_t kMaxMessageBytes = 4096;
constexpr int kMaxPacketsAtOnce = 256;
constexpr milliseconds kSetUpTime{60'000};  // until the program's start
constexpr milliseconds kReportTime{2000};   // from the request to kill until we kill the keeper
constexpr milliseconds kSearchTime{4'000};  // the same where the keeper must find all processes
constexpr milliseconds kDrainTime{1'000};   // for what stands in the pipes after the end
constexpr milliseconds kTick{100};
constexpr milliseconds kSampleEvery{20};
constexpr std::uint64_t kForOthers = 512u << 20;  // of memory: never given to launches
constexpr std::uint64_t kAlarm = 256u << 20;      // with less left on the host a launch is stopped

// Of this thread.
nanoseconds cpu_time() {
  timespec t{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return std::chrono::seconds(t.tv_sec) + nanoseconds(t.tv_nsec);
}

RunRecord record_for(const RunSpec& spec) {
  RunRecord record;
  record.name = spec.name;
  record.argv = spec.argv;
  record.env = spec.env;
  record.cwd = spec.cwd;
  return record;
}

// One job from its start to its record.
class Execution : public std::enable_shared_from_this<Execution> {
 public:
  using OnEnd = std::function<void(RunRecord)>;
  using OnSample = std::function<void()>;

  Execution(asio::io_context& io, const RunSpec& spec, RunningProgram program,
            std::span<char> buffer)
      : spec_(spec),
        isolation_(program.isolation),
        cgroup_(std::move(program.cgroup)),
        child_(std::move(program.child)),
        copy_(std::move(program.copy)),
        event_key_(std::move(program.event_key)),
        buffer_(buffer),
        out_(spec.limits.output_bytes),
        err_(spec.limits.output_bytes),
        events_(kMaxEventBytes),
        driver_(kMaxDriverReport),
        out_fd_(io, program.out.release()),
        err_fd_(io, program.err.release()),
        events_fd_(io),
        driver_fd_(io),
        report_fd_(io, program.report.release()),
        messages_fd_(io, program.messages.release()),
        exit_fd_(io, ::fcntl(child_.pidfd(), F_DUPFD_CLOEXEC, 0)),
        control_(std::move(program.control)),
        deadline_(io),
        hard_kill_(io),
        sampler_(io) {
    if (program.events) events_fd_.assign(program.events.release());
    if (program.driver) driver_fd_.assign(program.driver.release());
  }

  // Only when the loop ends early is anything still running: the keeper is given time to kill it.
  ~Execution() {
    control_ = UniqueFd();
    pollfd exit{child_.pidfd(), POLLIN, 0};
    if (!is_finished_) ::poll(&exit, 1, static_cast<int>(kReportTime.count()));
  }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  void start(OnEnd on_end, OnSample on_sample) {
    on_end_ = std::move(on_end);
    on_sample_ = std::move(on_sample);
    spawned_at_ = Clock::now();
    listen(report_fd_, [this] { return read_reports(); });
    listen(messages_fd_, [this] { return read_messages(); });
    listen(out_fd_, [this] { return read_stream(out_fd_, out_); });
    listen(err_fd_, [this] { return read_err(); });
    if (events_fd_.is_open())
      listen(events_fd_, [this] { return read_stream(events_fd_, events_); });
    if (driver_fd_.is_open())
      listen(driver_fd_, [this] { return read_stream(driver_fd_, driver_); });
    listen(exit_fd_, [this] {
      finish();
      return Reading::over;
    });
    after(deadline_, kSetUpTime, [this] {
      stop(NotStarted{"the sandbox was not ready after " + duration_text(kSetUpTime)});
    });
    sample_in(milliseconds(1));
  }

  // The first reason counts.
  void stop(Termination why) {
    if (by_us_) return;
    by_us_ = std::move(why);
    control_ = UniqueFd();
    after(hard_kill_, is_sandboxed() ? kReportTime : kSearchTime, [this] { kill_all(); });
  }

  // What it had at the last sample; nothing once it is being stopped.
  std::uint64_t resident() const { return by_us_ ? 0 : resident_; }

 private:
  enum class Reading { goes_on, waits, over };

  bool is_sandboxed() const { return isolation_ == Isolation::sandbox; }

  // Without a word of the keeper, which among many processes may wait long for its turn. Where
  // there is no namespace that ends with its first process, what has lost its parent goes to the
  // keeper's supervisor, which must go on to find it.
  void kill_all() {
    cgroup_.kill();
    if (is_sandboxed()) kill_descendants(child_.pid());
    child_.kill();
  }

  // --- the loop's callbacks; each keeps this object alive ---

  template <class Use>
  void listen(stream_descriptor& fd, Use use) {
    fd.async_wait(stream_descriptor::wait_read,
                  [self = shared_from_this(), &fd, use](const error_code& ec) {
                    if (ec || !fd.is_open()) return;
                    if (use() == Reading::over)
                      self->close(fd);
                    else
                      self->listen(fd, use);
                  });
  }

  template <class Use>
  void after(asio::steady_timer& timer, nanoseconds delay, Use use) {
    timer.expires_after(delay);
    timer.async_wait([self = shared_from_this(), use](const error_code& ec) {
      if (!ec && !self->is_finished_) use();
    });
  }

  static void close(stream_descriptor& fd) {
    error_code ignored;
    fd.close(ignored);
  }

  // --- streams ---

  static Reading after_read(ReadResult::Kind kind) {
    if (kind == ReadResult::Kind::end) return Reading::over;
    return kind == ReadResult::Kind::bytes ? Reading::goes_on : Reading::waits;
  }

  Reading read_stream(stream_descriptor& fd, StreamCapture& stream) {
    const ReadResult got = read_bytes(fd.native_handle(), buffer_);
    if (got.kind == ReadResult::Kind::bytes) add(stream, got.size);
    return after_read(got.kind);
  }

  Reading read_err() {
    if (!spec_.packet_stderr) return read_stream(err_fd_, err_);
    ReadResult got;
    for (int i = 0; i < kMaxPacketsAtOnce; ++i) {
      got = read_packet(err_fd_.native_handle(), buffer_);
      if (got.kind != ReadResult::Kind::bytes) break;
      add(err_, got.size);
    }
    return after_read(got.kind);
  }

  void add(StreamCapture& stream, std::size_t size) {
    stream.add({buffer_.data(), size}, Clock::now());
    if (std::max(out_.total(), err_.total()) > spec_.limits.output_bytes)
      stop(stopped_by(keeper::Excess::output, spec_.limits));
    if (events_.total() > kMaxEventTotal) stop(stopped_by(keeper::Excess::events, spec_.limits));
  }

  Reading read_messages() {
    const ReadResult got = read_bytes(messages_fd_.native_handle(), buffer_);
    const std::string_view text(buffer_.data(), got.size);
    ending_.messages += text.substr(0, kMaxMessageBytes - ending_.messages.size());
    return after_read(got.kind);
  }

  Reading read_reports() {
    keeper::Report report;
    std::span<char> into(reinterpret_cast<char*>(&report), sizeof report);
    const ReadResult got = read_bytes(report_fd_.native_handle(), into);
    if (got.kind == ReadResult::Kind::bytes && got.size == sizeof report) take(report);
    return after_read(got.kind);
  }

  void take(const keeper::Report& report) {
    switch (report.kind) {
      case keeper::ReportKind::failed:
        ending_.failed = report;
        return;
      case keeper::ReportKind::ended:
        ending_.ended = report;
        return;
      case keeper::ReportKind::started:
        break;
    }
    ending_.started = report;
    after(deadline_, started_at() + spec_.limits.wall - Clock::now(),
          [this] { stop(stopped_by(keeper::Excess::wall, spec_.limits)); });
  }

  Clock::time_point started_at() const {
    if (!ending_.started) return spawned_at_;
    return Clock::time_point(nanoseconds(ending_.started->start_ns));
  }

  // --- the watchdog ---

  void sample_in(nanoseconds delay) {
    after(sampler_, delay, [this, delay] {
      const nanoseconds before = cpu_time();
      const Clock::time_point woken = Clock::now();
      if (ending_.started) {
        sample();
        // We may have been kept from running before this, and in the middle of it.
        stall_ = std::max<nanoseconds>({stall_, woken - sampler_.expiry(), Clock::now() - woken});
      }
      // A large tree takes long to read: never more than a fifth of our time.
      const nanoseconds cost = cpu_time() - before;
      sample_in(std::max<nanoseconds>(std::min<nanoseconds>(2 * delay, kSampleEvery), 4 * cost));
    });
  }

  void sample() {
    if (root_ == 0)
      root_ = isolation_ == Isolation::none ? child_.pid() : first_child(child_.pid());
    const TreeUsage usage = descendants_usage(root_);
    if (usage.tasks.empty()) return;
    memory_.add(Clock::now(), usage);
    cpu_wait_.add(usage);
    ending_.most_tasks = std::max(ending_.most_tasks, usage.tasks.size());
    if (usage.rss_bytes > spec_.limits.memory_bytes)
      stop(stopped_by(keeper::Excess::memory, spec_.limits));
    if (!is_sandboxed() && is_crowded(ending_, spec_.limits))
      stop(stopped_by(keeper::Excess::processes, spec_.limits));
    resident_ = usage.rss_bytes;
    on_sample_();
  }

  // --- the end ---

  // What is in the pipes now; whoever still holds the other end cannot keep us here.
  template <class Use>
  void drain(stream_descriptor& fd, Use use) {
    const Clock::time_point until = Clock::now() + kDrainTime;
    while (fd.is_open() && Clock::now() < until) {
      const Reading reading = use();
      if (reading == Reading::over) close(fd);
      if (reading != Reading::goes_on) return;
      if (std::max(out_.total(), err_.total()) > spec_.limits.output_bytes) return;
    }
  }

  void finish() {
    ending_.keeper_status = child_.wait();
    drain(report_fd_, [this] { return read_reports(); });
    drain(messages_fd_, [this] { return read_messages(); });
    drain(out_fd_, [this] { return read_stream(out_fd_, out_); });
    drain(err_fd_, [this] { return read_err(); });
    drain(events_fd_, [this] { return read_stream(events_fd_, events_); });
    drain(driver_fd_, [this] { return read_stream(driver_fd_, driver_); });
    is_finished_ = true;
    for (auto* fd :
         {&out_fd_, &err_fd_, &events_fd_, &driver_fd_, &report_fd_, &messages_fd_, &exit_fd_})
      close(*fd);
    for (auto* timer : {&deadline_, &hard_kill_, &sampler_}) timer->cancel();
    std::exchange(on_end_, nullptr)(make_record());
  }

  Usage usage() const {
    if (!ending_.ended) return {.wall = Clock::now() - started_at()};
    const keeper::Report& ended = *ending_.ended;
    return {.wall = nanoseconds(ended.end_ns - ended.start_ns),
            .user = nanoseconds(ended.user_ns),
            .system = nanoseconds(ended.system_ns),
            .peak_rss = static_cast<std::uint64_t>(ended.peak_rss),
            .minor_faults = static_cast<std::uint64_t>(ended.minor_faults),
            .major_faults = static_cast<std::uint64_t>(ended.major_faults)};
  }

  RunRecord make_record() {
    ending_.by_us = by_us_;
    ending_.memory = cgroup_.memory_end();
    ending_.out_total = out_.total();
    ending_.err_total = err_.total();
    RunRecord record = record_for(spec_);
    record.termination = termination_of(ending_, spec_);
    record.usage = usage();
    record.streams[kStdout] = out_.take(started_at());
    record.streams[kStderr] = err_.take(started_at());
    record.streams[kEvents] = events_.take(started_at());
    record.event_key = event_key_;
    memory_.take(started_at(), record);
    record.disturbance = {.cpu_wait = cpu_wait_.total(), .stall = stall_};
    if (spec_.has_driver)
      take_driver_report(driver_.take(started_at()).bytes, started_at().time_since_epoch(), record);
    return record;
  }

  const RunSpec& spec_;
  Isolation isolation_;
  CgroupLeaf cgroup_;
  Child child_;
  std::optional<TempDir> copy_;
  std::string event_key_;
  std::span<char> buffer_;
  StreamCapture out_;
  StreamCapture err_;
  StreamCapture events_;
  StreamCapture driver_;
  MemorySeries memory_;
  CpuWait cpu_wait_;
  nanoseconds stall_{};
  stream_descriptor out_fd_;
  stream_descriptor err_fd_;
  stream_descriptor events_fd_;
  stream_descriptor driver_fd_;
  stream_descriptor report_fd_;
  stream_descriptor messages_fd_;
  stream_descriptor exit_fd_;
  UniqueFd control_;
  asio::steady_timer deadline_;
  asio::steady_timer hard_kill_;
  asio::steady_timer sampler_;
  OnEnd on_end_;
  OnSample on_sample_;
  std::uint64_t resident_ = 0;
  Clock::time_point spawned_at_;
  Ending ending_;
  std::optional<Termination> by_us_;
  pid_t root_ = 0;  // the supervisor
  bool is_finished_ = false;
};

RunRecord not_started(const RunSpec& spec, std::string why) {
  RunRecord record = record_for(spec);
  record.termination = NotStarted{std::move(why)};
  return record;
}

// What is free now, less what we and others need.
std::uint64_t memory_to_give() {
  return std::max<std::uint64_t>(free_memory(), kForOthers + (64u << 20)) - kForOthers;
}

Slots slots(int cpu_jobs, std::uint64_t memory_bytes) {
  return {.cpu = cpu_jobs > 0 ? static_cast<std::size_t>(cpu_jobs) : usable_cores(),
          .waiting = 24,
          .memory_bytes = memory_bytes > 0 ? memory_bytes : memory_to_give()};
}

// Starts, ends and counts jobs.
class Engine {
 public:
  Engine(const Spawner& spawner, const std::vector<Job>& jobs, const LaunchObserver& observer,
         const Slots& slots)
      : spawner_(spawner),
        jobs_(jobs),
        observer_(observer),
        schedule_(jobs, slots),
        slots_(slots),
        records_(jobs.size()),
        running_(jobs.size()),
        has_record_(jobs.size(), false),
        buffer_(std::make_unique_for_overwrite<char[]>(kReadBytes)) {}

  std::vector<RunRecord> run() {
    start_ready();
    if (open_ > 0) tick();
    io_.run();
    return std::move(records_);
  }

 private:
  void start_ready() {
    for (bool is_moving = true; is_moving && !is_cancelled_;) {
      is_moving = false;
      while (const auto blocked = schedule_.next_blocked()) {
        const std::string& by = jobs_[blocked->by].spec.name;
        put(blocked->job, not_started(spec(blocked->job), by + " did not succeed"));
      }
      while (const auto job = schedule_.next()) is_moving = !start(*job) || is_moving;
    }
    if (open_ == 0) ticker_.cancel();
  }

  // False when it has ended already.
  bool start(std::size_t job) {
    if (!schedule_.fits(job)) return refuse(job);
    if (const std::string key = jobs_[job].key(); !key.empty()) {
      if (auto record = observer_.known(key)) {
        settle(job, std::move(*record));
        return false;
      }
      const auto [first, is_first] = first_of_.try_emplace(key, job);
      if (!is_first && running_[first->second]) {
        schedule_.rests(job);
        same_as_[first->second].push_back(job);
        return true;
      }
      first->second = job;
    }
    if (auto refusal = observer_.refused(job)) {
      RunRecord record = record_for(spec(job));
      record.termination = std::move(*refusal);
      settle(job, std::move(record));
      return false;
    }
    return launch(job);
  }

  bool refuse(std::size_t job) {
    settle(job,
           not_started(spec(job), fmt::format("it needs {} of memory, and there are {} to give",
                                              size_text(spec(job).reserve_bytes),
                                              size_text(slots_.memory_bytes))));
    return false;
  }

  // --- memory, the budget of all that run ---

  void mind_budget() {
    std::uint64_t sum = 0;
    for (const auto& one : running_) sum += one ? one->resident() : 0;
    if (sum > slots_.memory_bytes) stop_largest();
  }

  // Also counts what others take, and what programs keep in files in memory.
  void mind_host() {
    if (free_memory() < kAlarm) stop_largest();
  }

  // Of those that have more than they reserved; one after the other, since an end takes its time.
  void stop_largest() {
    if (victim_ < running_.size() && running_[victim_]) return;
    std::size_t largest = running_.size();
    std::uint64_t most = 0;
    for (std::size_t job = 0; job < running_.size(); ++job) {
      const std::uint64_t has = running_[job] ? running_[job]->resident() : 0;
      if (has < spec(job).reserve_bytes + most) continue;
      most = has - spec(job).reserve_bytes;
      largest = job;
    }
    victim_ = largest;
    if (largest < running_.size())
      running_[largest]->stop(NotStarted{fmt::format(
          "this machine has too little memory for it: all launches together may have {}",
          size_text(slots_.memory_bytes >> 20 << 20))});
  }

  bool launch(std::size_t job) {
    auto program = spawner_.spawn(spec(job));
    if (!program) {
      settle(job, not_started(spec(job), to_string(program.error())));
      return false;
    }
    running_[job] = std::make_shared<Execution>(io_, spec(job), std::move(*program),
                                                std::span(buffer_.get(), kReadBytes));
    observer_.started(job);
    running_[job]->start([this, job](RunRecord record) { end(job, std::move(record)); },
                         [this] { mind_budget(); });
    return true;
  }

  void end(std::size_t job, RunRecord record) {
    running_[job].reset();
    const std::vector<std::size_t> same = std::exchange(same_as_[job], {});
    const RunRecord theirs = same.empty() ? RunRecord{} : record;
    settle(job, std::move(record));
    for (const std::size_t other : same) settle(other, theirs);
    start_ready();
  }

  void settle(std::size_t job, RunRecord record) {
    schedule_.ended(job, is_success(record));
    put(job, std::move(record));
  }

  static bool is_success(const RunRecord& record) {
    return record.termination == Termination(Exited{0});
  }

  void put(std::size_t job, RunRecord record) {
    records_[job] = std::move(record);
    has_record_[job] = true;
    --open_;
    observer_.ended(job, records_[job]);
    if (observer_.keeps_all) return;
    RunRecord rest{.name = records_[job].name, .termination = records_[job].termination};
    records_[job] = std::move(rest);
  }

  void tick() {
    ticker_.expires_after(kTick);
    ticker_.async_wait([this](const error_code& ec) {
      if (ec || open_ == 0) return;
      observer_.tick();
      mind_host();
      if (!is_cancelled_ && observer_.is_cancelled()) cancel();
      tick();
    });
  }

  void cancel() {
    is_cancelled_ = true;
    same_as_.clear();
    for (std::size_t job = 0; job < jobs_.size(); ++job) {
      if (running_[job])
        running_[job]->stop(Stopped{kInterrupted});
      else if (!has_record_[job])
        put(job, not_started(spec(job), kInterrupted));
    }
  }

  const RunSpec& spec(std::size_t job) const { return jobs_[job].spec; }

  const Spawner& spawner_;
  const std::vector<Job>& jobs_;
  const LaunchObserver& observer_;
  asio::io_context io_{1};  // outlives what runs in it
  asio::steady_timer ticker_{io_};
  Schedule schedule_;
  Slots slots_;
  std::map<std::string, std::size_t> first_of_;              // by key: the last that was launched
  std::map<std::size_t, std::vector<std::size_t>> same_as_;  // that wait for its record
  std::vector<RunRecord> records_;
  std::vector<std::shared_ptr<Execution>> running_;
  std::vector<bool> has_record_;
  std::size_t victim_ = SIZE_MAX;  // the last that was stopped for want of memory
  std::size_t open_ = jobs_.size();
  bool is_cancelled_ = false;
  std::unique_ptr<char[]> buffer_;  // not written before it is used: most of it never is
};

}  // namespace

Result<std::vector<RunRecord>> run_jobs(const Spawner& spawner, const std::vector<Job>& jobs,
                                        const LaunchObserver& observer, int cpu_jobs,
                                        std::uint64_t memory_bytes) {
  try {
    return Engine(spawner, jobs, observer, slots(cpu_jobs, memory_bytes)).run();
  } catch (const boost::system::system_error& e) {
    return fail(fmt::format("the event loop failed: {}", e.what()));
  }
}

}  // namespace grade
