// The syntax tree of a condition. The parser keeps it at most kMaxDepth levels deep, so walking it
// by recursion is safe.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/expr/expr.h"
#include "harness/expr/value.h"

namespace grade {

inline constexpr std::size_t kMaxSource = 4096;  // bytes
inline constexpr int kMaxNesting = 64;           // brackets, calls, !, -, ?: inside one another
inline constexpr int kMaxDepth = 256;            // also counts "a + a + a + …", which leans left

enum class Op {
  none,
  negate,
  is_not,
  multiply,
  divide,
  remainder,
  add,
  subtract,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  in,
  all_of,
  any_of,  // && and ||, of two or more
  all,
  exists,
  exists_one,
  filter,
  map,
  top  // macros
};

struct Node {
  enum class Kind {
    literal,      // value; also a negative number
    constant,     // value, name: "MiB"
    name,         // name
    field,        // kids[0].name
    index,        // kids[0][kids[1]]
    list,         // [kids…]
    unary,        // op kids[0]
    binary,       // kids[0] op kids[1]
    logic,        // kids[0] op kids[1] op …
    conditional,  // kids[0] ? kids[1] : kids[2]
    call,         // name(kids…) or kids[0].name(…)
    macro         // kids[0].op(variable, kids[1]); kids[0].top(kids[2], variable, kids[1])
  };
  Kind kind = Kind::literal;
  Op op = Op::none;
  int begin = 0;  // byte offsets of the whole text, as written
  int end = 0;
  int at = 0;  // of the token to point at: the operator, the field, the function
  int depth = 1;
  bool is_member = false;     // a call written a.f(b)
  bool has_name = false;      // some name is in it, free or bound
  bool has_constant = false;  // some unit is in it
  std::string name = {};
  std::string variable = {};
  Value value = {};
  std::vector<std::unique_ptr<const Node>> kids = {};
};

// As written: "<=", "&&", "filter".
std::string_view to_string(Op op);

// A name, or fields and elements of one.
bool is_path(const Node& node);

inline std::string_view text_of(const Expr& expr, const Node& node) {
  return std::string_view(expr.source)
      .substr(static_cast<std::size_t>(node.begin),
              static_cast<std::size_t>(node.end - node.begin));
}

inline Pos pos_of(const Expr& expr, int offset) {
  return {expr.pos.file, expr.pos.line, expr.pos.col + offset};
}

}  // namespace grade
