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
  Stream events;
  SourceFacts facts;
  Captured view() const { return {out, err, events, facts}; }
};

inline Stream stream_of(std::string_view bytes) { return {std::string(bytes), bytes.size(), {}}; }

inline void arrive(Stream& stream, std::string_view bytes, std::chrono::nanoseconds at) {
  stream.bytes += bytes;
  stream.total = stream.bytes.size();
  stream.chunks.push_back({stream.bytes.size(), at});
}

inline Capture capture_err(std::string_view text) { return {{}, stream_of(text), {}, {}}; }
inline Capture capture_out(std::string_view text) { return {stream_of(text), {}, {}, {}}; }

// A field by its path, "consistent.cpu"; the test ends when there is none.
inline Value at(const Value& value, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::optional<Value> field = value.field(path.substr(0, dot));
  GRADE_CHECK(field.has_value(), "the test names a field of the observation");
  return dot == std::string_view::npos ? *field : at(*field, path.substr(dot + 1));
}

}  // namespace grade
