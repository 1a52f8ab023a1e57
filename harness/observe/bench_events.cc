#include "harness/observe/bench_events.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/base/cursor.h"
#include "harness/base/text.h"

namespace grade {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxResults = 20'000;
constexpr std::size_t kMaxLineBytes = 64u << 10;

// Null when the line is not an object; never throws.
json parse_object(std::string_view line) {
  if (line.size() > kMaxLineBytes || !line.starts_with('{')) return nullptr;
  json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  return object.is_object() ? object : json(nullptr);
}

std::string string_or_empty(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// Not negative.
std::optional<std::int64_t> count(const json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_number_integer()) return std::nullopt;
  if (it->is_number_unsigned() && it->get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  const auto n = it->get<std::int64_t>();
  return n >= 0 ? std::optional(n) : std::nullopt;
}

// go test adds -N for N above 1 only.
std::string without_procs(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash != std::string_view::npos && dash + 1 < name.size() && name[dash + 1] != '0') {
    Cursor cursor(name.substr(dash + 1));
    const auto procs = cursor.digits(6);
    if (procs && cursor.at_end() && *procs > 1) name = name.substr(0, dash);
  }
  return printable(name, 300);
}

std::optional<BenchEvent> parse_bench_event(std::string_view line) {
  const json object = parse_object(line);
  if (object.is_null()) return std::nullopt;
  const std::string name = string_or_empty(object, "bench");
  const auto n = count(object, "n");
  const auto ns = count(object, "ns");
  const auto mallocs = count(object, "mallocs");
  const auto bytes = count(object, "bytes");
  if (name.empty() || n.value_or(0) == 0 || !ns || !mallocs || !bytes) return std::nullopt;
  return BenchEvent{without_procs(name), *n, *ns, *mallocs, *bytes};
}

}  // namespace

std::optional<TestEvent> parse_test_event(std::string_view line) {
  if (line.find("\"Action\"") == std::string_view::npos) return std::nullopt;
  const json object = parse_object(trim(line));
  if (object.is_null()) return std::nullopt;
  TestEvent event{string_or_empty(object, "Action"), string_or_empty(object, "Package"),
                  string_or_empty(object, "Output")};
  return event.action.empty() ? std::nullopt : std::optional(std::move(event));
}

BenchEvents parse_bench_events(std::string_view text) {
  BenchEvents events;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.substr(0, kMaxLineBytes).find("\"bench\"") == std::string_view::npos) continue;
    auto event = parse_bench_event(trim(line));
    if (event && events.results.size() < kMaxResults) {
      events.results.push_back(std::move(*event));
    } else {
      ++events.bad;
    }
  }
  return events;
}

namespace {

double per_op(std::int64_t total, std::int64_t n) {
  return static_cast<double>(total) / static_cast<double>(n);
}

}  // namespace

const Declared& declare(const BenchEvent*) {
  static const Declared declared = {
      field<&BenchEvent::name>("name", "without the -N at its end"),
      field<&BenchEvent::n>("n", "iterations"),
      field<&BenchEvent::ns>("ns", "that all of them together took"),
      field<&BenchEvent::mallocs>("mallocs", "of all of them together"),
      field<&BenchEvent::bytes>("bytes", "that all of them together allocated"),
      field<[](const BenchEvent& e) { return per_op(e.ns, e.n); }>("ns_per_op", "not rounded"),
      field<[](const BenchEvent& e) { return per_op(e.bytes, e.n); }>("bytes_per_op",
                                                                      "not rounded"),
      field<[](const BenchEvent& e) { return per_op(e.mallocs, e.n); }>("allocs_per_op",
                                                                        "not rounded"),
  };
  return declared;
}

const Declared& declare(const BenchEvents*) {
  static const Declared declared = {
      field<&BenchEvents::results>("results", "one a benchmark and run, the first 20 000"),
      field<&BenchEvents::bad>("bad", "lines that are no such result"),
  };
  return declared;
}

BenchEvents observe_bench_events(const Captured& captured) {
  return parse_bench_events(captured.events->bytes);
}

}  // namespace grade
