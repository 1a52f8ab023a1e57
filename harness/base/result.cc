#include "harness/base/result.h"

#include <fmt/format.h>

namespace grade {

std::string to_string(const Error& error) {
  std::string out;
  if (!error.pos.file.empty()) {
    out += error.pos.file;
    if (error.pos.line > 0) out += fmt::format(":{}:{}", error.pos.line, error.pos.col);
    out += ": ";
  }
  out += error.what;
  if (!error.snippet.empty()) out += "\n" + error.snippet;
  if (!error.hint.empty()) out += "\nhint: " + error.hint;
  return out;
}

std::string to_string(const Errors& errors) {
  constexpr std::size_t kMost = 40;
  std::string out;
  for (const Error& error : errors) {
    if (&error - errors.data() == kMost) {
      out += fmt::format("\nand {} more", errors.size() - kMost);
      break;
    }
    out += (out.empty() ? "" : "\n") + to_string(error);
  }
  return out;
}

void check_failed(const char* file, int line, const char* condition, const char* why) {
  fmt::print(stderr, "grade: internal error at {}:{}: {} ({})\n", file, line, why, condition);
  std::abort();
}

}  // namespace grade
