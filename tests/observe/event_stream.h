// Events as the instrumented runtime writes them, for the tests of their readers.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "harness/observe/events.h"

namespace grade {

inline constexpr std::string_view kEventKey = "000102030405060708090a0b0c0d0e0f";

inline std::string signed_line(std::string_view object, std::string_view key = kEventKey) {
  return fmt::format("{} {:016x}\n", object, event_code(key, object));
}

struct Told {
  std::string kind;
  std::string fields;  // the inside of the object beyond the envelope: "\"n\":1"
};

inline std::string event_line(const Told& told, int seq, int pid = 7) {
  return signed_line(fmt::format(R"({{"kind":"{}","pid":{},"seq":{},"at_ns":{}{}{}}})", told.kind,
                                 pid, seq, 1000 * seq, told.fields.empty() ? "" : ",",
                                 told.fields));
}

// Of one process from its start to its end.
inline std::string event_stream(const std::vector<Told>& events, int pid = 7) {
  int seq = 0;
  std::string text = event_line({"start", ""}, ++seq, pid);
  for (const Told& told : events) text += event_line(told, ++seq, pid);
  return text + event_line({"end", ""}, ++seq, pid);
}

inline Events events_in(std::string_view text, std::string_view key = kEventKey) {
  return read_events({std::string(text), text.size(), {}}, key);
}

inline Events told(const std::vector<Told>& events) { return events_in(event_stream(events)); }

}  // namespace grade
