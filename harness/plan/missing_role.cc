#include "harness/plan/missing_role.h"

#include <fmt/format.h>

namespace grade {

Role missing_role(const RoleDef& def, std::string_view why, std::string_view lines) {
  Role role;
  role.missing = fmt::format("{}: {}; name it in task.yaml", def.about, why);
  role.lines = fmt::format("roles:\n  {}: {}\n", def.name, lines);
  return role;
}

Role asked_role(const RoleDef& def, std::string_view why, std::string_view lines) {
  Role role = missing_role(def, why, lines);
  role.is_asked = true;
  return role;
}

}  // namespace grade
