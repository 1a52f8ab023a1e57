// Calls of ReadMemStats and metrics.Read as the instrument `tags` reports them, for tests.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tests/observe/capture.h"
#include "tests/observe/event_stream.h"

namespace grade {

struct ReadTold {
  std::string_view of;  // "MemStats" or "metrics"
  int k = 0;
  int at_ms = 0;
};

inline Events reads_told(const std::vector<ReadTold>& reads) {
  Stream stream;
  int seq = 0;
  arrive(stream, event_line({"start", ""}, ++seq), {});
  for (const ReadTold& read : reads) {
    const Told told{"read", fmt::format(R"("of":"{}","k":{})", read.of, read.k)};
    arrive(stream, event_line(told, ++seq), std::chrono::milliseconds(read.at_ms));
  }
  return read_events(stream, kEventKey);
}

}  // namespace grade
