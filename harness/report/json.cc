#include "harness/report/json.h"

#include <algorithm>
#include <cmath>
#include <map>
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

// Seconds, to the millisecond.
double rounded(double seconds) {
  return std::isfinite(seconds) ? std::round(seconds * 1000) / 1000 : 0;
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
          {"cpus", info.cpus},
          {"recording", clean(info.recording)}};
}

Json counts_of(const Tally& sum) {
  return {{"total", sum.total()},
          {"pass", sum.pass},
          {"fail", sum.fail},
          {"review", sum.review},
          {"inconclusive", sum.inconclusive},
          {"error", sum.error}};
}

Json points_of(const Tally& sum) {
  return {{"earned", number(sum.earned)},
          {"undecided", number(sum.undecided)},
          {"possible", number(sum.possible)}};
}

// In the order in which they first appear.
Json submissions_of(const Report& report) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<Verdict>> by_name;
  for (const Verdict& verdict : report.verdicts) {
    std::vector<Verdict>& own = by_name[verdict.submission];
    if (own.empty()) names.push_back(verdict.submission);
    own.push_back(verdict);
  }
  Json list = Json::array();
  for (const std::string& name : names) {
    const Tally sum = tally(by_name[name]);
    list.push_back(
        Json{{"submission", clean(name)}, {"counts", counts_of(sum)}, {"points", points_of(sum)}});
  }
  return list;
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

// A tab is one byte to `col` and one character to a reader.
std::string without_tabs(std::string code) {
  std::ranges::replace(code, '\t', ' ');
  return code;
}

Json sightings_of(const Verdict& verdict) {
  Json list = Json::array();
  for (const Sighting& sighting : verdict.seen)
    list.push_back(Json{{"text", clean(sighting.text)},
                        {"file", clean(sighting.file)},
                        {"line", sighting.line},
                        {"col", sighting.col},
                        {"code", clean(without_tabs(sighting.code))}});
  return list;
}

Json roles_of(const Verdict& verdict) {
  Json list = Json::array();
  for (const Player& player : verdict.roles)
    list.push_back(Json{
        {"role", clean(player.role)}, {"as", clean(player.as)}, {"where", clean(player.where)}});
  return list;
}

Json launches_of(const Verdict& verdict) {
  Json list = Json::array();
  for (const LaunchTold& launch : verdict.launches)
    list.push_back(Json{{"name", clean(launch.name)},
                        {"ended", clean(launch.ended)},
                        {"seconds", rounded(launch.seconds)}});
  return list;
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
          {"seconds", rounded(seconds_of(verdict))},
          {"asked", clean(verdict.asked)},
          {"summary", clean(verdict.summary)},
          {"seen", sightings_of(verdict)},
          {"roles", roles_of(verdict)},
          {"hint", clean(verdict.hint)},
          {"note", clean(verdict.note)},
          {"evidence", std::move(evidence)},
          {"observers", clean_list(verdict.observers)},
          {"launches", launches_of(verdict)},
          {"reproduce", clean_list(verdict.reproduce)},
          {"again", clean(verdict.again)},
          {"why", clean(verdict.why)}};
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
  const Json all = {{"schema", "grade/report/v1"},    {"run", run_of(report.info)},
                    {"counts", counts_of(sum)},       {"points", points_of(sum)},
                    {"exit_code", exit_code(report)}, {"submissions", submissions_of(report)},
                    {"criteria", std::move(criteria)}};
  return without_hash_commands(all.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

}  // namespace grade
