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

std::chrono::nanoseconds seconds(double s) {
  constexpr double kMost = 1e6;
  if (!(s >= 0) || s > kMost) return {};
  return std::chrono::nanoseconds(std::llround(s * 1e9));
}

// "  10% in 0.0002 secs"; hey prints "0% in 0.0000" where it has too few answers.
void read_percentile(std::string_view line, HeySummary& summary) {
  Cursor in(line);
  const auto percent = in.number<double>();
  if (!percent || *percent <= 0 || !in.eat("% in ")) return;
  if (const auto s = in.number<double>(); s && in.eat(" secs"))
    summary.latencies.push_back({*percent, seconds(*s)});
}

// "[200]	50 responses" or "[5]	Get "…": connection refused".
void read_bracket(std::string_view line, bool is_error, HeySummary& summary) {
  Cursor in(line);
  if (!in.eat("[")) return;
  const auto number = in.number<std::int64_t>();
  if (!number || *number < 0 || !in.eat("]\t")) return;
  if (is_error) {
    summary.failed += *number;
    if (summary.errors.size() < kMaxListed)
      summary.errors.push_back({*number, std::string(in.rest().substr(0, kMaxWords))});
    return;
  }
  const auto responses = in.number<std::int64_t>();
  if (!responses || *responses < 0 || !in.eat(" responses")) return;
  (*number >= 200 && *number < 300 ? summary.ok : summary.failed) += *responses;
  if (summary.statuses.size() < kMaxListed) summary.statuses.push_back({*number, *responses});
}

}  // namespace

HeySummary parse_hey(std::string_view text) {
  HeySummary summary;
  bool is_error = false;
  for (std::string_view line : split_lines(text)) {
    line = trim(line);
    if (line == "Status code distribution:") is_error = false;
    if (line == "Error distribution:") is_error = true;
    Cursor in(line);
    if (in.eat("Total:\t")) summary.total = seconds(in.number<double>().value_or(0));
    if (in.eat("Requests/sec:\t")) summary.requests_per_second = in.number<double>().value_or(0);
    read_percentile(line, summary);
    read_bracket(line, is_error, summary);
  }
  return summary;
}

HeySummary observe_hey(const Captured& captured) { return parse_hey(captured.texts[0]->bytes); }

}  // namespace grade
