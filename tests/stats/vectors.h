// The recorded vectors of statistics: see tests/testdata/stats/README.md.
#pragma once

#include <zlib.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace grade {

inline std::vector<nlohmann::json> read_vectors() {
  std::string text;
  gzFile file = gzopen(GRADE_SOURCE_DIR "/tests/testdata/stats/utest.jsonl.gz", "rb");
  char buffer[1 << 16];
  for (int n = 0; file && (n = gzread(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  if (file) gzclose(file);
  std::vector<nlohmann::json> vectors;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) vectors.push_back(nlohmann::json::parse(line));
  return vectors;
}

inline const std::vector<nlohmann::json>& vectors() {
  static const std::vector<nlohmann::json> all = read_vectors();
  return all;
}

inline std::vector<double> samples_of(const nlohmann::json& list) {
  return list.get<std::vector<double>>();
}

}  // namespace grade
