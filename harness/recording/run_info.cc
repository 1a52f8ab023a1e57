#include "harness/recording/run_info.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace grade {
namespace {

using Json = nlohmann::ordered_json;

Json as_json(const RunInfo& info) {
  return {{"grade_version", info.grade_version},
          {"go_version", info.go_version},
          {"isolation", info.isolation},
          {"proven", info.proven},
          {"degraded", info.degraded},
          {"started_at", info.started_at},
          {"kernel", info.kernel},
          {"cpu_model", info.cpu_model},
          {"cpus", info.cpus}};
}

Result<void> take(const Json& object, const char* key, std::string& into) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string())
    return fail(fmt::format("'{}' must be a string", key));
  into = found->get<std::string>();
  return {};
}

Result<void> take_lines(const Json& object, const char* key, std::vector<std::string>& into) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array())
    return fail(fmt::format("'{}' must be a list of strings", key));
  for (const Json& line : *found) {
    if (!line.is_string()) return fail(fmt::format("'{}' must be a list of strings", key));
    into.push_back(line.get<std::string>());
  }
  return {};
}

}  // namespace

std::string to_json(const RunInfo& info) {
  return as_json(info).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<RunInfo> parse_run_info(std::string_view json) {
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) return fail("not a JSON object");
  const Json known = as_json({});
  for (const auto& [key, value] : object.items())
    if (!known.contains(key)) return fail(fmt::format("unknown key '{}'", key));
  RunInfo info;
  GRADE_TRY_VOID(take(object, "grade_version", info.grade_version));
  GRADE_TRY_VOID(take(object, "go_version", info.go_version));
  GRADE_TRY_VOID(take(object, "isolation", info.isolation));
  GRADE_TRY_VOID(take_lines(object, "proven", info.proven));
  GRADE_TRY_VOID(take_lines(object, "degraded", info.degraded));
  GRADE_TRY_VOID(take(object, "started_at", info.started_at));
  GRADE_TRY_VOID(take(object, "kernel", info.kernel));
  GRADE_TRY_VOID(take(object, "cpu_model", info.cpu_model));
  const auto cpus = object.find("cpus");
  if (cpus == object.end() || !cpus->is_number_integer() || *cpus < 0 || *cpus > 1'000'000)
    return fail("'cpus' must be a number of processors");
  info.cpus = cpus->get<int>();
  return info;
}

}  // namespace grade
