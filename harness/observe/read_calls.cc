#include "harness/observe/read_calls.h"

#include <algorithm>

namespace grade {
namespace {

using std::chrono::nanoseconds;

// Readings that are compared are made together; their slice may end between them.
constexpr std::chrono::milliseconds kTogether{600};

struct Call {
  ReadSource source = ReadSource::mem_stats;
  std::int64_t k = 0;
  nanoseconds at{};
};

std::vector<Call> calls_in(const Events& events) {
  std::vector<Call> calls;
  for (const Event& event : events.all) {
    const std::int64_t k = event.count("k");
    if (event.kind != "read" || k < 1 || k > kMaxReadK) continue;
    const bool is_metrics = event.text("of") == "metrics";
    calls.push_back({is_metrics ? ReadSource::metrics : ReadSource::mem_stats, k, event.arrived});
  }
  std::ranges::stable_sort(calls, {}, &Call::at);
  return calls;
}

}  // namespace

ReadCalls::ReadCalls(const Events& events, bool shares_k) : shares_k_(shares_k) {
  std::array<std::optional<Call>, 2> last;
  nanoseconds before{-1};
  for (Call call : calls_in(events)) {
    call.at = before = std::max(call.at, before + nanoseconds(1));
    ++slices_[index(call.source)];
    times_[times_of(call.source)][static_cast<std::size_t>(call.k)].push_back(call.at);
    last[index(call.source)] = call;
    if (last[0] && last[1] && abs(last[0]->at - last[1]->at) < kTogether)
      pairs_.insert(last[0]->k - last[1]->k);
  }
}

std::optional<nanoseconds> ReadCalls::latest(ReadSource source, std::int64_t k,
                                             nanoseconds before) const {
  if (k < 1 || k > kMaxReadK) return std::nullopt;
  const auto& times = times_[times_of(source)][static_cast<std::size_t>(k)];
  const auto after = std::ranges::upper_bound(times, before);
  if (after == times.begin()) return std::nullopt;
  return *std::prev(after);
}

bool ReadCalls::has_pair(std::int64_t difference) const { return pairs_.contains(difference); }

}  // namespace grade
