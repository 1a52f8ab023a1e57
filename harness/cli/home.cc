#include "harness/cli/home.h"

#include <cstdlib>

namespace grade {

std::filesystem::path home() {
  const char* set = std::getenv("GRADE_HOME");
  return set != nullptr && *set != '\0' ? set : GRADE_SOURCE_DIR;
}

std::filesystem::path keeper_path() { return GRADE_KEEPER; }

}  // namespace grade
