#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <future>
#include <thread>
#include <utility>

#include "harness/base/digest.h"
#include "harness/base/files.h"
#include "harness/base/unique_fd.h"
#include "runtime/command.h"
#include "runtime/embedded.h"
#include "runtime/go_command.h"
#include "runtime/instruments.h"
#include "runtime/manifest.h"
#include "runtime/specs.h"
#include "runtime/warm.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRoom = 512u << 20;  // nearly twice what one needs

std::string folder_name(const Toolchain& toolchain, const InstrumentedLibrary& library) {
  Digest print;
  print.add("3");  // raise when what is prepared changes in another way
  print.add(toolchain.version);
  print.add(toolchain.goroot.string());
  print.add(warmed_packages());
  for (const std::string& flag : build_flags()) print.add(flag);
  for (const auto& [key, value] : go_environment(toolchain, "", Modules::files))
    print.add(key + "=" + value);
  for (const EmbeddedFile& file : embedded_files()) print.add(file.text);
  for (const OverlayFile& file : library.files) print.add(file.path).add(file.text);
  return fmt::format("{}-{}", toolchain.version.substr(0, toolchain.version.find(' ')),
                     std::move(print).hex().substr(0, 16));
}

Prepared describe(const Toolchain& toolchain, const fs::path& dir,
                  const InstrumentedLibrary& library) {
  Prepared prepared{.toolchain = toolchain,
                    .dir = dir,
                    .facts = dir / "bin/facts",
                    .patched = {},
                    .refused = library.refused};
  for (const OverlayFile& file : library.files) prepared.patched.push_back(file.path);
  return prepared;
}

Result<void> put_file(const fs::path& path, std::string_view text) {
  GRADE_TRY_VOID(make_shared_folder(path.parent_path()));
  return write_file(path, text);
}

Result<void> write_overlays(const fs::path& dir, const Toolchain& toolchain,
                            const InstrumentedLibrary& library) {
  for (const OverlayFile& file : library.files)
    GRADE_TRY_VOID(put_file(dir / "overlay/library" / file.path, file.text));
  return put_file(dir / "overlay/module/go.mod",
                  fmt::format("module submission\n\ngo 1.{}\n", toolchain.minor));
}

Result<void> write_canary(const fs::path& dir, const Toolchain& toolchain) {
  GRADE_TRY_VOID(
      put_file(dir / "go.mod", fmt::format("module canary\n\ngo 1.{}\n", toolchain.minor)));
  GRADE_TRY_VOID(put_file(dir / "main.go", canary_source()));
  return put_file(dir / "main_test.go",
                  "package main\n\nimport \"testing\"\n\nfunc Test(*testing.T) {}\n");
}

// A Go program of ours, from the embedded files of the folder of its name.
Result<void> build_helper(const std::string& name, const Toolchain& toolchain, const fs::path& dir,
                          const Watcher& watcher) {
  const fs::path scratch = dir / "scratch";
  for (const EmbeddedFile& file : embedded_files())
    if (file.name.starts_with(name + "/")) GRADE_TRY_VOID(put_file(scratch / file.name, file.text));
  Command command{.argv = {(toolchain.goroot / "bin/go").string(), "build"},
                  .env = go_environment(toolchain, dir / "cache", Modules::files),
                  .cwd = scratch / name,
                  .is_cancelled = watcher.is_cancelled};
  for (std::string& flag : build_flags()) command.argv.push_back(std::move(flag));
  command.argv.insert(command.argv.end(), {"-o", (dir / "bin" / name).string(), "."});
  GRADE_TRY([[maybe_unused]] const std::string out, run_command(command));
  return {};
}

// The standard library with all instruments; nothing to do where all are refused.
Result<void> warm_instrumented(const Prepared& prepared, const Watcher& watcher) {
  if (prepared.patched.empty()) return {};
  const fs::path overlay = prepared.dir / "scratch/overlay.json";
  GRADE_TRY_VOID(put_file(
      overlay, overlay_json(toolchain_replacements(
                   prepared.toolchain, prepared.dir / "overlay/library", prepared.patched))));
  return warm_cache(
      prepared.toolchain,
      {.cache = prepared.dir / "cache", .overlay = overlay, .is_cancelled = watcher.is_cancelled});
}

Result<void> warm_plain(const Prepared& prepared, const Watcher& watcher) {
  for (const char* name : {"driver", "facts", "gocache", "reach"})
    GRADE_TRY_VOID(build_helper(name, prepared.toolchain, prepared.dir, watcher));
  return warm_cache(
      prepared.toolchain,
      {.cache = prepared.dir / "cache", .overlay = {}, .is_cancelled = watcher.is_cancelled});
}

// Everyone may read, no file may be written.
Result<void> protect(const fs::path& dir) {
  std::error_code ec;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(dir, ec)) {
    const bool is_open = entry.is_directory(ec) || entry.path().parent_path().filename() == "bin";
    fs::permissions(entry.path(), is_open ? fs::perms(0755) : fs::perms(0444), ec);
    if (ec) break;
  }
  if (ec) return fail(fmt::format("{}: {}", dir.string(), ec.message()));
  return {};
}

// Half of the time the go command waits for one package that all others need, or links: two at
// once use the cores better than one after the other.
Result<void> make_in(const fs::path& dir, const Toolchain& toolchain,
                     const InstrumentedLibrary& library, const Watcher& watcher) {
  const fs::path scratch = dir / "scratch";
  GRADE_TRY_VOID(make_shared_folder(scratch));
  GRADE_TRY_VOID(make_shared_folder(dir / "bin"));
  GRADE_TRY_VOID(write_overlays(dir, toolchain, library));
  GRADE_TRY_VOID(write_canary(dir / "canary", toolchain));
  const Prepared prepared = describe(toolchain, dir, library);
  watcher.note(
      fmt::format("{}: compiling the standard library, plain and instrumented, and our helpers",
                  toolchain.version));
  auto instrumented =
      std::async(std::launch::async, warm_instrumented, std::cref(prepared), std::cref(watcher));
  const Result<void> plain = warm_plain(prepared, watcher);
  GRADE_TRY_VOID(instrumented.get());
  if (!plain) return plain;
  std::error_code ec;
  fs::remove_all(scratch, ec);
  GRADE_TRY_VOID(write_manifest(dir, toolchain.goroot));
  return protect(dir);
}

Result<UniqueFd> take_lock(const fs::path& path, const Watcher& watcher) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return fail(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  for (bool is_told = false; ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0;) {
    if (errno != EINTR && errno != EWOULDBLOCK)
      return fail(fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
    if (watcher.is_cancelled()) return fail("interrupted");
    if (!std::exchange(is_told, true))
      watcher.note("waiting for another process that prepares the same toolchain");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return fd;
}

// Launches of others that use it may still go on, but none finds it from now on.
Result<void> put_away(const fs::path& dir) {
  GRADE_TRY(TempDir damaged, TempDir::make(dir.parent_path(), "damaged-"));
  std::error_code ec;
  fs::rename(dir, damaged.path() / dir.filename(), ec);
  if (ec)
    return fail_at({dir.string(), 0, 0}, "the prepared runtime is damaged: " + ec.message(),
                   "remove the folder");
  return {};
}

Result<void> make_once(const fs::path& dir, const Toolchain& toolchain,
                       const InstrumentedLibrary& library, const Watcher& watcher) {
  const fs::path parent = dir.parent_path();
  Result<void> made = make_shared_folder(parent);
  if (!made) {
    made.error().hint = "name a folder of your own in $GRADE_STATE";
    return made;
  }
  GRADE_TRY(const UniqueFd held, take_lock(fs::path(dir) += ".lock", watcher));
  const bool is_there = fs::exists(dir);
  if (const std::string damage = is_there ? damage_of(dir) : ""; !damage.empty())
    watcher.note(fmt::format("the prepared runtime is damaged and made again: {}", damage));
  else if (is_there)
    return {};
  GRADE_TRY_VOID(check_room(parent, kRoom));
  GRADE_TRY(TempDir temp, TempDir::make(parent, "preparing-"));
  GRADE_TRY_VOID(make_shared_folder(temp.path()));
  GRADE_TRY_VOID(make_in(temp.path(), toolchain, library, watcher));
  if (is_there) GRADE_TRY_VOID(put_away(dir));
  std::error_code ec;
  fs::rename(temp.path(), dir, ec);
  if (ec) return fail(fmt::format("cannot create {}: {}", dir.string(), ec.message()));
  temp.keep();
  return {};
}

}  // namespace

Result<Prepared> prepare_runtime(const Toolchain& toolchain, const Watcher& watcher) {
  const InstrumentedLibrary library = instrument_library(instruments(), toolchain);
  for (const auto& [instrument, error] : library.refused)
    watcher.note(fmt::format("instrument {} is refused: {}", instrument, error.what));
  const fs::path dir = state_dir() / "runtime" / folder_name(toolchain, library);
  if (!fs::exists(dir) || !damage_of(dir).empty())
    GRADE_TRY_VOID(make_once(dir, toolchain, library, watcher));
  return describe(toolchain, dir, library);
}

}  // namespace grade
