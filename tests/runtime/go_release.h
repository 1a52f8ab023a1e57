// A Go release that ci/setup-go installed, and programs built with it in a scratch folder.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/observe/events.h"
#include "runtime/command.h"
#include "runtime/go_command.h"
#include "runtime/instruments.h"

namespace grade {

enum class Library { plain, instrumented };

struct Ran {
  std::string out;
  Events events;
  bool wrote_events = false;  // anything at all
};

// Lines of "name number".
using Numbers = std::map<std::string, std::vector<std::int64_t>>;
Numbers numbers_in(const std::string& text);

// Those of one kind.
std::vector<Event> events_of(const Ran& ran, std::string_view kind);

class GoRelease : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override;

  // Files of a module named t; as a program, or as a test.
  void put(const std::string& name, const std::string& text);
  std::filesystem::path build(Library library = Library::instrumented);
  std::filesystem::path build_test(Library library = Library::instrumented);

  // With these instruments active, as a shell line with "$0" the program.
  Ran run(const std::filesystem::path& program, const std::string& instruments,
          const std::string& script = "exec \"$0\"",
          const std::map<std::string, std::string>& env = {});

  Toolchain toolchain_;
  TempDir temp_ = TempDir::make("/tmp", "go").value();

 private:
  std::filesystem::path go(std::vector<std::string> words, Library library);
  std::filesystem::path overlay();
};

inline std::string release_name(const testing::TestParamInfo<const char*>& info) {
  std::string name = "Go";
  for (const char* c = info.param; *c != '\0'; ++c) name += *c == '.' ? '_' : *c;
  return name;
}

}  // namespace grade

#define GRADE_FOR_EACH_RELEASE(suite) \
  INSTANTIATE_TEST_SUITE_P(, suite, testing::Values(GRADE_GO_RELEASES), release_name)
