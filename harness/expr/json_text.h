// JSON written piece by piece to the end of a text, without a tree in between.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace grade::json_text {

void append(std::string& out, bool value);
void append(std::string& out, std::int64_t value);
// The shortest text that reads back as the same number; null for what is none (NaN, infinity).
void append(std::string& out, double value);
// Quoted; bytes that are not UTF-8 become U+FFFD.
void append(std::string& out, std::string_view value);
// Seconds, as a number with all its digits: 1.002
void append(std::string& out, std::chrono::nanoseconds value);

}  // namespace grade::json_text
