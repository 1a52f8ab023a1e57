// How a run ended, from what the keeper reported, the launcher did and the limits say.
#pragma once

#include <optional>
#include <string>

#include "harness/base/quantity.h"
#include "harness/launch/cgroup.h"
#include "harness/launch/keeper_protocol.h"
#include "harness/launch/run_spec.h"
#include "harness/recording/record.h"

namespace grade {

// Of what a program reports on descriptor 3.
inline constexpr std::uint64_t kMaxEventTotal = 64u << 20;

Stopped stopped_by(keeper::Excess excess, const Limits& limits);

struct Ending {
  std::optional<keeper::Report> started;
  std::optional<keeper::Report> failed;
  std::optional<keeper::Report> ended;
  std::optional<Termination> by_us;  // why we had it killed
  int keeper_status = 0;             // wait status of the keeper or of bwrap
  std::string messages;              // what those printed; may be hostile in no way but length
  std::uint64_t out_total = 0;
  std::uint64_t err_total = 0;
  std::size_t most_tasks = 0;  // threads seen at once
  MemoryEnd memory = MemoryEnd::none;
};

// Whether it had as many processes as it may have.
bool is_crowded(const Ending& ending, const Limits& limits);

Termination termination_of(const Ending& ending, const RunSpec& spec);

}  // namespace grade
