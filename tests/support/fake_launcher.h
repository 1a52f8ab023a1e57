// A launcher that launches nothing: what a job leaves behind comes from a function of its spec.
// Order, keys, memory and cancellation are those of the real one.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/launch/launcher.h"
#include "harness/launch/schedule.h"

namespace grade {

class FakeLauncher : public Launcher {
 public:
  using Answer = std::function<RunRecord(const RunSpec&)>;

  // With one core the jobs end in the order in which they start.
  explicit FakeLauncher(Answer answer, Slots slots = {.cpu = 1})
      : answer_(std::move(answer)), slots_(slots) {}

  // What was launched, in order.
  const std::vector<RunSpec>& launched() const { return launched_; }

  Result<std::vector<RunRecord>> run(const std::vector<Job>& jobs,
                                     const LaunchObserver& observer) override {
    return Run(*this, jobs, observer).run();
  }

 private:
  class Run {
   public:
    Run(FakeLauncher& launcher, const std::vector<Job>& jobs, const LaunchObserver& observer)
        : launcher_(launcher),
          jobs_(jobs),
          observer_(observer),
          schedule_(jobs, launcher.slots_),
          records_(jobs.size()),
          is_open_(jobs.size(), true) {}

    std::vector<RunRecord> run() {
      for (;;) {
        observer_.tick();
        start_ready();
        if (observer_.is_cancelled()) cancel();
        if (running_.empty()) return std::move(records_);
        end(running_.front());
      }
    }

   private:
    void start_ready() {
      while (!observer_.is_cancelled()) {
        while (const auto blocked = schedule_.next_blocked())
          put(blocked->job, NotStarted{jobs_[blocked->by].spec.name + " did not succeed"});
        const auto job = schedule_.next();
        if (!job) return;
        start(*job);
      }
    }

    void start(std::size_t job) {
      if (!schedule_.fits(job)) return settle(job, ended(job, NotStarted{"not enough memory"}));
      const std::string key = jobs_[job].key();
      if (auto known = key.empty() ? std::nullopt : observer_.known(key))
        return settle(job, std::move(*known));
      for (const std::size_t other : running_) {
        if (key.empty() || keys_[other] != key) continue;
        schedule_.rests(job);
        same_as_[other].push_back(job);
        return;
      }
      if (auto refusal = observer_.refused(job))
        return settle(job, ended(job, std::move(*refusal)));
      keys_[job] = key;
      running_.push_back(job);
      launcher_.launched_.push_back(jobs_[job].spec);
      observer_.started(job);
    }

    void end(std::size_t job) {
      running_.pop_front();
      const RunRecord record = described(job, launcher_.answer_(jobs_[job].spec));
      settle(job, record);
      for (const std::size_t other : std::exchange(same_as_[job], {})) settle(other, record);
    }

    void cancel() {
      for (const std::size_t job : std::exchange(running_, {})) put(job, Stopped{kInterrupted});
      for (std::size_t job = 0; job < jobs_.size(); ++job)
        if (is_open_[job]) put(job, NotStarted{kInterrupted});
    }

    RunRecord described(std::size_t job, RunRecord record) const {
      const RunSpec& spec = jobs_[job].spec;
      record.name = spec.name;
      record.argv = spec.argv;
      record.env = spec.env;
      record.cwd = spec.cwd;
      return record;
    }
    RunRecord ended(std::size_t job, Termination how) const {
      return described(job, {.termination = std::move(how)});
    }
    void put(std::size_t job, Termination how) { put(job, ended(job, std::move(how))); }
    void put(std::size_t job, RunRecord record) {
      is_open_[job] = false;
      records_[job] = std::move(record);
      observer_.ended(job, records_[job]);
    }
    void settle(std::size_t job, RunRecord record) {
      schedule_.ended(job, record.termination == Termination(Exited{0}));
      put(job, std::move(record));
    }

    FakeLauncher& launcher_;
    const std::vector<Job>& jobs_;
    const LaunchObserver& observer_;
    Schedule schedule_;
    std::vector<RunRecord> records_;
    std::vector<bool> is_open_;
    std::deque<std::size_t> running_;
    std::map<std::size_t, std::string> keys_;
    std::map<std::size_t, std::vector<std::size_t>> same_as_;
  };

  Answer answer_;
  Slots slots_;
  std::vector<RunSpec> launched_;
};

}  // namespace grade
