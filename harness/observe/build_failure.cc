#include "harness/observe/build_failure.h"

#include <algorithm>
#include <array>

#include "harness/base/text.h"

namespace grade {
namespace {

// Of errno (Go's words for it), of os/exec, and of tools that broke.
constexpr std::array<std::string_view, 14> kTrouble = {"no space left on device",
                                                       "disk quota exceeded",
                                                       "cannot allocate memory",
                                                       "out of memory",
                                                       "input/output error",
                                                       "too many open files",
                                                       "read-only file system",
                                                       "stale NFS file handle",
                                                       "resource temporarily unavailable",
                                                       ": signal: ",
                                                       "fork/exec ",
                                                       "exec format error",
                                                       "executable file not found",
                                                       "no such tool"};

// Such a line quotes the student's code.
bool is_about_a_place(std::string_view line) {
  const std::size_t at = line.find(".go:");
  return at != std::string_view::npos && at + 4 < line.size() && line[at + 4] >= '0' &&
         line[at + 4] <= '9';
}

bool tells_trouble(std::string_view line) {
  return !is_about_a_place(line) && std::ranges::any_of(kTrouble, [&](std::string_view words) {
    return line.contains(words);
  });
}

}  // namespace

BuildFailure why_build_failed(std::string_view stderr_text) {
  if (std::ranges::any_of(split_lines(stderr_text), tells_trouble)) return BuildFailure::machine;
  if (stderr_text.contains("GOTOOLCHAIN=local)")) return BuildFailure::newer_go;
  if (stderr_text.contains("module lookup disabled by GOPROXY=off")) return BuildFailure::no_module;
  return stderr_text.contains("constraints exclude all Go files") ? BuildFailure::no_files
                                                                  : BuildFailure::other;
}

}  // namespace grade
