// Why a build of the go command failed, from its own words.
#pragma once

#include <string_view>

namespace grade {

enum class BuildFailure {
  newer_go,  // go.mod asks for a newer Go than this one
  no_files,  // build constraints leave no file; for what is built here, most often import "C"
  other,     // what the compiler or the linker refused
};

BuildFailure why_build_failed(std::string_view stderr_text);

}  // namespace grade
