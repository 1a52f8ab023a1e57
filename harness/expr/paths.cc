#include <algorithm>

#include "harness/expr/ast.h"

namespace grade {
namespace {

class PathCollector {
 public:
  void visit(const Node& node);
  std::vector<std::string> take() { return std::move(paths_); }

 private:
  void add(std::string path) {
    if (std::ranges::find(paths_, path) == paths_.end()) paths_.push_back(std::move(path));
  }

  std::vector<std::string> paths_;
  std::vector<std::string_view> bound_;
};

// "a.b.c" for fields of a free name, "" for anything else.
std::string dotted(const Node& node, const std::vector<std::string_view>& bound) {
  if (node.kind == Node::Kind::name) {
    return std::ranges::find(bound, node.name) == bound.end() ? node.name : "";
  }
  if (node.kind != Node::Kind::field) return "";
  std::string base = dotted(*node.kids[0], bound);
  return base.empty() ? base : base + "." + node.name;
}

void PathCollector::visit(const Node& node) {
  if (std::string path = dotted(node, bound_); !path.empty()) return add(std::move(path));
  if (node.kind != Node::Kind::macro) {
    for (const auto& kid : node.kids) visit(*kid);
    return;
  }
  visit(*node.kids[0]);
  if (node.op == Op::top) visit(*node.kids[2]);
  bound_.push_back(node.variable);
  visit(*node.kids[1]);
  bound_.pop_back();
}

}  // namespace

std::vector<std::string> paths_used(const Expr& expr) {
  PathCollector collector;
  if (expr.root) collector.visit(*expr.root);
  return collector.take();
}

}  // namespace grade
