#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/base/digest.h"
#include "harness/base/files.h"
#include "harness/pipeline/passes.h"
#include "harness/recording/task_recording.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// What the outcome of a launch depends on, besides what it reads.
Digest describe(const RunSpec& spec, const Host& host) {
  Digest digest;
  digest.add(host.prepared.dir.filename().string()).add(spec.name).add(spec.cwd);
  digest.add(spec.argv.size());
  for (const std::string& arg : spec.argv) digest.add(arg);
  digest.add(spec.env.size());
  for (const auto& [key, value] : spec.env) digest.add(key).add(value);
  const Limits& limits = spec.limits;
  digest.add(static_cast<std::uint64_t>(limits.wall.count()))
      .add(static_cast<std::uint64_t>(limits.cpu.count()))
      .add(limits.output_bytes)
      .add(limits.memory_bytes);
  digest.add(static_cast<std::uint64_t>(spec.needs)).add(spec.packet_stderr ? 1u : 0u);
  digest.add(spec.instruments);
  return digest;
}

std::string key_of(const RunSpec& spec, const std::string& reads, const Host& host) {
  return std::move(describe(spec, host).add(reads)).hex();
}

// All jobs of the plans, in an order in which everything that only waits can wait at once.
class Launches {
 public:
  Launches(const std::vector<InHand>& in_hand, Recorder& recorder)
      : in_hand_(in_hand), recorder_(recorder) {}

  std::vector<Recorded> take() {
    for (const bool waiting : {true, false})
      for (const InHand& one : in_hand_) add(one, waiting);
    return std::move(jobs_);
  }

 private:
  // The programs that only wait with the builds that they need, or what is left.
  void add(const InHand& one, bool waiting) {
    std::vector<const ProgramRequest*> programs;
    for (const ProgramRequest& program : one.plan.programs)
      if (!recorder_.is_recorded(one.record_of(program.name))) programs.push_back(&program);
    for (const BuildRequest& build : one.plan.builds)
      if (is_wanted(one, build, programs, waiting)) add_build(one, build);
    for (const BuildRequest& build : one.plan.builds)
      if (!waiting && build.instrumented &&
          !recorder_.is_recorded(one.record_of(reach_of(build.name))))
        add_reach(one, build);
    for (const ProgramRequest* program : programs)
      if ((program->needs == Needs::waiting) == waiting) add_program(one, *program);
  }

  bool is_wanted(const InHand& one, const BuildRequest& build,
                 const std::vector<const ProgramRequest*>& programs, bool waiting) const {
    const fs::path dir = one.record_of(build.name);
    if (builds_.contains(dir)) return false;
    const auto uses = [&](const ProgramRequest* program) { return program->built == build.name; };
    if (waiting)
      return std::ranges::any_of(programs, [&](const ProgramRequest* program) {
        return uses(program) && program->needs == Needs::waiting;
      });
    return std::ranges::any_of(programs, uses) || !recorder_.is_recorded(dir);
  }

  void add_build(const InHand& one, const BuildRequest& build) {
    const Host& host = recorder_.host();
    RunSpec spec = build_spec(host.prepared, one.places, build);
    Digest digest = describe(spec, host);
    digest.add(one.inputs);
    Recorded job{
        .name = one.name_of(build.name), .dir = one.record_of(build.name), .is_build = true};
    // What an earlier run built is gone, so that only builds of this run have it to give.
    if (build.kind != BuildKind::notes) {
      digest.add(host.work.string());
      job.adopt = [this, own = built_file(one.places, build.name)](const fs::path& other) {
        return copy_output(builds_.at(other).output, own);
      };
    }
    if (build.instrumented)
      job.finish = [places = one.places, name = build.name] { return seal_program(places, name); };
    builds_[job.dir] = {jobs_.size(), built_file(one.places, build.name)};
    job.job = {std::move(spec), {}, [key = std::move(digest).hex()] { return key; }};
    jobs_.push_back(std::move(job));
  }

  // Code that cannot be built needs no look.
  void add_reach(const InHand& one, const BuildRequest& build) {
    RunSpec spec = reach_spec(recorder_.host().prepared, one.places, build);
    const std::string name = spec.name;
    const std::string key = key_of(spec, one.inputs, recorder_.host());
    std::vector<std::size_t> after;
    if (const auto it = builds_.find(one.record_of(build.name)); it != builds_.end())
      after = {it->second.job};
    jobs_.push_back({{std::move(spec), std::move(after), [key] { return key; }},
                     one.name_of(name),
                     one.record_of(name)});
  }

  static Result<void> copy_output(const fs::path& from, const fs::path& to) {
    std::error_code ec;
    if (!fs::exists(from, ec)) return {};  // the build failed
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, ec);
    if (ec) return fail_at({to.string(), 0, 0}, ec.message());
    return {};
  }

  void add_program(const InHand& one, const ProgramRequest& program) {
    RunSpec spec = program_spec(recorder_.host().prepared, one.places, program);
    std::vector<std::size_t> after;
    fs::path built;
    if (!program.built.empty()) {
      after = {builds_.at(one.record_of(program.built)).job};
      built = built_file(one.places, program.built);
    }
    const Host& host = recorder_.host();
    const std::string over_all = key_of(spec, one.files, host);
    const std::string over_inputs = key_of(spec, one.inputs, host);
    jobs_.push_back({{std::move(spec), std::move(after),
                      [=] { return program_key(built, over_all, over_inputs); }},
                     one.name_of(program.name),
                     one.record_of(program.name),
                     false});
  }

  // Same inputs give the same bytes, unless the build is not reproducible. A command may look at
  // every file, and so may a program that names what is written about the work.
  static std::string program_key(const fs::path& built, const std::string& over_all,
                                 const std::string& over_inputs) {
    if (built.empty()) return over_all;
    const Result<std::string> bytes = read_file(built, 1u << 30);
    if (!bytes) return "";
    const std::string& described = names_what_is_about_the_work(*bytes) ? over_all : over_inputs;
    return std::move(Digest().add(described).add(*bytes)).hex();
  }

  struct Build {
    std::size_t job = 0;
    fs::path output;
  };

  const std::vector<InHand>& in_hand_;
  Recorder& recorder_;
  std::map<fs::path, Build> builds_;  // by the folder of the record
  std::vector<Recorded> jobs_;
};

}  // namespace

Result<void> find_facts(const std::vector<InHand>& in_hand, Recorder& recorder) {
  std::vector<Recorded> jobs;
  for (const InHand& one : in_hand) {
    if (recorder.is_recorded(one.recording / "facts")) continue;
    RunSpec spec = facts_spec(recorder.host().prepared, one.places);
    const std::string key = key_of(spec, one.inputs, recorder.host());
    jobs.push_back({{std::move(spec), {}, [key] { return key; }},
                    one.name_of("source"),
                    one.recording / "facts",
                    false});
  }
  return recorder.run(jobs);
}

void make_plans(std::vector<InHand>& in_hand, const std::set<std::string>& ids) {
  for (InHand& one : in_hand)
    if (const Result<Handin> handin = read_handin(one.recording); handin)
      if (auto planned = plan_task(*one.task, *handin, ids); planned)
        one.plan = std::move(planned->plan);
}

Result<void> launch_plans(const std::vector<InHand>& in_hand, Recorder& recorder,
                          EarlyVerdicts& early) {
  Launches launches(in_hand, recorder);
  const std::vector<Recorded> jobs = launches.take();
  std::vector<fs::path> folders;
  for (const InHand& one : in_hand) folders.push_back(one.recording);
  early.await(folders, jobs);
  return recorder.run(jobs, &early);
}

}  // namespace grade
