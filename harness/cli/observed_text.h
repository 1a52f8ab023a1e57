// Observations as text for a person and as JSON Lines. They come in parts, so that they may be
// larger than memory: lists grow part by part, and all other fields are those of the last part.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/observe/observer.h"

namespace grade {

class ObservedText {
 public:
  virtual ~ObservedText() = default;
  // The text of a part, possibly empty.
  virtual std::string part(const Observation& observation) = 0;
  virtual std::string last_part(const Observation& observation) = 0;
};

// A table for each list of records, with its first rows, its length and as many columns as there
// is room for; a line for each other field.
std::unique_ptr<ObservedText> observed_tables(std::size_t width);

// One object a line: {"FIELD": element} for each element of a list of records, and in the end one
// with all other fields.
std::unique_ptr<ObservedText> observed_json();

}  // namespace grade
