#include "harness/pipeline/home.h"

#include <cstdlib>

namespace grade {

std::filesystem::path home() {
  const char* set = std::getenv("GRADE_HOME");
  return set != nullptr && *set != '\0' ? set : GRADE_SOURCE_DIR;
}

std::filesystem::path keeper_path() {
  std::error_code ec;
  const auto beside =
      std::filesystem::read_symlink("/proc/self/exe", ec).parent_path() / "grade-keeper";
  return std::filesystem::exists(beside, ec) ? beside : GRADE_KEEPER;
}

}  // namespace grade
