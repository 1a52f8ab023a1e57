#include "runtime/specs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/base/digest.h"
#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/launch/driver_report.h"
#include "harness/launch/identity.h"
#include "runtime/call_source.h"
#include "runtime/go_command.h"
#include "runtime/instruments.h"

namespace grade {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr const char* kSource = "/src";
constexpr const char* kSealed = "sealed";
constexpr std::uint64_t kMiB = 1u << 20;

// A job's name as the name of a file; different names stay different.
std::string file_name(const std::string& job) {
  constexpr std::size_t kLongest = 200;
  std::string name;
  for (const char c : job)
    if (c == '/' || c == '%' || c == '\0')
      name += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    else
      name += c;
  if (name.size() <= kLongest && !name.starts_with('.')) return name;
  return fmt::format("{}-{}", std::move(Digest().add(job)).hex().substr(0, 16),
                     name.substr(0, kLongest / 2));
}

// Where things are for the program: the paths of the sandbox, or of the host when there is none.
struct View {
  std::string source;
  std::string out;
  std::string overlay;
  std::string tmp;  // of this launch alone
  std::string cache() const { return tmp + "/gocache"; }
};

View view_of(const Places& places, const std::string& job) {
  if (places.isolation == Isolation::sandbox) return {kSource, "/out", "/overlay", "/tmp"};
  // The go command sees the resolved path, and an overlay under another name has no effect.
  std::error_code ec;
  const fs::path source = fs::weakly_canonical(places.submission, ec);
  return {(ec ? places.submission : source).string(), (places.work / "out").string(),
          (places.work / "overlay").string(), (places.work / "tmp" / file_name(job)).string()};
}

std::string joined(const std::string& base, const std::string& relative) {
  const fs::path path = (fs::path(base) / relative).lexically_normal();
  return path.filename().empty() ? path.parent_path().string() : path.string();
}

bool stays_inside(const std::string& relative) {
  const fs::path path = fs::path(relative).lexically_normal();
  return path.is_relative() && (path.empty() || *path.begin() != "..") &&
         relative.find('\0') == std::string::npos;
}

// Names a program that is nowhere: the launch is NotStarted, and tells the reason.
RunSpec refused_spec(const std::string& name, std::string_view why) {
  RunSpec spec;
  spec.name = name;
  spec.argv = {"/no such program: " + printable(why)};
  spec.cwd = "/";
  return spec;
}

Limits build_limits() {
  Limits limits;
  limits.wall = seconds(120);
  limits.cpu = seconds(120);
  limits.memory_bytes = 3072 * kMiB;
  limits.output_bytes = 8 * kMiB;
  limits.processes = 400;
  return limits;
}

bool is_plain_file(const fs::path& path) {
  std::error_code ec;
  return fs::is_regular_file(fs::symlink_status(path, ec));
}

// Folder of the go.work that the go command would find from a module, as far as it was handed in.
std::optional<std::string> workspace_of(const Places& places, const std::string& module_dir) {
  if (module_dir.empty()) return std::nullopt;
  fs::path dir = fs::path(module_dir).lexically_normal();
  while (!is_plain_file(places.submission / dir / "go.work")) {
    if (dir.empty() || dir == ".") return std::nullopt;
    dir = dir.parent_path();
  }
  return dir.empty() ? "." : dir.string();
}

bool is_vendored(const Places& places, const std::string& dir) {
  std::error_code ec;
  const fs::path vendor = places.submission / dir / "vendor";
  return !dir.empty() && fs::is_directory(fs::symlink_status(vendor, ec)) &&
         is_plain_file(vendor / "modules.txt");
}

std::string call_file(const BuildRequest& request) { return file_name(request.name) + ".go"; }

Replacements replacements_of(const Prepared& prepared, const View& view,
                             const BuildRequest& request) {
  Replacements all;
  if (request.instrumented)
    all = toolchain_replacements(prepared.toolchain, prepared.dir / "overlay/library",
                                 prepared.patched);
  if (request.module_dir.empty())
    all[joined(view.source, "go.mod")] = (prepared.dir / "overlay/module/go.mod").string();
  for (const std::string& file : request.left_out) all[joined(view.source, file)] = "";
  if (!request.calls.empty())
    all[joined(view.source, request.package + "/zz_grade_call_test.go")] =
        view.overlay + "/" + call_file(request);
  return all;
}

// A folder in which the program's user writes.
Result<void> make_writable(const Places& places, const fs::path& path) {
  GRADE_TRY_VOID(make_shared_folder(path));
  return give_to(program_identity({.isolation = places.isolation}), path);
}

// The sandbox has a /tmp of its own.
Result<void> give_tmp(const Places& places, const View& view, RunSpec& spec) {
  if (places.isolation == Isolation::sandbox) return {};
  GRADE_TRY_VOID(make_shared_folder(fs::path(view.tmp).parent_path()));
  GRADE_TRY_VOID(make_writable(places, view.tmp));
  spec.mounts.push_back({view.tmp, view.tmp, true});
  return {};
}

Result<void> write_readable(const fs::path& file, std::string_view text) {
  GRADE_TRY_VOID(write_file(file, text));
  std::error_code ec;
  fs::permissions(file, fs::perms(0644), ec);
  return {};
}

// "" when the build needs none, else the path that the build sees.
Result<std::string> write_overlay(const Prepared& prepared, const Places& places, const View& view,
                                  const BuildRequest& request) {
  const Replacements all = replacements_of(prepared, view, request);
  if (all.empty()) return "";
  const fs::path dir = places.work / "overlay";
  const std::string name = file_name(request.name) + ".json";
  GRADE_TRY_VOID(write_readable(dir / name, overlay_json(all)));
  if (!request.calls.empty())
    GRADE_TRY_VOID(write_readable(dir / call_file(request), call_source(request.calls)));
  return view.overlay + "/" + name;
}

// Relative to the folder of the module; never read as a flag.
std::string package_argument(const BuildRequest& request) {
  const std::string from = request.module_dir.empty() ? "." : request.module_dir;
  const fs::path package = fs::path(request.package).lexically_normal();
  const fs::path path = package.lexically_relative(fs::path(from).lexically_normal());
  return path == "." ? "." : "./" + path.string();
}

bool is_test(const BuildRequest& request) {
  return request.kind == BuildKind::test || request.test_package;
}

// What makes a difference to what is compiled.
std::vector<std::string> flags_of(const BuildRequest& request, const std::string& overlay) {
  std::vector<std::string> flags = build_flags();
  if (!overlay.empty()) flags.push_back("-overlay=" + overlay);
  if (!request.tags.empty()) flags.push_back(fmt::format("-tags={}", fmt::join(request.tags, ",")));
  return flags;
}

// Before a command: with a build cache of its own.
std::vector<std::string> with_cache(const Prepared& prepared) {
  return {(prepared.dir / "bin/gocache").string(), (prepared.dir / "cache").string()};
}

void append(std::vector<std::string>& argv, const std::vector<std::string>& more) {
  argv.insert(argv.end(), more.begin(), more.end());
}

std::string go_program(const Prepared& prepared) {
  return (prepared.toolchain.goroot / "bin/go").string();
}

std::vector<std::string> build_argv(const Prepared& prepared, const View& view,
                                    const BuildRequest& request, const std::string& overlay) {
  const bool is_notes = request.kind == BuildKind::notes;
  std::vector<std::string> argv = with_cache(prepared);
  argv.push_back(go_program(prepared));
  if (is_test(request))
    append(argv, {"test", "-c", "-vet=off"});
  else
    argv.push_back("build");
  append(argv, flags_of(request, overlay));
  if (is_notes) argv.push_back("-gcflags=-m");
  argv.push_back("-o");
  argv.push_back(is_notes ? "/dev/null" : view.out + "/" + file_name(request.name));
  argv.push_back(package_argument(request));
  return argv;
}

std::vector<std::string> reach_argv(const Prepared& prepared, const View& view,
                                    const BuildRequest& request, const std::string& overlay) {
  std::vector<std::string> argv = with_cache(prepared);
  append(argv, {(prepared.dir / "bin/reach").string(), view.source, go_program(prepared)});
  if (is_test(request)) argv.push_back("-test");
  append(argv, flags_of(request, overlay));
  argv.push_back(package_argument(request));
  return argv;
}

Result<void> check(const BuildRequest& request) {
  for (const std::string& path : {request.package, request.module_dir})
    if (!stays_inside(path) || path.find("...") != std::string::npos)
      return fail(fmt::format("{} is not a folder of the submission", printable(path)));
  return {};
}

using MakeArgv = std::vector<std::string> (*)(const Prepared&, const View&, const BuildRequest&,
                                              const std::string& overlay);

// Where and with what environment a package is built, or listed.
Result<RunSpec> make_go_command(const Prepared& prepared, const Places& places,
                                const BuildRequest& request, MakeArgv make_argv) {
  GRADE_TRY_VOID(check(request));
  GRADE_TRY_VOID(make_shared_folder(places.work / "overlay"));
  const View view = view_of(places, request.name);
  GRADE_TRY(const std::string overlay, write_overlay(prepared, places, view, request));
  RunSpec spec;
  spec.name = request.name;
  spec.argv = make_argv(prepared, view, request, overlay);
  const std::optional<std::string> workspace = workspace_of(places, request.module_dir);
  const bool has_vendor = is_vendored(places, workspace.value_or(request.module_dir));
  spec.env = go_environment(prepared.toolchain, view.cache(),
                            has_vendor ? Modules::vendored : Modules::files, view.tmp);
  if (workspace) spec.env["GOWORK"] = joined(view.source, *workspace + "/go.work");
  spec.cwd = joined(view.source, request.module_dir);
  spec.mounts = {{places.submission, view.source, false},
                 {places.work / "overlay", view.overlay, false}};
  GRADE_TRY_VOID(give_tmp(places, view, spec));
  spec.limits = build_limits();
  return spec;
}

Result<RunSpec> make_build(const Prepared& prepared, const Places& places,
                           const BuildRequest& request) {
  GRADE_TRY(RunSpec spec, make_go_command(prepared, places, request, build_argv));
  GRADE_TRY_VOID(make_writable(places, places.work / "out"));
  spec.mounts.push_back({places.work / "out", view_of(places, request.name).out, true});
  return spec;
}

using Json = nlohmann::json;

// As runtime/driver/script.go reads it.
std::string script(const RunSpec& program, const Places& places, const ProgramRequest& request) {
  Json steps = Json::array();
  for (const Step& step : request.steps)
    steps.push_back({{"do", name_of(step.action)},
                     {"what", to_string(step)},
                     {"as", step.as},
                     {"for", name_of(step.wait_for)},
                     {"within", step.within.count()},
                     {"path", step.path},
                     {"requests", step.requests},
                     {"at_once", step.at_once},
                     {"signal", step.signal}});
  Json env = Json::array();
  for (const auto& [key, value] : program.env) env.push_back(key + "=" + value);
  const Json json = {{"argv", program.argv},
                     {"env", std::move(env)},
                     {"steps", std::move(steps)},
                     {"serves", request.serves},
                     {"own_ports", places.isolation == Isolation::sandbox},
                     {"keep_bytes", kMaxAttachment}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void drive(const Prepared& prepared, const Places& places, const ProgramRequest& request,
           RunSpec& spec) {
  spec.argv = {(prepared.dir / "bin/driver").string(), script(spec, places, request)};
  spec.env = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};  // what is set is the program's
  spec.has_driver = true;
}

// In a copy of the task folder where Go can build.
Result<RunSpec> make_command(const Prepared& prepared, const Places& places,
                             const ProgramRequest& request) {
  const View view = view_of(places, request.name);
  RunSpec spec;
  spec.name = request.name;
  spec.argv = with_cache(prepared);
  append(spec.argv, {"/bin/sh", "-c", request.command});
  spec.env =
      go_environment(prepared.toolchain, view.cache(),
                     is_vendored(places, ".") ? Modules::vendored : Modules::files, view.tmp);
  for (const auto& [key, value] : request.env) spec.env[key] = value;
  spec.copy_in = {places.submission, kSource, true};
  spec.cwd = kSource;
  GRADE_TRY_VOID(give_tmp(places, view, spec));
  spec.limits = request.limits;
  spec.reserve_bytes = request.reserve_bytes;
  spec.needs = request.needs;
  return spec;
}

// "gc" of "gc", "tags" of "tags=agree".
std::string instrument_name(const std::string& option) {
  return option.substr(0, option.find('='));
}

Result<void> check(const Prepared& prepared, const std::vector<std::string>& options) {
  for (const std::string& option : options) {
    const std::string name = instrument_name(option);
    if (const auto it = prepared.refused.find(name); it != prepared.refused.end())
      return fail(fmt::format("instrument {}: {}", name, it->second.what));
    if (std::ranges::find(instruments(), name, &Instrument::name) == instruments().end())
      return fail(fmt::format("there is no instrument {}", printable(name)));
  }
  return {};
}

// What a launch runs: instrumented programs from their copy, which nobody can read.
Mount programs_of(const Places& places, const View& view, const ProgramRequest& request) {
  if (request.instruments.empty()) return {places.work / "out", view.out, false};
  const fs::path sealed = places.work / kSealed;
  const bool is_sandboxed = places.isolation == Isolation::sandbox;
  return {sealed, is_sandboxed ? view.out : sealed.string(), false};
}

Result<RunSpec> make_program(const Prepared& prepared, const Places& places,
                             const ProgramRequest& request) {
  if (!request.command.empty()) return make_command(prepared, places, request);
  if (!stays_inside(request.directory))
    return fail(request.directory + " is not a folder of the submission");
  GRADE_TRY_VOID(check(prepared, request.instruments));
  const View view = view_of(places, request.name);
  RunSpec spec;
  spec.name = request.name;
  const Mount programs = programs_of(places, view, request);
  spec.argv = {programs.inside + "/" + file_name(request.built)};
  spec.argv.insert(spec.argv.end(), request.args.begin(), request.args.end());
  spec.env = go_environment(prepared.toolchain, view.cache(), Modules::files, view.tmp);
  for (const auto& [key, value] : request.env) spec.env[key] = value;
  // A copy, so that the program may write beside its source. Without a sandbox the launcher moves
  // it, and the working directory with it.
  spec.copy_in = {places.submission, kSource, true};
  spec.cwd = joined(kSource, request.directory);
  spec.mounts = {programs};
  GRADE_TRY_VOID(give_tmp(places, view, spec));
  spec.limits = request.limits;
  spec.reserve_bytes = request.reserve_bytes;
  spec.needs = request.needs;
  spec.packet_stderr = request.packet_stderr;
  spec.instruments = fmt::format("{}", fmt::join(request.instruments, ","));
  if (!request.steps.empty()) drive(prepared, places, request, spec);
  return spec;
}

// The spec, or one that is not started and says why.
RunSpec spec_or_refusal(const std::string& name, Result<RunSpec> spec) {
  return spec ? std::move(*spec) : refused_spec(name, spec.error().what);
}

}  // namespace

std::vector<Mount> system_mounts(const Prepared& prepared) {
  std::vector<Mount> mounts = {{"/usr", "/usr", false}};
  const auto add = [&](const fs::path& path) {
    if (path.string().starts_with("/usr/")) return;
    for (const Mount& mount : mounts)
      if (mount.inside == path.string()) return;
    mounts.push_back({path, path.string(), false});
  };
  std::error_code ec;
  add(prepared.toolchain.goroot);
  if (const fs::path real = fs::canonical(prepared.toolchain.goroot, ec); !ec) add(real);
  add(prepared.dir);
  return mounts;
}

RunSpec facts_spec(const Prepared& prepared, const Places& places) {
  RunSpec spec;
  spec.name = "source";
  const View view = view_of(places, spec.name);
  spec.argv = {prepared.facts.string(), view.source};
  spec.env = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/tmp"}, {"LC_ALL", "C.UTF-8"}, {"TZ", "UTC"}};
  spec.cwd = "/";
  spec.mounts = {{places.submission, view.source, false}};
  spec.limits.wall = seconds(30);
  spec.limits.cpu = seconds(30);
  spec.limits.memory_bytes = 2048 * kMiB;
  return spec;
}

RunSpec build_spec(const Prepared& prepared, const Places& places, const BuildRequest& request) {
  return spec_or_refusal(request.name, make_build(prepared, places, request));
}

RunSpec canary_spec(const Prepared& prepared, const Places& places, const BuildRequest& request) {
  Places with_canary = places;
  with_canary.submission = prepared.dir / "canary";
  return build_spec(prepared, with_canary,
                    {.kind = request.kind,
                     .name = canary_of(request.name),
                     .module_dir = ".",
                     .package = ".",
                     .test_package = request.test_package,
                     .tags = {},
                     .instrumented = request.instrumented});
}

RunSpec reach_spec(const Prepared& prepared, const Places& places, const BuildRequest& build) {
  BuildRequest request = build;
  request.name = reach_of(build.name);
  return spec_or_refusal(request.name, make_go_command(prepared, places, request, reach_argv));
}

fs::path built_file(const Places& places, const std::string& build) {
  return places.work / "out" / file_name(build);
}

Result<void> seal_program(const Places& places, const std::string& build) {
  const fs::path built = built_file(places, build);
  const fs::path sealed = places.work / kSealed / built.filename();
  std::error_code ec;
  if (!fs::exists(built, ec)) return {};
  GRADE_TRY_VOID(make_shared_folder(sealed.parent_path()));
  fs::remove(sealed, ec);
  fs::copy_file(built, sealed, ec);
  if (!ec) fs::permissions(sealed, fs::perms(0111), ec);
  if (ec) return fail_at({sealed.string(), 0, 0}, ec.message());
  return {};
}

RunSpec program_spec(const Prepared& prepared, const Places& places,
                     const ProgramRequest& request) {
  return spec_or_refusal(request.name, make_program(prepared, places, request));
}

}  // namespace grade
