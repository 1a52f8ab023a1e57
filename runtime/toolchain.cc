#include "runtime/toolchain.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "harness/base/text.h"
#include "runtime/command.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr const char* kInstallHint =
    "ci/setup-go installs one; or name one with --go or in $GRADE_GO";

std::string env_or_empty(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_program(const fs::path& path) {
  std::error_code ec;
  return fs::is_regular_file(path, ec) && ::access(path.c_str(), X_OK) == 0;
}

// 26 of "go1.26.8", "go1.26rc1", "devel go1.26-abc"; 0 when it is none.
int minor_of(std::string_view version) {
  const std::size_t at = version.find("go1.");
  if (at == std::string_view::npos) return 0;
  const std::string_view digits = version.substr(at + 4);
  int minor = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), minor);
  return minor;
}

Result<Toolchain> inspect(const fs::path& go) {
  if (!is_program(go)) return fail("no such program");
  const Command command{
      .argv = {go.string(), "env", "GOVERSION", "GOROOT"},
      .env = {{"PATH", "/usr/bin:/bin"},
              {"HOME", "/nonexistent"},
              {"GOTOOLCHAIN", "local"},
              {"GOENV", "off"},
              {"GOWORK", "off"},
              {"GOTELEMETRY", "off"},
              {"LC_ALL", "C.UTF-8"}},
      .cwd = "/",
      .limit = std::chrono::seconds(20),
  };
  GRADE_TRY(const std::string answer, run_command(command));
  const std::vector<std::string_view> lines = split_lines(answer);
  if (lines.size() != 2) return fail("does not answer like a go command");
  const std::string version(lines[0]);
  const int minor = minor_of(version);
  if (minor < kOldestMinor)
    return fail(
        fmt::format("is {}, grading needs go1.{} or newer", printable(version), kOldestMinor));
  const fs::path goroot(lines[1]);
  if (!is_program(goroot / "bin/go") || !fs::exists(goroot / "src/runtime"))
    return fail(fmt::format("its GOROOT {} is not a whole toolchain", goroot.string()));
  return Toolchain{go, goroot, version, minor};
}

// "1.25", "go1.25": a release that is installed where ours or Debian's are; else the path itself.
fs::path release_of(const fs::path& named) {
  std::string_view text = named.native();
  if (text.starts_with("go1.")) text.remove_prefix(2);
  const bool is_version =
      text.starts_with("1.") && text.size() > 2 &&
      std::ranges::all_of(text.substr(2), [](unsigned char c) { return std::isdigit(c) != 0; });
  std::error_code ec;
  if (!is_version || fs::exists(named, ec)) return named;
  const std::string folder = fmt::format("go-{}", text);
  for (const fs::path& place : {state_dir() / folder, fs::path("/usr/lib") / folder})
    if (is_program(place / "bin/go")) return place;
  return state_dir() / folder / "bin/go";
}

// A folder is a GOROOT.
fs::path program_of(const fs::path& named) {
  std::error_code ec;
  const fs::path path = fs::absolute(named, ec);
  return fs::is_directory(path, ec) ? path / "bin/go" : path;
}

Result<Toolchain> use_named(const fs::path& named, std::string_view by) {
  const fs::path go = program_of(release_of(named));
  Result<Toolchain> found = inspect(go);
  if (found) return found;
  Error error = found.error();
  error.what = fmt::format("{} (from {}): {}", go.string(), by, error.what);
  if (error.hint.empty()) error.hint = kInstallHint;
  return std::unexpected(std::move(error));
}

void add_path_entries(std::vector<fs::path>& places) {
  const std::string path = env_or_empty("PATH");
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const fs::path go = fs::path(rest.substr(0, end)) / "go";
    if (go.is_absolute() && is_program(go)) places.push_back(go);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void add_debian_packages(std::vector<fs::path>& places) {
  std::vector<std::pair<int, fs::path>> found;
  std::error_code ec;
  for (const fs::directory_entry& entry : fs::directory_iterator("/usr/lib", ec)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("go-1.")) continue;
    found.emplace_back(minor_of("go1." + name.substr(5)), entry.path() / "bin/go");
  }
  std::ranges::sort(found, std::greater<>{});
  for (auto& [minor, go] : found) places.push_back(std::move(go));
}

}  // namespace

Result<Toolchain> find_toolchain(const std::optional<fs::path>& asked) {
  if (asked) return use_named(*asked, "--go");
  if (const std::string named = env_or_empty("GRADE_GO"); !named.empty())
    return use_named(named, "$GRADE_GO");
  std::vector<fs::path> places;
  add_path_entries(places);
  const bool on_path = !places.empty();
  places.push_back(state_dir() / "go/bin/go");
  add_debian_packages(places);
  std::string tried = on_path ? "" : "\n  PATH: has no go";
  for (const fs::path& go : places) {
    Result<Toolchain> found = inspect(go);
    if (found) return found;
    tried += fmt::format("\n  {}: {}", go.string(), found.error().what);
  }
  return fail("no usable Go toolchain" + tried, kInstallHint);
}

fs::path state_dir() {
  if (const std::string named = env_or_empty("GRADE_STATE"); !named.empty())
    return fs::absolute(named);
  if (::geteuid() == 0) return "/var/cache/grade";
  if (const std::string cache = env_or_empty("XDG_CACHE_HOME"); cache.starts_with("/"))
    return fs::path(cache) / "grade";
  const std::string home = env_or_empty("HOME");
  return fs::path(home.empty() ? "/tmp" : home) / ".cache/grade";
}

}  // namespace grade
