// A captured text as it is: for conditions on what a program or a file of evidence says.
#pragma once

#include "harness/observe/observer.h"

namespace grade {

Type text_type();
// Standard output, then standard error; a text that stands for both once. The text is cut to
// 64 KiB, lines (non-blank) and bytes are of all of it.
Value observe_text(const Captured& captured);

}  // namespace grade
