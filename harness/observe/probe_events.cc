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

const Declared& declare(const GcSample*) {
  static const Declared declared = {
      field<&GcSample::pid>("pid", "of the process"),
      field<&GcSample::at>("at", "since that process started"),
      field<&GcSample::num_gc>("num_gc", "cycles so far"),
      field<&GcSample::num_forced>("num_forced", "of them, by runtime.GC"),
      field<&GcSample::gogc>("gogc", "the GC percentage in force; -1 when off"),
      field<&GcSample::goal>("goal", "heap goal, bytes; -1 where there is none"),
      field<&GcSample::live>("live", "heap that the last cycle marked, bytes"),
      field<&GcSample::gomaxprocs>("gomaxprocs", "GOMAXPROCS"),
  };
  return declared;
}

const Declared& declare(const GcProbe*) {
  static const Declared declared = {
      field<&GcProbe::samples>("samples", "every 20 ms, as `runtime/metrics` has them"),
      field<&GcProbe::last>("last", "the last sample of each process"),
      field<&GcProbe::bad>("bad", "lines that are no such sample"),
  };
  return declared;
}

GcProbe observe_gc_probe(const Captured& captured) {
  ProbeEvents events = parse_probe_events(captured.events->bytes);
  std::map<std::int64_t, GcSample> last_of;
  for (const GcSample& s : events.samples) last_of[s.pid] = s;
  GcProbe seen{std::move(events.samples), {}, events.bad};
  for (const auto& [pid, sample] : last_of) seen.last.push_back(sample);
  return seen;
}

}  // namespace grade
