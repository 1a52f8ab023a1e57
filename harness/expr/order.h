// A total order over values, and the budget that bounds how long a condition may take.
#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/expr/value.h"

namespace grade {

// Steps left. Lists may share their elements, so a small value can be astronomically large when
// walked: whatever walks one spends from a budget and stops when that is gone.
class Budget {
 public:
  explicit Budget(std::size_t steps) : left_(steps) {}
  // False, from then on, when there is not enough left.
  bool spend(std::size_t steps) {
    left_ = steps <= left_ ? left_ - steps : 0;
    return left_ > 0;
  }
  bool is_gone() const { return left_ == 0; }

 private:
  std::size_t left_;
};

// Below, at or above zero. Exact between ints and doubles; a NaN equals itself and is below every
// number, so that sorting is safe. Strings go byte by byte, which is code point order in UTF-8.
// Different kinds are ordered by kind. Meaningless once the budget is gone.
int compare_values(const Value& a, const Value& b, Budget& budget);

}  // namespace grade
