// A Go release that ci/setup-go installed, and programs built with it in a scratch folder.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "runtime/command.h"
#include "runtime/go_command.h"
#include "runtime/instruments.h"

namespace grade {

struct Ran {
  std::string out;
  std::string events;  // from descriptor 3
};

// Lines of "name number".
using Numbers = std::map<std::string, std::vector<std::int64_t>>;
Numbers numbers_in(const std::string& text);

std::vector<nlohmann::json> json_lines(const std::string& text);

class GoRelease : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override;

  // Files of a module named t; as a program, or as a test.
  void put(const std::string& name, const std::string& text);
  std::filesystem::path build(const std::set<Instrument>& instruments);
  std::filesystem::path build_test(const std::set<Instrument>& instruments);

  // With descriptor 3 open on a file, as a shell line with "$0" the program.
  Ran run(const std::filesystem::path& program, const std::string& script,
          const std::map<std::string, std::string>& env = {});

  Toolchain toolchain_;
  TempDir temp_ = TempDir::make("/tmp", "go").value();

 private:
  std::filesystem::path go(std::vector<std::string> words, const std::set<Instrument>& instruments);
  std::filesystem::path overlay(const std::set<Instrument>& instruments);
};

inline std::string release_name(const testing::TestParamInfo<const char*>& info) {
  std::string name = "Go";
  for (const char* c = info.param; *c != '\0'; ++c) name += *c == '.' ? '_' : *c;
  return name;
}

}  // namespace grade

#define GRADE_FOR_EACH_RELEASE(suite) \
  INSTANTIATE_TEST_SUITE_P(, suite, testing::Values("1.24", "1.25", "1.26"), release_name)
