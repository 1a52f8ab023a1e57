#include "harness/report/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "harness/base/text.h"
#include "harness/report/layout.h"
#include "harness/report/tally.h"

namespace grade {
namespace {

constexpr std::size_t kMaxNameBytes = 300;
constexpr std::size_t kMaxLineBytes = 1000;
constexpr std::size_t kMaxTextBytes = 4000;
constexpr std::size_t kMaxBodyBytes = 16000;
constexpr std::size_t kMaxItems = 50;

// For element text and attributes. What XML 1.0 forbids never comes out of `printable`. "::" and
// "##[" are commands to CI logs, and mean the same to an XML reader when written as references.
std::string escape(std::string_view clean) {
  std::string out;
  for (std::size_t at = 0; at < clean.size(); ++at) {
    const char c = clean[at];
    const bool is_doubled = at > 0 && clean[at - 1] == c;
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (is_doubled && (c == '#' || c == ':'))
      out += c == '#' ? "&#35;" : "&#58;";
    else
      out += c;
  }
  return out;
}

std::string clean(std::string_view raw, std::size_t max_bytes = kMaxLineBytes) {
  return printable(raw, max_bytes);
}

std::string attribute(std::string_view name, std::string_view raw,
                      std::size_t max_bytes = kMaxNameBytes) {
  return fmt::format(" {}=\"{}\"", name, escape(clean(raw, max_bytes)));
}

std::string evidence_lines(const Evidence& evidence) {
  std::string out;
  if (evidence.condition.empty())
    out += fmt::format("{}\n", clean(evidence.outcome));
  else
    out += fmt::format("{}\n  {}\n", clean(evidence.condition), clean(evidence.outcome));
  for (const EvidencePart& part :
       std::span(evidence.parts).first(std::min(evidence.parts.size(), kMaxItems)))
    out += fmt::format("  {} = {}\n", clean(part.text), clean(part.value));
  const std::string text = excerpt(evidence.text, kMaxTextBytes);
  for (std::string_view line : split_lines(text))
    out += fmt::format("  |{}{}\n", line.empty() ? "" : " ", line);
  return out;
}

// Whole lines up to the limit.
std::string bounded(std::string body) {
  if (body.size() <= kMaxBodyBytes) return body;
  body.resize(body.rfind('\n', kMaxBodyBytes) + 1);
  return body + "…\n";
}

std::string sighting_line(const Sighting& sighting) {
  if (sighting.file.empty()) return clean(sighting.text) + "\n";
  std::string out = clean(fmt::format("{}:{}: {}", sighting.file, sighting.line, sighting.text));
  if (!sighting.code.empty()) out += "\n  | " + clean(trim(sighting.code));
  return out + "\n";
}

// What was asked and seen, and who was looked at.
std::string facts_of(const Verdict& verdict) {
  std::string out = clean(verdict.summary) + "\n";
  if (!verdict.asked.empty()) out += fmt::format("asked: {}\n", clean(verdict.asked));
  for (const Sighting& sighting :
       std::span(verdict.seen).first(std::min(verdict.seen.size(), kMaxItems)))
    out += sighting_line(sighting);
  for (const Player& player : verdict.roles)
    out += clean(fmt::format("role: {} = {} {}", player.role, player.as, player.where)) + "\n";
  return out;
}

std::string body_of(const Verdict& verdict) {
  std::string out = facts_of(verdict);
  for (const Evidence& evidence : verdict.evidence) {
    if (out.size() > kMaxBodyBytes) break;
    out += evidence_lines(evidence);
  }
  out = bounded(std::move(out));
  if (!verdict.hint.empty()) out += fmt::format("hint: {}\n", clean(verdict.hint));
  if (!verdict.note.empty()) out += fmt::format("note: {}\n", clean(verdict.note));
  for (const std::string& command :
       std::span(verdict.reproduce).first(std::min(verdict.reproduce.size(), kMaxItems)))
    out += fmt::format("$ {}\n", clean(command));
  return escape(out);
}

// At most one, as the dialect asks; none for a pass.
std::string result_of(const Verdict& verdict) {
  const std::string message = attribute("message", verdict.summary, kMaxLineBytes);
  const char* outcome = to_string(verdict.outcome);
  switch (verdict.outcome) {
    case Outcome::pass:
      return "";
    case Outcome::fail:
      return fmt::format("      <failure{} type=\"{}\">{}</failure>\n", message, outcome,
                         body_of(verdict));
    case Outcome::review:
    case Outcome::inconclusive:
      return fmt::format(
          "      <skipped{}/>\n",
          attribute("message", fmt::format("{}: {}", outcome, verdict.summary), kMaxLineBytes));
    case Outcome::error:
      break;
  }
  return fmt::format("      <error{} type=\"{}\">{}</error>\n", message, outcome, body_of(verdict));
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("<property{}{}/>\n", attribute("name", name), attribute("value", value));
}

// What it was graded with and whether in a sandbox.
std::string run_properties(const RunInfo& info) {
  std::string degraded;
  for (const std::string& line : info.degraded)
    degraded += "      " + property("not_enforced", line);
  return fmt::format("    <properties>\n      {}      {}      {}{}    </properties>\n",
                     property("grade_version", info.grade_version),
                     property("go_version", info.go_version), property("isolation", info.isolation),
                     degraded);
}

std::string properties_of(const Verdict& verdict) {
  const double points = points_of(verdict);
  const double earned = verdict.outcome == Outcome::pass ? points : 0;
  return fmt::format("      <properties>\n        {}        {}        {}      </properties>\n",
                     property("points", fmt::format("{:g}", earned)),
                     property("max_points", fmt::format("{:g}", points)),
                     property("outcome", to_string(verdict.outcome)));
}

// What is undecided has its evidence in system-out, since <skipped> holds a message only.
std::string system_out(const Verdict& verdict) {
  if (verdict.outcome != Outcome::review && verdict.outcome != Outcome::inconclusive) return "";
  return fmt::format("      <system-out>{}</system-out>\n", body_of(verdict));
}

std::string task_name(int task) { return fmt::format("task{:02}", task); }

// Readers split class names at dots, so the submission must not add any.
std::string class_name(const Verdict& verdict) {
  if (verdict.submission.empty()) return task_name(verdict.task);
  std::string submission = clean(verdict.submission, kMaxNameBytes);
  std::ranges::replace(submission, '.', '_');
  return task_name(verdict.task) + "." + submission;
}

std::string time(double seconds) { return fmt::format(" time=\"{:.3f}\"", seconds); }

std::string testcase(const Verdict& verdict) {
  const std::string name = verdict.id + " " + verdict.text;
  return fmt::format("    <testcase{}{}{}>\n{}{}{}    </testcase>\n", attribute("name", name),
                     attribute("classname", class_name(verdict)), time(seconds_of(verdict)),
                     properties_of(verdict), result_of(verdict), system_out(verdict));
}

std::string counts(const Tally& sum) {
  return fmt::format(R"( tests="{}" failures="{}" errors="{}" skipped="{}")", sum.total(), sum.fail,
                     sum.error, sum.review + sum.inconclusive);
}

std::string timestamp(const RunInfo& info) {
  return info.started_at.empty() ? "" : attribute("timestamp", info.started_at);
}

std::string testsuite(std::span<const Verdict> section, const RunInfo& info) {
  const Verdict& first = section.front();
  std::string name = task_name(first.task);
  if (!first.submission.empty()) name += " " + first.submission;
  std::string out = fmt::format("  <testsuite{}{}{}{}>\n", attribute("name", name),
                                counts(tally(section)), time(seconds_of(section)), timestamp(info));
  out += run_properties(info);
  for (const Verdict& verdict : section) out += testcase(verdict);
  return out + "  </testsuite>\n";
}

}  // namespace

std::string render_junit(const Report& report) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  double seconds = 0;
  for (std::span<const Verdict> section : sections(report)) seconds += seconds_of(section);
  out += fmt::format("<testsuites name=\"grade\"{}{}{}>\n", counts(tally(report.verdicts)),
                     time(seconds), timestamp(report.info));
  for (std::span<const Verdict> section : sections(report)) out += testsuite(section, report.info);
  return out + "</testsuites>\n";
}

}  // namespace grade
