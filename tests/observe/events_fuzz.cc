// Any bytes in the place of events: as they are, and line by line as the runtime would sign them.
#include <cstdint>

#include "harness/base/text.h"
#include "tests/observe/event_stream.h"
#include "tests/observe/fuzz_checks.h"

namespace {

void check(const grade::Events& events) {
  GRADE_CHECK(events.forged >= 0 && events.lost >= 0, "counts");
  GRADE_CHECK(events.has_begun || !events.reached_end, "only what has begun ends");
  GRADE_CHECK(events.reached_end || !events.is_complete(), "what is complete has ended");
  grade::Capture run;
  run.events = events;
  for (const char* name : {"gc", "bench_events", "builder", "tagged_numbers", "agreeing_numbers"}) {
    const grade::Observer* observer = grade::find_observer(name);
    const grade::Value seen = observer->observe(launch_of(*observer, run)).value();
    GRADE_CHECK(conforms(seen, observer->type()), "keeps its type");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const grade::Events unsigned_lines = grade::events_in(text);
  GRADE_CHECK(unsigned_lines.all.empty(), "nobody else can sign a line");
  std::string lines;
  for (const std::string_view line : grade::split_lines(text)) lines += grade::signed_line(line);
  check(grade::events_in(lines));
  return 0;
}
