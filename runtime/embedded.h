// The files of runtime/ that the binary carries, by their path below it.
#pragma once

#include <string_view>
#include <vector>

namespace grade {

struct EmbeddedFile {
  std::string_view name;  // "gocache/main.go"
  std::string_view text;
};
const std::vector<EmbeddedFile>& embedded_files();  // defined in a file that CMake writes

std::string_view embedded_file(std::string_view name);  // must be one of them

}  // namespace grade
