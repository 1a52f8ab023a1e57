#include "runtime/go_command.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

TEST(GoCommand, EnvironmentLeavesNothingToTheMachine) {
  const auto env = go_environment({"/x/bin/go", "/x", "go1.26.1", 26}, "/gocache", Modules::files);
  EXPECT_EQ(env.at("PATH"), "/x/bin:/usr/bin:/bin");
  EXPECT_EQ(env.at("GOTOOLCHAIN"), "local");
  EXPECT_EQ(env.at("GOPROXY"), "off");
  EXPECT_EQ(env.at("GOENV"), "off");
  EXPECT_EQ(env.at("GOWORK"), "off");
  EXPECT_EQ(env.at("CGO_ENABLED"), "0");
  EXPECT_EQ(env.at("GOFLAGS"), "-mod=readonly");
}

TEST(GoCommand, VendoredModulesAreReadFromTheirFolder) {
  EXPECT_EQ(go_environment({}, "", Modules::vendored).at("GOFLAGS"), "-mod=vendor");
}

// Debian's GOROOT/src is a link.
TEST(GoCommand, ReplacementsHaveThePathAsGivenAndAsResolved) {
  const TempDir temp = TempDir::make("/tmp", "goroot").value();
  const fs::path root = fs::canonical(temp.path());
  fs::create_directories(root / "share/src/runtime");
  fs::create_directories(root / "lib");
  fs::create_directory_symlink(root / "share/src", root / "lib/src");
  const Toolchain toolchain{.go = {}, .goroot = root / "lib", .version = {}, .minor = 26};
  const Replacements all = toolchain_replacements(toolchain, "/patched", {"src/runtime/added.go"});
  const Replacements expected = {
      {(root / "lib/src/runtime/added.go").string(), "/patched/src/runtime/added.go"},
      {(root / "share/src/runtime/added.go").string(), "/patched/src/runtime/added.go"}};
  EXPECT_EQ(all, expected);
}

TEST(GoCommand, OverlayEscapesNames) {
  EXPECT_EQ(overlay_json({{"/src/a\"b\xff", "/x"}}),
            "{\n \"Replace\": {\n  \"/src/a\\\"b\xEF\xBF\xBD\": \"/x\"\n }\n}");
}

}  // namespace
}  // namespace grade
