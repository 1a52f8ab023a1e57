// When bytes of a captured stream arrived, and in how many pieces.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "harness/recording/record.h"

namespace grade {

inline std::size_t chunk_of(const Stream& stream, std::size_t byte) {
  const auto after = [](std::size_t b, const Chunk& chunk) { return b < chunk.end; };
  const auto it = std::upper_bound(stream.chunks.begin(), stream.chunks.end(), byte, after);
  return static_cast<std::size_t>(it - stream.chunks.begin());
}

// Arrival of the byte at this offset; zero without chunks, the last one's beyond them.
inline std::chrono::nanoseconds arrival(const Stream& stream, std::size_t byte) {
  if (stream.chunks.empty()) return {};
  return stream.chunks[std::min(chunk_of(stream, byte), stream.chunks.size() - 1)].at;
}

// In how many chunks the bytes [begin, end) lie; 0 without chunks or bytes.
inline int pieces(const Stream& stream, std::size_t begin, std::size_t end) {
  if (stream.chunks.empty() || begin >= end) return 0;
  return static_cast<int>(chunk_of(stream, end - 1) - chunk_of(stream, begin)) + 1;
}

}  // namespace grade
