#include "harness/pipeline/grading.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/pipeline/confinement.h"
#include "harness/pipeline/home.h"
#include "harness/pipeline/workspace.h"
#include "harness/plan/plan.h"
#include "harness/recording/run_recording.h"
#include "harness/recording/store.h"
#include "harness/recording/task_recording.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// One task folder on its way through the stages.
struct InHand {
  TaskFolder folder;
  const TaskCriteria* task = nullptr;
  fs::path recording;
  Places places;
  Plan plan;
};

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      return std::string(trim(std::string_view(line).substr(line.find(':') + 1)));
  return "unknown";
}

RunInfo describe_run(const Confinement& confinement, const Toolchain& toolchain) {
  utsname host{};
  ::uname(&host);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  RunInfo info{.grade_version = kVersion,
               .go_version = toolchain.version,
               .isolation = std::string(name_of(confinement.launcher.isolation)),
               .proven = {},
               .degraded = {},
               .started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)),
               .kernel = host.release,
               .cpu_model = cpu_model(),
               .cpus = static_cast<int>(std::thread::hardware_concurrency())};
  for (const Proof& proof : confinement.proofs)
    (proof.holds ? info.proven : info.degraded).push_back(proof.what);
  return info;
}

LauncherOptions launcher_options(const Confinement& confinement, const Prepared& prepared,
                                 int jobs) {
  LauncherOptions options = confinement.launcher;
  options.system = system_mounts(prepared);
  options.cpu_jobs = jobs;
  return options;
}

// Of a run that is made in two parts only what held in both is proven.
RunInfo merged(RunInfo begun, const RunInfo& now) {
  for (const std::string& line : now.degraded)
    if (std::ranges::find(begun.degraded, line) == begun.degraded.end())
      begun.degraded.push_back(line);
  std::erase_if(begun.proven, [&](const std::string& line) {
    return std::ranges::find(now.proven, line) == now.proven.end();
  });
  return begun;
}

class Recorder {
 public:
  Recorder(const Grading& grading, const Prepared& prepared, const Confinement& confinement,
           const fs::path& work, Progress& progress, const std::function<bool()>& is_cancelled)
      : grading_(grading),
        prepared_(prepared),
        confinement_(confinement),
        work_(work),
        progress_(progress),
        is_cancelled_(is_cancelled),
        launcher_(make_launcher(launcher_options(confinement, prepared, grading.jobs))) {}

  Result<void> record() {
    GRADE_TRY_VOID(grading_.is_resumed ? take_up() : take_in());
    GRADE_TRY_VOID(find_facts());
    return launch_plans();
  }

 private:
  struct Target {
    std::string name;
    fs::path dir;
  };

  const TaskCriteria* criteria_of(int task) const {
    return &*std::ranges::find(grading_.criteria, task, &TaskCriteria::task);
  }

  // Copies each folder twice: for the launches, and for the recording, which may lie where only we
  // can read.
  Result<void> take_in() {
    RunRecording run{.info = describe_run(confinement_, prepared_.toolchain),
                     .ids = grading_.ids,
                     .folders = {}};
    for (const TaskFolder& folder : grading_.folders) {
      const std::string dir = fmt::format("{}/task{:02}", in_hand_.size(), folder.task);
      GRADE_TRY_VOID(take_in_one(folder, dir));
      run.folders.push_back({dir, folder.submission, folder.task});
    }
    return write_run_recording(grading_.recording, run);
  }

  // From the recording itself: the student may have changed the folder since.
  Result<void> take_up() {
    GRADE_TRY(RunRecording run, read_run_recording(grading_.recording));
    const RunInfo now = describe_run(confinement_, prepared_.toolchain);
    if (now.isolation != run.info.isolation)
      return fail(fmt::format("the run was begun with isolation '{}', now there is '{}'",
                              run.info.isolation, now.isolation));
    run.info = merged(std::move(run.info), now);
    GRADE_TRY_VOID(write_run_recording(grading_.recording, run));
    for (const RecordedFolder& folder : run.folders) {
      InHand one = in_hand({folder.submission, folder.task, {}}, folder.dir);
      GRADE_TRY(const auto same, take_snapshot(one.recording / "files", one.places.submission));
      in_hand_.push_back(std::move(one));
    }
    return {};
  }

  InHand in_hand(const TaskFolder& folder, const std::string& dir) const {
    return {.folder = folder,
            .task = criteria_of(folder.task),
            .recording = grading_.recording / dir,
            .places = {.submission = work_ / dir / "src",
                       .work = work_ / dir,
                       .isolation = confinement_.launcher.isolation},
            .plan = {}};
  }

  Result<void> take_in_one(const TaskFolder& folder, const std::string& dir) {
    InHand one = in_hand(folder, dir);
    GRADE_TRY(const std::vector<std::string> remarks,
              take_snapshot(folder.dir, one.places.submission));
    GRADE_TRY(const auto same, take_snapshot(one.places.submission, one.recording / "files"));
    for (const std::string& remark : remarks)
      progress_.note(fmt::format("{}/task{:02}: {}", folder.submission, folder.task, remark));
    GRADE_TRY_VOID(write_contents(one.recording, remarks));
    GRADE_TRY_VOID(make_folder(one.recording / "launches"));
    in_hand_.push_back(std::move(one));
    return {};
  }

  std::string full_name(const InHand& one, const std::string& job) const {
    return fmt::format("{}/task{:02} {}", one.folder.submission, one.folder.task, job);
  }

  Result<void> find_facts() {
    std::vector<Job> jobs;
    std::vector<Target> targets;
    for (const InHand& one : in_hand_) {
      const Target target{full_name(one, "source"), one.recording / "facts"};
      if (is_recorded(target)) continue;
      jobs.push_back({facts_spec(prepared_, one.places), {}});
      targets.push_back(target);
    }
    progress_.expect(static_cast<int>(jobs.size()));
    return run(jobs, targets);
  }

  // Builds of what only waits come first over all folders, so that all of it waits at once.
  Result<void> launch_plans() {
    std::vector<Job> jobs;
    std::vector<Target> targets;
    for (InHand& one : in_hand_) plan(one);
    for (const bool waiting : {true, false})
      for (const InHand& one : in_hand_) add_jobs(one, waiting, jobs, targets);
    progress_.expect(static_cast<int>(in_hand_.size() + jobs.size()));
    return run(jobs, targets);
  }

  // What cannot be planned is not launched; the judge, who reads the same recording, says why.
  void plan(InHand& one) const {
    const Result<TaskRecording> taken = read_task_recording(one.recording);
    if (!taken) return;
    const auto text = taken->texts.find("task.yaml");
    const auto choices = load_task_file(text == taken->texts.end() ? "" : text->second, *one.task);
    if (!choices) return;
    one.plan = make_plan(*one.task, resolve_roles(*one.task, *choices, taken->facts), taken->facts,
                         grading_.ids);
  }

  void add_jobs(const InHand& one, bool waiting, std::vector<Job>& jobs,
                std::vector<Target>& targets) {
    std::vector<const ProgramRequest*> programs;
    for (const ProgramRequest& program : one.plan.programs)
      if (!is_recorded(target(one, program.name))) programs.push_back(&program);
    std::map<std::string, std::size_t> built;
    for (const BuildRequest& build : one.plan.builds) {
      const auto user = std::ranges::find(programs, build.name, &ProgramRequest::built);
      const bool is_for_waiting = user != programs.end() && (*user)->needs == Needs::waiting;
      if (is_for_waiting != waiting) continue;
      if (user == programs.end() && is_recorded(target(one, build.name))) continue;
      built[build.name] = jobs.size();
      jobs.push_back({build_spec(prepared_, one.places, build), {}});
      targets.push_back(target(one, build.name));
    }
    for (const ProgramRequest* program : programs) {
      const auto it = built.find(program->built);
      if (it == built.end()) continue;
      jobs.push_back({program_spec(prepared_, one.places, *program), {it->second}});
      targets.push_back(target(one, program->name));
    }
  }

  // Of a run that goes on: a launch that is there and came to an end of its own.
  bool is_recorded(const Target& target) const {
    if (!grading_.is_resumed) return false;
    const Result<RunRecord> record = read_record(target.dir);
    return record && !std::holds_alternative<NotStarted>(record->termination) &&
           record->termination != Termination(Stopped{kInterrupted});
  }

  Target target(const InHand& one, const std::string& job) const {
    std::string dir = job;
    std::ranges::replace(dir, '/', '_');
    return {full_name(one, job), one.recording / "launches" / dir};
  }

  // Each record is written when its launch ends, so that an interrupted run leaves what it has.
  Result<void> run(const std::vector<Job>& jobs, const std::vector<Target>& targets) {
    if (jobs.empty()) return {};
    std::optional<Error> trouble;
    const auto start = std::chrono::steady_clock::now();
    LaunchObserver observer{.keeps_streams = false};
    observer.started = [&](std::size_t job) { progress_.started(targets[job].name); };
    observer.ended = [&](std::size_t job, const RunRecord& record) {
      progress_.ended(targets[job].name, to_string(record.termination));
      std::error_code ec;
      fs::remove_all(targets[job].dir, ec);  // what an interrupted run left of it
      if (auto written = write_record(targets[job].dir, record); !written)
        trouble = written.error();
    };
    observer.tick = [&] {
      progress_.tick(std::chrono::duration_cast<std::chrono::seconds>(
          std::chrono::steady_clock::now() - start));
    };
    observer.is_cancelled = [&] { return trouble.has_value() || is_cancelled_(); };
    GRADE_TRY(const std::vector<RunRecord> records, launcher_->run(jobs, observer));
    if (trouble) return std::unexpected(*trouble);
    return {};
  }

  const Grading& grading_;
  const Prepared& prepared_;
  const Confinement& confinement_;
  fs::path work_;
  Progress& progress_;
  const std::function<bool()>& is_cancelled_;
  std::unique_ptr<Launcher> launcher_;
  std::vector<InHand> in_hand_;
};

}  // namespace

Result<void> record_run(const Grading& grading, Progress& progress,
                        const std::function<bool()>& is_cancelled) {
  const auto note = [&](std::string_view what) { progress.note(what); };
  GRADE_TRY(const Toolchain toolchain, find_toolchain(grading.go));
  GRADE_TRY(Workspace work, Workspace::make(state_dir() / "work"));
  GRADE_TRY(const Confinement confinement,
            confine_run(work.path(), grading.isolation, grading.allow_degraded, note));
  GRADE_TRY(const Prepared prepared, prepare_runtime(toolchain, {note, is_cancelled}));
  Recorder recorder(grading, prepared, confinement, work.path(), progress, is_cancelled);
  Result<void> done = recorder.record();
  progress.finish();
  if (grading.keep_work) {
    progress.note(fmt::format("workspace kept in {}", work.path().string()));
    work.keep();
  }
  return done;
}

}  // namespace grade
