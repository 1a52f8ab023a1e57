// Splits the source of a condition into tokens; CEL's lexis without bytes and unsigned ints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace grade {

struct Token {
  enum class Kind { end, integer, real, string, name, symbol };
  Kind kind = Kind::end;
  int begin = 0;  // byte offsets
  int end = 0;
  std::string text;           // as written; of a string what it stands for, in UTF-8
  std::uint64_t integer = 0;  // up to 2^63, which is an int only behind a minus
  double real = 0;
};

// Ends with one token of kind `end`. Errors carry the column counted from `pos`.
Result<std::vector<Token>> lex(std::string_view source, const Pos& pos);

// The bytes of a KiB MiB GiB KB MB GB; 0 for any other name.
std::int64_t unit_bytes(std::string_view name);

}  // namespace grade
