#include "runtime/toolchain.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// Environment variables of this process, put back when the owner goes.
class Env {
 public:
  void set(const std::string& name, const std::string& value) {
    remember(name);
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  void unset(const std::string& name) {
    remember(name);
    ::unsetenv(name.c_str());
  }
  ~Env() {
    for (const auto& [name, value] : before_)
      value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
  }

 private:
  void remember(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    before_.try_emplace(name, value ? std::optional<std::string>(value) : std::nullopt);
  }
  std::map<std::string, std::optional<std::string>> before_;
};

class FindToolchain : public testing::Test {
 protected:
  FindToolchain() {
    env_.unset("GRADE_GO");
    env_.set("GRADE_STATE", dir() / "state");
    env_.set("PATH", dir() / "bin");
  }
  fs::path dir() const { return temp_.path(); }

  // A folder that looks like a toolchain whose go command gives that answer.
  fs::path make(const std::string& name, const std::string& version) {
    const fs::path root = dir() / name;
    fs::create_directories(root / "bin");
    fs::create_directories(root / "src/runtime");
    put_program(root / "bin/go", "echo " + version + "; echo " + root.string());
    return root;
  }
  static void put_program(const fs::path& path, const std::string& script) {
    fs::create_directories(path.parent_path());
    EXPECT_TRUE(write_file(path, "#!/bin/sh\n" + script + "\n"));
    fs::permissions(path, fs::perms(0755));
  }

  Env env_;
  TempDir temp_ = TempDir::make("/tmp", "toolchain").value();
};

TEST_F(FindToolchain, AskedIsUsed) {
  const fs::path root = make("asked", "go1.25.3");
  const Toolchain found = find_toolchain(root / "bin/go").value();
  EXPECT_EQ(found.go, root / "bin/go");
  EXPECT_EQ(found.goroot, root);
  EXPECT_EQ(found.version, "go1.25.3");
  EXPECT_EQ(found.minor, 25);
}

TEST_F(FindToolchain, AskedMayBeAReleaseThatIsInstalled) {
  const fs::path root = make("state/go-1.25", "go1.25.3");
  for (const char* name : {"1.25", "go1.25"})
    EXPECT_EQ(find_toolchain(name).value().go, root / "bin/go") << name;
  const auto missing = find_toolchain("1.99");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().what,
            (dir() / "state/go-1.99/bin/go").string() + " (from --go): no such program");
}

TEST_F(FindToolchain, AskedMayBeTheFolder) {
  const fs::path root = make("asked", "go1.25.3");
  EXPECT_EQ(find_toolchain(root).value().go, root / "bin/go");
}

TEST_F(FindToolchain, AskedIsRefusedNotPassedOver) {
  make("state/go", "go1.26.1");
  const fs::path old = make("old", "go1.22.1");
  EXPECT_EQ(find_toolchain(old).error().what,
            (old / "bin/go").string() + " (from --go): is go1.22.1, grading needs go1.24 or newer");
}

TEST_F(FindToolchain, NamedInTheEnvironmentIsRefusedNotPassedOver) {
  make("state/go", "go1.26.1");
  env_.set("GRADE_GO", dir() / "nowhere");
  EXPECT_EQ(find_toolchain(std::nullopt).error().what,
            (dir() / "nowhere").string() + " (from $GRADE_GO): no such program");
}

TEST_F(FindToolchain, TooOldOnPathIsPassedOver) {
  make("state/go", "go1.26.1");
  put_program(dir() / "bin/go", "echo go1.19.8; echo /usr/lib/go-1.19");
  EXPECT_EQ(find_toolchain(std::nullopt).value().version, "go1.26.1");
}

TEST_F(FindToolchain, PathComesBeforeOurs) {
  make("state/go", "go1.26.1");
  const fs::path root = make("other", "go1.24.1");
  fs::create_directory_symlink(root / "bin", dir() / "bin");
  EXPECT_EQ(find_toolchain(std::nullopt).value().version, "go1.24.1");
}

TEST_F(FindToolchain, NewerThanTestedIsUsed) {
  EXPECT_EQ(find_toolchain(make("asked", "go1.31rc1")).value().minor, 31);
}

TEST_F(FindToolchain, ErrorNamesEachPlace) {
  put_program(dir() / "bin/go", "echo hello");
  const Result<Toolchain> found = find_toolchain(std::nullopt);
  if (found) GTEST_SKIP() << "a Debian package is installed: " << found->go;
  EXPECT_TRUE(found.error().what.starts_with("no usable Go toolchain\n  " +
                                             (dir() / "bin/go").string() +
                                             ": does not answer like a go command\n  "))
      << found.error().what;
  EXPECT_NE(found.error().what.find((dir() / "state/go/bin/go").string() + ": no such program"),
            std::string::npos);
  EXPECT_NE(found.error().hint.find("ci/setup-go"), std::string::npos);
}

TEST_F(FindToolchain, HalfAToolchainIsRefused) {
  const fs::path root = make("asked", "go1.26.1");
  fs::remove_all(root / "src");
  EXPECT_EQ(find_toolchain(root).error().what, (root / "bin/go").string() +
                                                   " (from --go): its GOROOT " + root.string() +
                                                   " is not a whole toolchain");
}

TEST(StateDir, IsTheFirstThatIsSet) {
  Env env;
  env.set("GRADE_STATE", "/tmp/x");
  EXPECT_EQ(state_dir(), "/tmp/x");
  env.unset("GRADE_STATE");
  env.set("XDG_CACHE_HOME", "/home/u/cache");
  EXPECT_EQ(state_dir(), ::geteuid() == 0 ? "/var/cache/grade" : "/home/u/cache/grade");
}

}  // namespace
}  // namespace grade
