// Patterns of criteria files: RE2 for names, * for files.
#pragma once

#include <string_view>

#include "harness/base/result.h"

namespace grade {

Result<void> check_pattern(std::string_view pattern, const Pos& pos);

// Whether the pattern occurs in the text. The pattern must have been checked.
bool matches(std::string_view pattern, std::string_view text);

// "evidence/*.txt" against "evidence/a.txt"; a * stands for any characters but a slash.
bool matches_file(std::string_view glob, std::string_view path);

}  // namespace grade
