// Where this installation keeps what it needs beside the binary.
#pragma once

#include <filesystem>

namespace grade {

inline constexpr const char* kVersion = "0.1.0";

std::filesystem::path home();  // $GRADE_HOME, else the source tree it was built from
std::filesystem::path
keeper_path();  // the launch helper: beside the binary, else where it was built
inline std::filesystem::path criteria_dir() { return home() / "criteria"; }
inline std::filesystem::path submissions_dir() { return home() / "submissions"; }

}  // namespace grade
