// Why a build of the go command failed, from its own words.
#pragma once

#include <string_view>

namespace grade {

enum class BuildFailure {
  newer_go,   // go.mod asks for a newer Go than this one
  no_module,  // a module that is not in the task folder; nothing is looked up in the network
  no_files,   // build constraints leave no file; for what is built here, most often import "C"
  machine,    // no room, no memory, a tool that was killed or is not there
  other,      // what the compiler or the linker refused
};

BuildFailure why_build_failed(std::string_view stderr_text);

}  // namespace grade
