// The captures of go test and benchstat under testdata/bench, and what benchstat made of them.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/base/files.h"

namespace grade {

inline std::string bench_file(const std::string& path) {
  const auto text =
      read_file(std::string(GRADE_SOURCE_DIR "/tests/testdata/bench/") + path, 1 << 22);
  EXPECT_TRUE(text) << path;
  return text.value_or("");
}

struct BenchGolden {
  std::string name;                 // "go1.26-oldnew"
  std::vector<std::string> inputs;  // paths below testdata/bench
};

inline std::vector<BenchGolden> bench_goldens() {
  std::vector<BenchGolden> goldens;
  const auto index = nlohmann::json::parse(bench_file("expected/INDEX.json"));
  for (const auto& [name, entry] : index.items()) {
    goldens.push_back({name, entry["inputs"].get<std::vector<std::string>>()});
  }
  return goldens;
}

inline std::string test_name(std::string text) {
  for (char& c : text) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return text;
}

constexpr const char* kGoReleases[] = {"go1.19", "go1.21", "go1.22", "go1.23",
                                       "go1.24", "go1.25", "go1.26", "go1.27"};

}  // namespace grade
