// The own tests of our Go programs, with each Go release, and that gofmt and vet have nothing to
// say.
#include <fmt/format.h>

#include "tests/runtime/go_release.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

class GoPrograms : public GoRelease {
 protected:
  std::string go(const std::string& folder, const std::string& program,
                 const std::vector<std::string>& words) {
    const std::string cache =
        fs::path(GRADE_BINARY_DIR) / "go-tests" / toolchain_.version / "cache";
    fs::create_directories(cache);
    Command command{.argv = {(toolchain_.goroot / "bin" / program).string()},
                    .env = go_environment(toolchain_, cache, Modules::files),
                    .cwd = fs::path(GRADE_SOURCE_DIR) / "runtime" / folder};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    const auto out = run_command(command);
    EXPECT_TRUE(out) << to_string(out.error());
    return out.value_or("");
  }
};

TEST_P(GoPrograms, PassTheirTests) {
  for (const char* folder : {"call", "driver", "facts", "reach"}) go(folder, "go", {"test", "."});
}

TEST_P(GoPrograms, AreVetted) {
  for (const char* folder : {"call", "driver", "facts", "gocache", "reach"})
    go(folder, "go", {"vet", "."});
}

TEST_P(GoPrograms, AllSourceHereIsFormatted) { EXPECT_EQ(go(".", "gofmt", {"-l", "."}), ""); }

GRADE_FOR_EACH_RELEASE(GoPrograms);

}  // namespace
}  // namespace grade
