#include "tests/runtime/go_release.h"

#include <fmt/format.h>

#include <sstream>

#include "harness/base/text.h"

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

std::vector<nlohmann::json> json_lines(const std::string& text) {
  std::vector<nlohmann::json> all;
  for (const std::string_view line : split_lines(text)) all.push_back(nlohmann::json::parse(line));
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

fs::path GoRelease::overlay(const std::set<Instrument>& instruments) {
  Replacements all;
  for (const Instrument instrument : instruments) {
    const fs::path dir = kept(toolchain_.version) / to_string(instrument);
    std::vector<std::string> paths;
    const auto files = overlay_files(instrument, toolchain_);
    EXPECT_TRUE(files) << to_string(files.error());
    for (const OverlayFile& file : *files) {
      fs::create_directories((dir / file.path).parent_path());
      EXPECT_TRUE(write_file(dir / file.path, file.text));
      paths.push_back(file.path);
    }
    all.merge(toolchain_replacements(toolchain_, dir, paths));
  }
  if (instruments.contains(Instrument::gc_probe)) {
    EXPECT_TRUE(write_file(temp_.path() / kProbeFile, probe_source()));
    all[(temp_.path() / "src" / kProbeFile).string()] = (temp_.path() / kProbeFile).string();
  }
  EXPECT_TRUE(write_file(temp_.path() / "overlay.json", overlay_json(all)));
  return temp_.path() / "overlay.json";
}

fs::path GoRelease::go(std::vector<std::string> words, const std::set<Instrument>& instruments) {
  const std::string cache = kept(toolchain_.version) / "cache";
  fs::create_directories(cache);
  Command command{.argv = {(toolchain_.goroot / "bin/go").string()},
                  .env = go_environment(toolchain_, cache, Modules::files),
                  .cwd = temp_.path() / "src"};
  for (std::string& word : words) command.argv.push_back(std::move(word));
  for (std::string& flag : build_flags()) command.argv.push_back(std::move(flag));
  command.argv.push_back("-overlay=" + overlay(instruments).string());
  const fs::path built = temp_.path() / "built";
  command.argv.insert(command.argv.end(), {"-o", built.string(), "."});
  const auto ran = run_command(command);
  EXPECT_TRUE(ran) << to_string(ran.error());
  return built;
}

fs::path GoRelease::build(const std::set<Instrument>& instruments) {
  return go({"build"}, instruments);
}

fs::path GoRelease::build_test(const std::set<Instrument>& instruments) {
  return go({"test", "-c", "-vet=off"}, instruments);
}

Ran GoRelease::run(const fs::path& program, const std::string& script,
                   const std::map<std::string, std::string>& env) {
  const fs::path events = temp_.path() / "events";
  const std::string line = fmt::format("exec 3>{}; {}", events.string(), script);
  Command command{.argv = {"/bin/sh", "-c", line, program.string()},
                  .env = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/tmp"}},
                  .cwd = temp_.path(),
                  .limit = std::chrono::seconds(60)};
  for (const auto& [key, value] : env) command.env[key] = value;
  const auto out = run_command(command);
  EXPECT_TRUE(out) << to_string(out.error());
  return {out.value_or(""), read_file(events, 1 << 20).value_or("")};
}

}  // namespace grade
