// What a YAML syntax error means to whoever wrote the file: the library only says where it gave up.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace grade {

// The likely mistake at or before the place, or the library's own words where none is seen. The
// place must lie in the lines or just behind them.
Error explain_syntax_error(const Pos& pos, std::string words,
                           std::span<const std::string_view> lines);

}  // namespace grade
