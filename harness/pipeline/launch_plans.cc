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

std::string full_name(const InHand& one, const std::string& job) {
  return fmt::format("{}/task{:02} {}", one.folder.submission, one.folder.task, job);
}

fs::path dir_of(const InHand& one, std::string job) {
  std::ranges::replace(job, '/', '_');
  return one.recording / "launches" / job;
}

// What the outcome of a launch depends on, besides what it reads.
Digest describe(const RunSpec& spec, const Host& host) {
  Digest digest;
  digest.add(host.prepared.dir.filename().string()).add(spec.name).add(spec.cwd);
  digest.add(spec.argv.size());
  for (const std::string& arg : spec.argv) digest.add(arg);
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

std::string key_of_inputs(const RunSpec& spec, const InHand& one, const Host& host) {
  return std::move(describe(spec, host).add(one.inputs)).hex();
}

// The programs of one build, and where it lies.
fs::path output_of(const InHand& one, const std::string& build) {
  return built_file(one.places, build);
}

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
  void add(const InHand& one, bool waiting) {
    std::vector<const ProgramRequest*> programs;
    for (const ProgramRequest& program : one.plan.programs)
      if (!recorder_.is_recorded(dir_of(one, program.name))) programs.push_back(&program);
    std::map<std::string, std::size_t> built;
    for (const BuildRequest& build : one.plan.builds) {
      const auto user = std::ranges::find(programs, build.name, &ProgramRequest::built);
      const bool is_for_waiting = user != programs.end() && (*user)->needs == Needs::waiting;
      if (is_for_waiting != waiting) continue;
      if (user == programs.end() && recorder_.is_recorded(dir_of(one, build.name))) continue;
      built[build.name] = jobs_.size();
      add_build(one, build);
    }
    for (const ProgramRequest* program : programs) {
      if (program->built.empty() && !waiting) add_program(one, *program, {});
      if (const auto it = built.find(program->built); it != built.end())
        add_program(one, *program, {it->second});
    }
  }

  void add_build(const InHand& one, const BuildRequest& build) {
    RunSpec spec = build_spec(recorder_.host().prepared, one.places, build);
    const std::string key = (build.kind == BuildKind::notes ? "" : kThisRunOnly) +
                            key_of_inputs(spec, one, recorder_.host());
    const fs::path own = output_of(one, build.name);
    outputs_[dir_of(one, build.name)] = own;
    jobs_.push_back({{std::move(spec), {}, [key] { return key; }},
                     full_name(one, build.name),
                     dir_of(one, build.name),
                     [this, own, kind = build.kind](const fs::path& other) {
                       return kind == BuildKind::notes ? Result<void>{} : adopt(own, other);
                     }});
  }

  // The built file of another folder's build with the same inputs.
  Result<void> adopt(const fs::path& own, const fs::path& other) const {
    const auto output = outputs_.find(other);
    std::error_code ec;
    if (output == outputs_.end() || !fs::exists(output->second, ec)) return {};  // it failed
    fs::copy_file(output->second, own, fs::copy_options::skip_existing, ec);
    if (ec) return fail_at({own.string(), 0, 0}, ec.message());
    return {};
  }

  void add_program(const InHand& one, const ProgramRequest& program,
                   std::vector<std::size_t> after) {
    RunSpec spec = program_spec(recorder_.host().prepared, one.places, program);
    const fs::path built = program.built.empty() ? fs::path() : output_of(one, program.built);
    const std::string described = key_of_inputs(spec, one, recorder_.host());
    jobs_.push_back({{std::move(spec), std::move(after),
                      [built, described] { return with_bytes(described, built); }},
                     full_name(one, program.name),
                     dir_of(one, program.name)});
  }

  // Same inputs give the same bytes, unless the build is not reproducible.
  static std::string with_bytes(const std::string& described, const fs::path& built) {
    if (built.empty()) return described;
    const Result<std::string> bytes = read_file(built, 1u << 30);
    return bytes ? std::move(Digest().add(described).add(*bytes)).hex() : "";
  }

  const std::vector<InHand>& in_hand_;
  Recorder& recorder_;
  std::map<fs::path, fs::path> outputs_;  // record of a build -> what it built
  std::vector<Recorded> jobs_;
};

}  // namespace

Result<void> find_facts(const std::vector<InHand>& in_hand, Recorder& recorder) {
  std::vector<Recorded> jobs;
  for (const InHand& one : in_hand) {
    if (recorder.is_recorded(one.recording / "facts")) continue;
    RunSpec spec = facts_spec(recorder.host().prepared, one.places);
    const std::string key = key_of_inputs(spec, one, recorder.host());
    jobs.push_back({{std::move(spec), {}, [key] { return key; }},
                    full_name(one, "source"),
                    one.recording / "facts"});
  }
  recorder.host().progress->expect(static_cast<int>(jobs.size()));
  return recorder.run(jobs);
}

void make_plans(std::vector<InHand>& in_hand, const std::set<std::string>& ids) {
  for (InHand& one : in_hand)
    if (const Result<Handin> handin = read_handin(one.recording); handin)
      if (auto planned = plan_task(*one.task, *handin, ids); planned)
        one.plan = std::move(planned->plan);
}

Result<void> launch_plans(const std::vector<InHand>& in_hand, Recorder& recorder) {
  Launches launches(in_hand, recorder);
  const std::vector<Recorded> jobs = launches.take();
  recorder.host().progress->expect(static_cast<int>(in_hand.size() + jobs.size()));
  return recorder.run(jobs);
}

}  // namespace grade
