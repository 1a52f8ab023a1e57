#include "harness/expr/parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace grade {
namespace {

constexpr std::size_t kMostParts = 200;
constexpr std::size_t kLongList = 60;     // bytes of a bare list that still help
constexpr std::size_t kElementText = 80;  // bytes of "where c = #3 {…}"

bool mentions(const Node& node, std::string_view name) {
  if (node.kind == Node::Kind::name) return node.name == name;
  const bool is_hidden = node.kind == Node::Kind::macro && node.variable == name;
  if (is_hidden) {
    return mentions(*node.kids[0], name) || (node.op == Op::top && mentions(*node.kids[2], name));
  }
  return std::ranges::any_of(node.kids, [&](const auto& kid) { return mentions(*kid, name); });
}

// Its operands say all; of a call or a macro over another list there may be nothing else to show.
bool is_operator(const Node& node) {
  return node.kind == Node::Kind::binary || node.kind == Node::Kind::logic ||
         node.kind == Node::Kind::unary;
}

}  // namespace

bool PartList::is_shown(const Node& node, const Value& value) const {
  if (!is_on_ || &node == whole_ || parts_.size() >= kMostParts) return false;
  if (value.kind() == Kind::record) return false;
  switch (node.kind) {
    case Node::Kind::literal:
    case Node::Kind::constant:
    case Node::Kind::list:
      return false;
    case Node::Kind::name:
    case Node::Kind::field:
    case Node::Kind::index:
      return value.kind() != Kind::list || to_string(value, kLongList + 1).size() <= kLongList;
    default:
      return node.has_name || node.has_constant;
  }
}

std::string PartList::where(const Node& node) const {
  std::string out;
  for (std::size_t i = 0; i < bound_.size(); ++i) {
    const auto is_same = [&](const Bound& later) { return later.name == bound_[i].name; };
    const auto after = bound_.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    const bool is_hidden = std::any_of(after, bound_.end(), is_same);
    if (!is_hidden && mentions(node, bound_[i].name))
      out += (out.empty() ? " where " : ", ") + bound_[i].text;
  }
  return out;
}

void PartList::add(const Node& node, const Value& value) {
  if (!is_shown(node, value)) return;
  Part part{std::string(text_of(expr_, node)) + where(node), to_string(value)};
  if (std::ranges::find(parts_, part) == parts_.end()) parts_.push_back(std::move(part));
}

PartList::Element::Element(PartList& list, const Node& macro, std::size_t index, const Value& value)
    : list_(list), outer_whole_(list.whole_) {
  list_.bound_.push_back({macro.variable, fmt::format("{} = #{} {}", macro.variable, index + 1,
                                                      to_string(value, kElementText))});
  if (is_operator(*macro.kids[1])) list_.whole_ = macro.kids[1].get();
}

PartList::Element::~Element() {
  list_.bound_.pop_back();
  list_.whole_ = outer_whole_;
}

}  // namespace grade
