// Golden files: whole outputs kept below tests/golden, compared byte by byte.
//   EXPECT_GOLDEN("report/junit_two_fail.xml", render_junit(report));
// A difference is shown as a unified diff. GRADE_UPDATE_GOLDEN=1 in the environment (target
// update-golden) writes the file instead. Name such tests …Golden…: the target runs those.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/text.h"

namespace grade::golden {

// A line with its mark: ' ' in both, '-' only in the file, '+' only in what came.
struct DiffLine {
  char mark;
  std::string_view text;
};

// By longest common subsequence; texts too long for that are told as removed and added whole.
inline std::vector<DiffLine> diff_lines(const std::vector<std::string_view>& old_lines,
                                        const std::vector<std::string_view>& new_lines) {
  const std::size_t rows = old_lines.size();
  const std::size_t cols = new_lines.size();
  const bool is_small = rows * cols <= 4'000'000;
  std::vector<std::vector<unsigned>> common(is_small ? rows + 1 : 0,
                                            std::vector<unsigned>(cols + 1));
  for (std::size_t i = is_small ? rows : 0; i-- > 0;)
    for (std::size_t j = cols; j-- > 0;)
      common[i][j] = old_lines[i] == new_lines[j] ? common[i + 1][j + 1] + 1
                                                  : std::max(common[i + 1][j], common[i][j + 1]);
  std::vector<DiffLine> out;
  std::size_t i = 0;
  std::size_t j = 0;
  while (is_small && i < rows && j < cols) {
    if (old_lines[i] == new_lines[j]) {
      out.push_back({' ', old_lines[i++]});
      ++j;
    } else if (common[i + 1][j] >= common[i][j + 1]) {
      out.push_back({'-', old_lines[i++]});
    } else {
      out.push_back({'+', new_lines[j++]});
    }
  }
  while (i < rows) out.push_back({'-', old_lines[i++]});
  while (j < cols) out.push_back({'+', new_lines[j++]});
  return out;
}

// Changed lines with three lines around them. Texts that differ in line ends only give "".
inline std::string unified_diff(std::string_view old_text, std::string_view new_text) {
  const std::vector<DiffLine> lines = diff_lines(split_lines(old_text), split_lines(new_text));
  std::vector<bool> near(lines.size());
  for (std::size_t at = 0; at < lines.size(); ++at)
    if (lines[at].mark != ' ')
      for (std::size_t n = at < 3 ? 0 : at - 3; n < std::min(at + 4, lines.size()); ++n)
        near[n] = true;
  std::ostringstream out;
  std::size_t old_line = 1;
  std::size_t new_line = 1;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (near[at] && (at == 0 || !near[at - 1]))
      out << "@@ -" << old_line << " +" << new_line << " @@\n";
    if (near[at]) out << lines[at].mark << lines[at].text << "\n";
    if (lines[at].mark != '+') ++old_line;
    if (lines[at].mark != '-') ++new_line;
  }
  return out.str();
}

inline testing::AssertionResult update(const std::filesystem::path& path,
                                       const std::string& actual) {
  std::filesystem::create_directories(path.parent_path());
  const Result<void> written = write_file(path, actual);
  if (!written) return testing::AssertionFailure() << to_string(written.error());
  return testing::AssertionSuccess();
}

inline testing::AssertionResult matches(const std::string& name, const std::string& actual) {
  const std::filesystem::path path =
      std::filesystem::path(GRADE_SOURCE_DIR) / "tests/golden" / name;
  const char* wants_update = std::getenv("GRADE_UPDATE_GOLDEN");
  if (wants_update != nullptr && std::string_view(wants_update) == "1") return update(path, actual);
  const Result<std::string> expected = read_file(path, std::size_t{16} << 20);
  const char* how = "\nif the change is meant: cmake --build … --target update-golden";
  if (!expected) return testing::AssertionFailure() << to_string(expected.error()) << how;
  if (*expected == actual) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "--- tests/golden/" << name << "\n+++ now\n"
                                     << unified_diff(*expected, actual) << how;
}

}  // namespace grade::golden

#define EXPECT_GOLDEN(name, actual) EXPECT_TRUE(::grade::golden::matches(name, actual))
