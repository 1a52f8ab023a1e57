// Collects what the parts of a condition were while it is evaluated.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/expr/ast.h"

namespace grade {

// Kept short for people: literals, records and long bare lists are left out, and so is a part that
// was seen before with the same value.
class PartList {
 public:
  explicit PartList(const Expr& expr) : expr_(expr), whole_(expr.root.get()) {}

  void add(const Node& node, const Value& value);
  std::vector<Part> take() { return std::move(parts_); }

  bool is_on() const { return is_on_; }

  // While it lives, nothing is collected.
  class Pause {
   public:
    explicit Pause(PartList& list) : list_(list), was_on_(list.is_on_) { list_.is_on_ = false; }
    ~Pause() { list_.is_on_ = was_on_; }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    PartList& list_;
    bool was_on_;
  };

  // While it lives, parts that mention the macro's element say which element that is.
  class Element {
   public:
    Element(PartList& list, const Node& macro, std::size_t index, const Value& value);
    ~Element();
    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;

   private:
    PartList& list_;
    const Node* outer_whole_;
  };

 private:
  struct Bound {
    std::string_view name;
    std::string text;  // "c = #3 {n: 4}"
  };
  bool is_shown(const Node& node, const Value& value) const;
  std::string where(const Node& node) const;

  const Expr& expr_;
  const Node* whole_;  // not a part of itself
  bool is_on_ = true;
  std::vector<Bound> bound_;
  std::vector<Part> parts_;
};

}  // namespace grade
