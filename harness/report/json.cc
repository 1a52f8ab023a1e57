#include "harness/report/json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "harness/base/text.h"
#include "harness/report/layout.h"
#include "harness/report/tally.h"

namespace grade {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxStringBytes = 4000;
constexpr std::size_t kMaxTextBytes = 16000;

std::string clean(std::string_view raw) { return printable(raw, kMaxStringBytes); }

Json clean_list(const std::vector<std::string>& raw) {
  Json list = Json::array();
  for (const std::string& item : raw) list.push_back(clean(item));
  return list;
}

// 3 rather than 3.0 for whole points.
Json number(double value) {
  if (std::trunc(value) == value && std::abs(value) < 1e15) return static_cast<long long>(value);
  return value;
}

Json run_of(const RunInfo& info) {
  return {{"grade_version", clean(info.grade_version)},
          {"go_version", clean(info.go_version)},
          {"isolation", clean(info.isolation)},
          {"proven", clean_list(info.proven)},
          {"degraded", clean_list(info.degraded)},
          {"started_at", clean(info.started_at)},
          {"kernel", clean(info.kernel)},
          {"cpu_model", clean(info.cpu_model)},
          {"cpus", info.cpus}};
}

Json counts_of(const Tally& sum) {
  return {{"total", sum.total()},
          {"pass", sum.pass},
          {"fail", sum.fail},
          {"review", sum.review},
          {"inconclusive", sum.inconclusive},
          {"error", sum.error}};
}

Json evidence_of(const Evidence& evidence) {
  Json parts = Json::array();
  for (const EvidencePart& part : evidence.parts)
    parts.push_back(Json{{"text", clean(part.text)}, {"value", clean(part.value)}});
  return {{"condition", clean(evidence.condition)},
          {"outcome", clean(evidence.outcome)},
          {"parts", std::move(parts)},
          {"text", excerpt(evidence.text, kMaxTextBytes)}};
}

Json criterion_of(const Verdict& verdict) {
  Json evidence = Json::array();
  for (const Evidence& item : verdict.evidence) evidence.push_back(evidence_of(item));
  return {{"submission", clean(verdict.submission)},
          {"task", verdict.task},
          {"id", clean(verdict.id)},
          {"text", clean(verdict.text)},
          {"points", number(points_of(verdict))},
          {"outcome", to_string(verdict.outcome)},
          {"turn", whose_turn(verdict.outcome)},
          {"summary", clean(verdict.summary)},
          {"hint", clean(verdict.hint)},
          {"note", clean(verdict.note)},
          {"evidence", std::move(evidence)},
          {"observers", clean_list(verdict.observers)},
          {"reproduce", clean_list(verdict.reproduce)}};
}

// "##[" is a command to some CI logs wherever it stands; in JSON it can only stand in a string.
std::string without_hash_commands(std::string_view json) {
  std::string out;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const bool second_hash = json[at] == '#' && at > 0 && json[at - 1] == '#';
    if (second_hash)
      out += "\\u0023";
    else
      out += json[at];
  }
  return out;
}

}  // namespace

std::string render_json(const Report& report) {
  const Tally sum = tally(report.verdicts);
  Json criteria = Json::array();
  for (const Verdict& verdict : report.verdicts) criteria.push_back(criterion_of(verdict));
  const Json all = {{"schema", "grade/report/v1"},
                    {"run", run_of(report.info)},
                    {"counts", counts_of(sum)},
                    {"points",
                     {{"earned", number(sum.earned)},
                      {"undecided", number(sum.undecided)},
                      {"possible", number(sum.possible)}}},
                    {"exit_code", exit_code(report)},
                    {"criteria", std::move(criteria)}};
  return without_hash_commands(all.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace grade
