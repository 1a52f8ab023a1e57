// Any bytes on descriptor 3: what the probe, the testing package and the runtime tell there.
#include <cstdint>

#include "harness/observe/bench_events.h"
#include "harness/observe/probe_events.h"
#include "harness/observe/read_calls.h"
#include "tests/observe/fuzz_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const grade::GcSample& sample : grade::parse_probe_events(text).samples)
    GRADE_CHECK(sample.num_gc >= 0 && sample.at.count() >= 0, "samples are counts and times");
  for (const grade::BenchEvent& event : grade::parse_bench_events(text).results)
    GRADE_CHECK(event.n > 0 && event.mallocs >= 0, "results are counts");
  const grade::ReadSeeds seeds = grade::parse_read_seeds(text);
  GRADE_CHECK(seeds.lines > 0 || !seeds.first, "a seed stands in a line");
  std::int64_t last = 0;
  for (const std::int64_t k : grade::read_ks(seeds.first.value_or(size), size % 2)) {
    GRADE_CHECK(k > last && k <= grade::kMaxReadK, "ks rise up to the greatest");
    last = k;
  }
  grade::check_observers(text, {"gc_probe", "bench_events", "tagged_numbers", "agreeing_numbers"});
  return 0;
}
