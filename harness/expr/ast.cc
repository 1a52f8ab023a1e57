#include "harness/expr/ast.h"

namespace grade {

std::string_view to_string(Op op) {
  switch (op) {
    case Op::none:
      return "";
    case Op::negate:
      return "-";
    case Op::is_not:
      return "!";
    case Op::multiply:
      return "*";
    case Op::divide:
      return "/";
    case Op::remainder:
      return "%";
    case Op::add:
      return "+";
    case Op::subtract:
      return "-";
    case Op::less:
      return "<";
    case Op::less_equal:
      return "<=";
    case Op::greater:
      return ">";
    case Op::greater_equal:
      return ">=";
    case Op::equal:
      return "==";
    case Op::not_equal:
      return "!=";
    case Op::in:
      return "in";
    case Op::all_of:
      return "&&";
    case Op::any_of:
      return "||";
    case Op::all:
      return "all";
    case Op::exists:
      return "exists";
    case Op::exists_one:
      return "exists_one";
    case Op::filter:
      return "filter";
    case Op::map:
      return "map";
    case Op::top:
      return "top";
  }
  return "";
}

bool is_path(const Node& node) {
  if (node.kind == Node::Kind::name) return true;
  if (node.kind != Node::Kind::field && node.kind != Node::Kind::index) return false;
  return is_path(*node.kids[0]);
}

}  // namespace grade
