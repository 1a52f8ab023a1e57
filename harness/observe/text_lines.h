// A captured text as it is: for conditions on what a program or a file of evidence says.
#pragma once

#include <cstdint>
#include <string>

#include "harness/observe/observer.h"

namespace grade {

struct TextLines {
  std::string text;        // of all texts, one after another; cut to 64 KiB
  std::int64_t lines = 0;  // of all of them, without blank ones
  std::size_t bytes = 0;   // of all of them
};
const Declared& declare(const TextLines*);

TextLines observe_text(const Captured& captured);

}  // namespace grade
