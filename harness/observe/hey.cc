#include "harness/observe/hey.h"

#include <algorithm>
#include <cmath>

#include "harness/base/cursor.h"
#include "harness/base/text.h"

namespace grade {

const Declared& declare(const HeyStatus*) {
  static const Declared declared = {
      field<&HeyStatus::code>("code", "of the answers"),
      field<&HeyStatus::responses>("responses", "with this status"),
  };
  return declared;
}

const Declared& declare(const HeyPercentile*) {
  static const Declared declared = {
      field<&HeyPercentile::percent>("percent", "of the answers came within"),
      field<&HeyPercentile::latency>("latency", "this time"),
  };
  return declared;
}

const Declared& declare(const HeyError*) {
  static const Declared declared = {
      field<&HeyError::requests>("requests", "that were not answered"),
      field<&HeyError::what>("what", "what went wrong with them"),
  };
  return declared;
}

const Declared& declare(const HeySummary*) {
  static const Declared declared = {
      field<&HeySummary::total>("total", "time of the whole load"),
      field<&HeySummary::requests_per_second>("requests_per_second", "answered or not"),
      field<&HeySummary::ok>("ok", "requests that were answered with a 2xx status"),
      field<&HeySummary::failed>("failed", "requests with another status, or with no answer"),
      field<&HeySummary::statuses>("statuses", "answers by status"),
      field<&HeySummary::latencies>("latencies", "10, 25, 50, 75, 90, 95 and 99 percent"),
      field<&HeySummary::errors>("errors", "requests without an answer"),
  };
  return declared;
}

namespace {

constexpr std::size_t kMaxListed = 100;
constexpr std::size_t kMaxWords = 200;

double number(Cursor& in) {
  const double n = in.number<double>().value_or(0);
  return std::isfinite(n) && n >= 0 ? n : 0;
}

std::chrono::nanoseconds seconds(double s) {
  constexpr double kMost = 1e6;
  return std::chrono::nanoseconds(s > kMost ? 0 : std::llround(s * 1e9));
}

// Of requests; none where it is more than hey could have sent, so that no sum overflows.
std::optional<std::int64_t> count(Cursor& in) {
  constexpr std::int64_t kMost = 1'000'000'000;
  const auto n = in.number<std::int64_t>();
  return n && *n >= 0 && *n <= kMost ? n : std::nullopt;
}

// "  10% in 0.0002 secs"; hey prints "0% in 0.0000" where it has too few answers.
void read_percentile(Cursor in, HeySummary& summary) {
  const double percent = number(in);
  if (percent <= 0 || !in.eat("% in ")) return;
  const double s = number(in);
  if (in.eat(" secs") && summary.latencies.size() < kMaxListed)
    summary.latencies.push_back({percent, seconds(s)});
}

// "[200]	50 responses"
void read_status(Cursor in, HeySummary& summary) {
  if (!in.eat("[")) return;
  const auto code = count(in);
  if (!code || !in.eat("]\t")) return;
  const auto responses = count(in);
  if (!responses || !in.eat(" responses")) return;
  (*code >= 200 && *code < 300 ? summary.ok : summary.failed) += *responses;
  if (summary.statuses.size() < kMaxListed) summary.statuses.push_back({*code, *responses});
}

// "[5]	Get "…": connection refused"
void read_error(Cursor in, HeySummary& summary) {
  if (!in.eat("[")) return;
  const auto requests = count(in);
  if (!requests || !in.eat("]\t")) return;
  summary.failed += *requests;
  if (summary.errors.size() < kMaxListed)
    summary.errors.push_back({*requests, std::string(in.rest().substr(0, kMaxWords))});
}

}  // namespace

HeySummary parse_hey(std::string_view text) {
  enum class Section { times, statuses, errors };
  Section section = Section::times;
  HeySummary summary;
  for (std::string_view line : split_lines(text)) {
    line = trim(line);
    Cursor in(line);
    if (line == "Status code distribution:")
      section = Section::statuses;
    else if (line == "Error distribution:")
      section = Section::errors;
    else if (section == Section::statuses)
      read_status(in, summary);
    else if (section == Section::errors)
      read_error(in, summary);
    else if (in.eat("Total:\t"))
      summary.total = seconds(number(in));
    else if (in.eat("Requests/sec:\t"))
      summary.requests_per_second = number(in);
    else
      read_percentile(in, summary);
  }
  return summary;
}

HeySummary observe_hey(const Captured& captured) { return parse_hey(captured.texts[0]->bytes); }

}  // namespace grade
