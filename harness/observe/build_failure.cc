#include "harness/observe/build_failure.h"

namespace grade {

BuildFailure why_build_failed(std::string_view stderr_text) {
  const auto says = [&](std::string_view words) {
    return stderr_text.find(words) != std::string_view::npos;
  };
  if (says("GOTOOLCHAIN=local)")) return BuildFailure::newer_go;
  return says("constraints exclude all Go files") ? BuildFailure::no_files : BuildFailure::other;
}

}  // namespace grade
