#include "harness/observe/probe_events.h"

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "harness/base/text.h"

namespace grade {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSamples = 100'000;
constexpr std::size_t kMaxLine = 4096;

std::optional<std::int64_t> whole(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  if (!found->is_number_unsigned()) return found->get<std::int64_t>();
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(found->get<std::uint64_t>(), kMost));
}

std::optional<GcSample> read_sample(const json& object) {
  GcSample s;
  std::int64_t at_ns = 0;
  const std::pair<const char*, std::int64_t*> fields[] = {
      {"pid", &s.pid},   {"at_ns", &at_ns}, {"num_gc", &s.num_gc}, {"num_forced", &s.num_forced},
      {"gogc", &s.gogc}, {"goal", &s.goal}, {"live", &s.live},     {"gomaxprocs", &s.gomaxprocs}};
  for (const auto& [key, into] : fields) {
    const auto value = whole(object, key);
    if (!value) return std::nullopt;
    *into = *value;
  }
  if (std::min({s.pid, at_ns, s.num_gc, s.num_forced}) < 0) return std::nullopt;
  s.at = std::chrono::nanoseconds(at_ns);
  return s;
}

void read_line(std::string_view line, ProbeEvents& events) {
  const json object =
      line.size() > kMaxLine ? json(json::value_t::discarded) : json::parse(line, nullptr, false);
  if (!object.is_object()) {
    ++events.bad;
    return;
  }
  const auto probe = object.find("probe");
  if (probe == object.end() || *probe != "gc") return;
  if (auto sample = read_sample(object))
    events.samples.push_back(*sample);
  else
    ++events.bad;
}

Value sample_value(const GcSample& s) {
  return Record{
      {"pid", s.pid},   {"at", s.at},     {"num_gc", s.num_gc}, {"num_forced", s.num_forced},
      {"gogc", s.gogc}, {"goal", s.goal}, {"live", s.live},     {"gomaxprocs", s.gomaxprocs}};
}

}  // namespace

ProbeEvents parse_probe_events(std::string_view text) {
  ProbeEvents events;
  while (!text.empty() && events.samples.size() < kMaxSamples) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    if (!line.empty()) read_line(line, events);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return events;
}

Type gc_probe_type() {
  const Type sample = Type::record_of({{"pid", int_type()},
                                       {"at", duration_type()},
                                       {"num_gc", int_type()},
                                       {"num_forced", int_type()},
                                       {"gogc", int_type()},
                                       {"goal", int_type()},
                                       {"live", int_type()},
                                       {"gomaxprocs", int_type()}});
  const Type last =
      Type::record_of({{"pid", int_type()}, {"num_gc", int_type()}, {"gogc", int_type()}});
  return Type::record_of(
      {{"samples", Type::list_of(sample)}, {"last", Type::list_of(last)}, {"bad", int_type()}});
}

Value observe_gc_probe(const Captured& captured) {
  const ProbeEvents events = parse_probe_events(captured.events.bytes);
  Values samples, last;
  std::map<std::int64_t, const GcSample*> last_of;
  for (const GcSample& s : events.samples) {
    samples.push_back(sample_value(s));
    last_of[s.pid] = &s;
  }
  for (const auto& [pid, s] : last_of)
    last.push_back(Record{{"pid", pid}, {"num_gc", s->num_gc}, {"gogc", s->gogc}});
  return Record{{"samples", std::move(samples)}, {"last", std::move(last)}, {"bad", events.bad}};
}

}  // namespace grade
