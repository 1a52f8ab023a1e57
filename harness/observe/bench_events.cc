#include "harness/observe/bench_events.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/base/cursor.h"
#include "harness/base/text.h"

namespace grade {
namespace {

using nlohmann::json;

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

}  // namespace

std::optional<TestEvent> parse_test_event(std::string_view line) {
  if (line.find("\"Action\"") == std::string_view::npos) return std::nullopt;
  const json object = parse_object(trim(line));
  if (object.is_null()) return std::nullopt;
  TestEvent event{string_or_empty(object, "Action"), string_or_empty(object, "Package"),
                  string_or_empty(object, "Output")};
  return event.action.empty() ? std::nullopt : std::optional(std::move(event));
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
      field<&BenchEvents::results>("results", "one for each benchmark and run"),
  };
  return declared;
}

BenchEvents observe_bench_events(const Captured& captured) {
  BenchEvents seen;
  for (const Event& e : captured.events->all)
    if (e.kind == "bench" && e.count("n") > 0)
      seen.results.push_back({without_procs(e.text("name")), e.count("n"), e.count("ns"),
                              e.count("mallocs"), e.count("bytes")});
  return seen;
}

const Declared& declare(const BuilderEvent*) {
  static const Declared declared = {
      field<&BuilderEvent::name>("name", "without the -N at its end"),
      field<&BuilderEvent::n>("n", "iterations; what follows is of one of them, on average"),
      field<[](const BuilderEvent& e) { return per_op(e.grow, e.n); }>("grow", "calls of Grow"),
      field<[](const BuilderEvent& e) { return per_op(e.grow_bytes, e.n); }>("grow_bytes",
                                                                             "that they asked for"),
      field<[](const BuilderEvent& e) { return per_op(e.grow_first, e.n); }>(
          "grow_first", "of them, for more than 0 bytes on an empty builder"),
      field<[](const BuilderEvent& e) { return per_op(e.regrown, e.n); }>(
          "regrown", "of them, that had to move what was written"),
      field<[](const BuilderEvent& e) { return per_op(e.writes, e.n); }>(
          "writes", "calls of Write, WriteByte, WriteRune, WriteString"),
      field<[](const BuilderEvent& e) { return per_op(e.written_bytes, e.n); }>("written_bytes",
                                                                                "that they wrote"),
      field<[](const BuilderEvent& e) { return per_op(e.filled, e.n); }>(
          "filled", "of them, to an empty builder: how many builders were filled"),
      field<[](const BuilderEvent& e) { return per_op(e.enlarged, e.n); }>(
          "enlarged", "of them, that had to make room"),
      field<[](const BuilderEvent& e) { return per_op(e.strings, e.n); }>("strings",
                                                                          "calls of String"),
      field<[](const BuilderEvent& e) { return per_op(e.string_bytes, e.n); }>(
          "string_bytes", "the sum of the lengths that they returned"),
      field<[](const BuilderEvent& e) { return per_op(e.resets, e.n); }>(
          "resets", "calls of Reset on a builder that was not empty"),
      field<[](const BuilderEvent& e) { return per_op(e.concats, e.n); }>(
          "concats", "concatenations by + that made a new string"),
      field<[](const BuilderEvent& e) { return per_op(e.concat_bytes, e.n); }>(
          "concat_bytes",
          "of their operands, without those that an earlier one had made: the length of what was "
          "built"),
  };
  return declared;
}

const Declared& declare(const BuilderEvents*) {
  static const Declared declared = {
      field<&BuilderEvents::results>("results", "one for each benchmark and run"),
  };
  return declared;
}

BuilderEvents observe_builder(const Captured& captured) {
  BuilderEvents seen;
  for (const Event& e : captured.events->all) {
    if (e.kind != "builder" || e.count("n") <= 0) continue;
    seen.results.push_back({.name = without_procs(e.text("name")),
                            .n = e.count("n"),
                            .grow = e.count("grow"),
                            .grow_bytes = e.count("grow_bytes"),
                            .grow_first = e.count("grow_first"),
                            .regrown = e.count("regrown"),
                            .writes = e.count("writes"),
                            .written_bytes = e.count("written_bytes"),
                            .filled = e.count("filled"),
                            .enlarged = e.count("enlarged"),
                            .strings = e.count("strings"),
                            .string_bytes = e.count("string_bytes"),
                            .resets = e.count("resets"),
                            .concats = e.count("concats"),
                            .concat_bytes = e.count("concat_bytes")});
  }
  return seen;
}

}  // namespace grade
