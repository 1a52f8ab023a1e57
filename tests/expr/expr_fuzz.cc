// Any bytes as a condition: parse, check, evaluate.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tests/expr/fixture.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const grade::Scope kScope = grade::expr_fixture::scope();
  static const grade::Bindings kBindings = grade::expr_fixture::bindings();
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const auto expr = grade::parse_expr(source, grade::expr_fixture::start());
  if (!expr) {
    const int col = expr.error().pos.col;
    require(col >= 1 && static_cast<std::size_t>(col) <= size + 1 && !expr.error().what.empty());
    return 0;
  }
  grade::paths_used(*expr);
  const auto type = grade::check_expr(*expr, kScope);
  if (!type) {
    require(static_cast<std::size_t>(type.error().pos.col) <= size);
    return 0;
  }
  const grade::Evaluation evaluation = grade::eval_expr(*expr, kBindings);
  require(evaluation.value || !evaluation.value.error().what.empty());
  return 0;
}
