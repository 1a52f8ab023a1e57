// One side of a comparison by benchstat: the captured results that it was computed from.
#pragma once

#include <cstdint>
#include <span>

#include "harness/expr/declare.h"
#include "harness/observe/gobench.h"

namespace grade {

struct BenchSide {
  double ns_per_op = -1;  // medians; -1 where they are not printed
  double bytes_per_op = -1;
  double allocs_per_op = -1;
  double share = -1;
  int copies = 0;
  int too_fast = 0;
  bool same_times = false;
  bool operator==(const BenchSide&) const = default;
};
const Declared& declare(const BenchSide*);

// `which`: indices of results of the file, in order. None give a side without numbers.
BenchSide bench_side(const GoBench& file, std::span<const std::uint32_t> which);

}  // namespace grade
