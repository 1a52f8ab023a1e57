// Whatever bytes a submission puts anywhere: no output holds what a terminal, an XML reader or a
// CI log would act on.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "harness/base/text.h"
#include "harness/base/utf8.h"
#include "harness/report/console.h"
#include "harness/report/json.h"
#include "harness/report/junit.h"
#include "harness/report/layout.h"
#include "tests/report/sample_reports.h"

namespace grade {
namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

// Random bytes, mixed with what is known to hurt.
std::string hostile_string(Random& random) {
  static const std::vector<std::string> kPieces = {"\x1b[2J",
                                                   "\x1b]0;x\x07",
                                                   "\xc2\x9b",
                                                   "\xc2\x85",
                                                   "\xe2\x80\xae",
                                                   "\xe2\x81\xa6",
                                                   "::error::",
                                                   "\n::",
                                                   " ::",
                                                   "\xc2\xa0::",
                                                   "\xe3\x80\x80::",
                                                   "##[error]",
                                                   "##vso[x]",
                                                   "#",
                                                   "]]>",
                                                   "<!--",
                                                   "&",
                                                   "\"",
                                                   "\r",
                                                   "\n",
                                                   "\t",
                                                   "  ",
                                                   std::string(1, '\0'),
                                                   "\xff",
                                                   "\xef\xbf\xbe",
                                                   "\xcc\x81",
                                                   "中",
                                                   "e",
                                                   "word ",
                                                   std::string(90, ':'),
                                                   std::string(70, 'w')};
  std::string out;
  for (std::size_t count = below(random, 30); count > 0; --count) {
    if (below(random, 3) == 0)
      out += static_cast<char>(below(random, 256));
    else
      out += kPieces[below(random, kPieces.size())];
  }
  return out;
}

std::vector<std::string> hostile_list(Random& random) {
  return {hostile_string(random), hostile_string(random)};
}

Evidence hostile_evidence(Random& random) {
  return {below(random, 2) == 0 ? "" : hostile_string(random),
          hostile_string(random),
          {{hostile_string(random), hostile_string(random)}},
          hostile_string(random)};
}

Sighting hostile_sighting(Random& random) {
  return {.text = hostile_string(random),
          .file = hostile_string(random),
          .line = static_cast<int>(below(random, 3000)),
          .col = static_cast<int>(below(random, 200)),
          .code = hostile_string(random)};
}

Verdict hostile_verdict(Random& random) {
  return {.submission = hostile_string(random),
          .task = static_cast<int>(below(random, 15)),
          .id = hostile_string(random),
          .text = hostile_string(random),
          .points = 1,
          .outcome = static_cast<Outcome>(below(random, 5)),
          .summary = hostile_string(random),
          .hint = hostile_string(random),
          .note = hostile_string(random),
          .evidence = {hostile_evidence(random), hostile_evidence(random)},
          .observers = hostile_list(random),
          .reproduce = hostile_list(random),
          .asked = hostile_string(random),
          .seen = {{.text = hostile_string(random)}, hostile_sighting(random)},
          .roles = {{hostile_string(random), hostile_string(random), hostile_string(random)}},
          .launches = {{hostile_string(random), hostile_string(random), 0.5}},
          .again = hostile_string(random),
          .why = hostile_string(random)};
}

Report hostile_report(Random& random) {
  Report report;
  report.info.grade_version = hostile_string(random);
  report.info.go_version = hostile_string(random);
  report.info.isolation = hostile_string(random);
  report.info.proven = hostile_list(random);
  report.info.degraded = hostile_list(random);
  report.info.started_at = hostile_string(random);
  report.info.kernel = hostile_string(random);
  report.info.cpu_model = hostile_string(random);
  report.info.recording = hostile_string(random);
  for (std::size_t count = below(random, 5); count > 0; --count)
    report.verdicts.push_back(hostile_verdict(random));
  return report;
}

// What `printable` would still change, line by line, is what must not be there.
std::string unfit_line(std::string_view output) {
  for (std::string_view line : split_lines(output))
    if (printable(line, line.size() + 1) != line) return printable(line);
  return "";
}

bool is_ci_command(std::string_view line) {
  return without_commands(line) != line || line.find("##[") != std::string_view::npos;
}

std::string ci_command(std::string_view output) {
  for (std::string_view line : split_lines(output))
    if (is_ci_command(line)) return std::string(line);
  return "";
}

// Commands to copy ("$ …") are never wrapped.
bool is_to_be_copied(std::string_view line) {
  return line.contains("$ ") || line.contains("  again  ") || line.contains("  why    ");
}

std::string too_wide_line(std::string_view output, int width) {
  for (std::string_view line : split_lines(output))
    if (display_width(line) > width && !is_to_be_copied(line)) return std::string(line);
  return "";
}

std::string without_colors(std::string text) {
  for (const char* code :
       {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[35m"})
    for (std::size_t at = text.find(code); at != std::string::npos; at = text.find(code, at))
      text.erase(at, std::string_view(code).size());
  return text;
}

void expect_fit(const std::string& output) {
  EXPECT_EQ(unfit_line(output), "");
  EXPECT_EQ(ci_command(output), "");
}

class HostileStrings : public testing::TestWithParam<unsigned> {
 protected:
  Report report() const {
    Random random(GetParam());
    return hostile_report(random);
  }
};

TEST_P(HostileStrings, ComeOutOfTheConsoleAsText) {
  for (int width : {10, 30, 40, 61, 80, 200})
    for (bool unicode : {true, false})
      for (auto detail : {ConsoleStyle::Detail::brief, ConsoleStyle::Detail::full}) {
        const ConsoleStyle style{.width = width, .unicode = unicode, .detail = detail};
        const std::string out = render_console(report(), style);
        expect_fit(out);
        EXPECT_EQ(too_wide_line(out, std::max(width, 30)), "");
        EXPECT_EQ(unicode ? out : to_ascii(out), out);
      }
}

TEST_P(HostileStrings, BringNoColorsOfTheirOwn) {
  const std::string colored = render_console(report(), {.color = true});
  EXPECT_EQ(without_colors(colored), render_console(report(), {}));
}

TEST_P(HostileStrings, ComeOutOfJsonAsText) {
  const std::string out = render_json(report());
  expect_fit(out);
  EXPECT_FALSE(nlohmann::json::parse(out, nullptr, false).is_discarded());
}

TEST_P(HostileStrings, ComeOutOfJunitAsText) {
  const std::string out = render_junit(report());
  expect_fit(out);
  EXPECT_EQ(out.find("]]>"), std::string::npos);
  EXPECT_EQ(out.find("<!"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(, HostileStrings, testing::Range(0u, 40u));

TEST(HostileSizes, OutputStaysBounded) {
  const std::string big(5u << 20, 'x');
  std::string lines;
  for (int i = 0; i < 200'000; ++i) lines += "x\n";
  Verdict verdict;
  verdict.outcome = Outcome::fail;
  verdict.submission = verdict.id = verdict.text = big;
  verdict.summary = verdict.hint = verdict.note = big;
  verdict.evidence.assign(40, Evidence{big.substr(0, 50'000), "does not hold", {}, lines});
  verdict.evidence.front().parts.assign(10'000, EvidencePart{"p", "v"});
  const Report report{{}, {verdict}};
  EXPECT_LT(render_console(report, {}).size(), 40'000u);
  EXPECT_LT(render_junit(report).size(), 60'000u);
  EXPECT_LT(render_console(report, {.detail = ConsoleStyle::Detail::full}).size(), 2'000'000u);
}

}  // namespace
}  // namespace grade
