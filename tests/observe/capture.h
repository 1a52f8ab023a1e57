// Captured streams for the tests of observers.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "harness/observe/observer.h"

namespace grade {

// Owns what Captured refers to.
struct Capture {
  Stream out;
  Stream err;
  Events events;
  SourceFacts facts;
};

inline Stream stream_of(std::string_view bytes) { return {std::string(bytes), bytes.size(), {}}; }

inline void arrive(Stream& stream, std::string_view bytes, std::chrono::nanoseconds at) {
  stream.bytes += bytes;
  stream.total = stream.bytes.size();
  stream.chunks.push_back({stream.bytes.size(), at});
}

inline Capture capture_err(std::string_view text) { return {{}, stream_of(text), {}, {}}; }
inline Capture capture_out(std::string_view text) { return {stream_of(text), {}, {}, {}}; }

// What an observer sees of a launch.
inline Captured launch_of(const Observer& observer, const Capture& c) {
  Captured captured{.facts = c.facts};
  if (observer.can_read(Reads::out)) captured.texts.push_back(&c.out);
  if (observer.can_read(Reads::err)) captured.texts.push_back(&c.err);
  if (observer.can_read(Reads::events)) captured.events = &c.events;
  return captured;
}

// The observer must exist.
inline Value seen_by(std::string_view name, const Capture& c) {
  const Observer* observer = find_observer(name);
  GRADE_CHECK(observer != nullptr, "the test names an observer");
  return observer->observe(launch_of(*observer, c)).value();
}
inline Value seen_by(std::string_view name, const Stream& text, const SourceFacts& facts = {}) {
  const Observer* observer = find_observer(name);
  GRADE_CHECK(observer != nullptr, "the test names an observer");
  return observer->observe({.texts = {&text}, .facts = facts}).value();
}

// A field by its path, "gctrace.total"; the test ends when there is none.
inline Value at(const Value& value, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::optional<Value> field = value.field(path.substr(0, dot));
  GRADE_CHECK(field.has_value(), "the test names a field of the observation");
  return dot == std::string_view::npos ? *field : at(*field, path.substr(dot + 1));
}

}  // namespace grade
