// The text of a file that people write, and the place of an error in it.
#pragma once

#include <string_view>

#include "harness/base/result.h"

namespace grade {

// Adds the line of `error.pos` from `text` with a caret under the column. Does nothing when the
// position lies outside of the text. Long lines are cut around the caret; tabs count as one.
Error with_snippet(Error error, std::string_view text);

// In the order of their lines, each with its snippet.
Errors in_order(Errors errors, std::string_view text);

}  // namespace grade
