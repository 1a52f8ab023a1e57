#include "tests/runtime/go_release.h"

#include <fmt/format.h>

#include <sstream>

#include "harness/base/text.h"
#include "harness/launch/launcher.h"

namespace grade {

namespace fs = std::filesystem;

namespace {

// Kept between runs of the tests, so that the standard library is compiled once.
fs::path kept(const std::string& version) {
  return fs::path(GRADE_BINARY_DIR) / "go-tests" / version;
}

}  // namespace

Numbers numbers_in(const std::string& text) {
  Numbers all;
  std::istringstream in(text);
  std::string name;
  for (std::int64_t value = 0; in >> name >> value;) all[name].push_back(value);
  return all;
}

std::vector<Event> events_of(const Ran& ran, std::string_view kind) {
  std::vector<Event> all;
  for (const Event& event : ran.events.all)
    if (event.kind == kind) all.push_back(event);
  return all;
}

void GoRelease::SetUp() {
  const fs::path root = state_dir() / fmt::format("go-{}", GetParam());
  if (!fs::exists(root))
    GTEST_SKIP() << root << " is not there; ci/setup-go " << GetParam() << " installs it";
  toolchain_ = find_toolchain(root).value();
  put("go.mod", fmt::format("module t\n\ngo {}\n", GetParam()));
}

void GoRelease::put(const std::string& name, const std::string& text) {
  fs::create_directories((temp_.path() / "src" / name).parent_path());
  ASSERT_TRUE(write_file(temp_.path() / "src" / name, text));
}

fs::path GoRelease::overlay() {
  const InstrumentedLibrary library = instrument_library(instruments(), toolchain_);
  for (const auto& [name, error] : library.refused) ADD_FAILURE() << name << to_string(error);
  const fs::path dir = kept(toolchain_.version) / "library";
  std::vector<std::string> paths;
  for (const OverlayFile& file : library.files) {
    fs::create_directories((dir / file.path).parent_path());
    EXPECT_TRUE(write_file(dir / file.path, file.text));
    paths.push_back(file.path);
  }
  EXPECT_TRUE(write_file(temp_.path() / "overlay.json",
                         overlay_json(toolchain_replacements(toolchain_, dir, paths))));
  return temp_.path() / "overlay.json";
}

fs::path GoRelease::go(std::vector<std::string> words, Library library) {
  const std::string cache = kept(toolchain_.version) / "cache";
  fs::create_directories(cache);
  Command command{.argv = {(toolchain_.goroot / "bin/go").string()},
                  .env = go_environment(toolchain_, cache, Modules::files),
                  .cwd = temp_.path() / "src"};
  for (std::string& word : words) command.argv.push_back(std::move(word));
  for (std::string& flag : build_flags()) command.argv.push_back(std::move(flag));
  if (library == Library::instrumented) command.argv.push_back("-overlay=" + overlay().string());
  const fs::path built = temp_.path() / "built";
  command.argv.insert(command.argv.end(), {"-o", built.string(), "."});
  const auto ran = run_command(command);
  EXPECT_TRUE(ran) << to_string(ran.error());
  return built;
}

fs::path GoRelease::build(Library library) { return go({"build"}, library); }

fs::path GoRelease::build_test(Library library) { return go({"test", "-c", "-vet=off"}, library); }

Ran GoRelease::run(const fs::path& program, const std::string& instruments,
                   const std::string& script, const std::map<std::string, std::string>& env) {
  RunSpec spec;
  spec.name = "run";
  spec.argv = {"/bin/sh", "-c", script, program.string()};
  spec.env = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/tmp"}};
  for (const auto& [key, value] : env) spec.env[key] = value;
  spec.cwd = temp_.path().string();
  spec.limits.wall = std::chrono::seconds(60);
  spec.instruments = instruments;
  LauncherOptions options;
  options.isolation = Isolation::none;
  options.keeper = fs::path(GRADE_BINARY_DIR) / "harness/launch/keeper/grade-keeper";
  auto records = make_launcher(options)->run({Job{spec, {}}}, {});
  EXPECT_TRUE(records) << to_string(records.error());
  const RunRecord& record = records->at(0);
  EXPECT_EQ(to_string(record.termination), "exit 0") << record.err().bytes;
  return {record.out().bytes, read_events(record.events(), record.event_key),
          !record.events().bytes.empty()};
}

}  // namespace grade
