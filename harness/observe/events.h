// What the instruments of the runtime report (runtime/instruments/events): lines of JSON, each with
// a code over it under a key that the program cannot know. What a program writes there itself is no
// event, only counted.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/recording/record.h"

namespace grade {

struct Event {
  std::string kind;  // the instrument, as a rule
  std::int64_t pid = 0;
  std::chrono::nanoseconds at{};       // since that process started
  std::chrono::nanoseconds arrived{};  // since the launch began, as grade saw it
  std::map<std::string, std::int64_t, std::less<>> counts;  // the fields that are whole numbers
  std::map<std::string, std::string, std::less<>> texts;    // and those that are strings

  // 0 and "" where there is none: the runtime that signs an event also knows its fields.
  std::int64_t count(std::string_view name) const;
  std::string_view text(std::string_view name) const;
};

struct Events {
  std::vector<Event> all;    // in the order in which they came
  int forged = 0;            // lines with a wrong code or none
  int lost = 0;              // events that are missing by their numbers, and ones that came twice
  bool has_begun = false;    // the first process reported its start
  bool reached_end = false;  // and its end
  int unfinished = 0;        // processes that reported their start and not their end
  bool is_complete() const { return has_begun && unfinished == 0 && lost == 0; }
};

constexpr std::size_t kMaxEvents = 100'000;  // that are read of a launch

// `key` is that of the record, in hex; with any other text nothing is an event.
Events read_events(const Stream& stream, std::string_view key);

// The code of a line: SipHash-2-4 of what stands before it.
std::uint64_t event_code(std::string_view key, std::string_view line);

}  // namespace grade
