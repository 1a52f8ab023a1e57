// Reads from the descriptors of a program without ever blocking.
#pragma once

#include <cstddef>
#include <span>

namespace grade {

struct ReadResult {
  enum class Kind { bytes, nothing_yet, end } kind = Kind::nothing_yet;
  std::size_t size = 0;  // may be 0 for an empty packet
};

ReadResult read_bytes(int fd, std::span<char> into);

// One packet of a socket with SO_PASSCRED; what does not fit is lost. Descriptors that a program
// tries to send along are not received.
ReadResult read_packet(int fd, std::span<char> into);

}  // namespace grade
