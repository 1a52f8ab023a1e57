#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <future>

#include "harness/base/digest.h"
#include "harness/base/files.h"
#include "harness/base/unique_fd.h"
#include "runtime/command.h"
#include "runtime/embedded.h"
#include "runtime/go_command.h"
#include "runtime/instruments.h"
#include "runtime/specs.h"
#include "runtime/warm.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

std::string folder_name(const Toolchain& toolchain, const InstrumentedLibrary& library) {
  Digest print;
  print.add("2");  // raise when what is prepared changes in another way
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
  for (const char* name : {"driver", "facts", "gocache"})
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
  return protect(dir);
}

Result<UniqueFd> take_lock(const fs::path& path, const Watcher& watcher) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd) return fail(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
  watcher.note("waiting for another process that prepares the same toolchain");
  while (::flock(fd.get(), LOCK_EX) != 0)
    if (errno != EINTR)
      return fail(fmt::format("cannot lock {}: {}", path.string(), std::strerror(errno)));
  return fd;
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
  if (fs::exists(dir)) return {};
  GRADE_TRY(TempDir temp, TempDir::make(parent, "preparing-"));
  GRADE_TRY_VOID(make_shared_folder(temp.path()));
  GRADE_TRY_VOID(make_in(temp.path(), toolchain, library, watcher));
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
  if (!fs::exists(dir)) GRADE_TRY_VOID(make_once(dir, toolchain, library, watcher));
  return describe(toolchain, dir, library);
}

}  // namespace grade
