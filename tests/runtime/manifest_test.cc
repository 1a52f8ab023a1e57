#include "runtime/manifest.h"

#include <gtest/gtest.h>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

class Manifest : public testing::Test {
 protected:
  Manifest() {
    put(dir_ / "cache/0a/x y-d", "data");
    put(dir_ / "bin/driver", "program");
    put(goroot_ / "bin/go", "go");
    put(goroot_ / "pkg/tool/linux_amd64/compile", "compiler");
    EXPECT_TRUE(write_manifest(dir_, goroot_));
  }
  static void put(const fs::path& path, std::string_view bytes) {
    fs::create_directories(path.parent_path());
    ASSERT_TRUE(write_file(path, bytes));
  }
  TempDir temp_ = TempDir::make("/tmp", "manifest-").value();
  fs::path dir_ = temp_.path() / "prepared";
  fs::path goroot_ = temp_.path() / "go";
};

TEST_F(Manifest, IsTrueOfWhatItWasMadeOf) { EXPECT_EQ(damage_of(dir_), ""); }

TEST_F(Manifest, MoreFilesAreNoDamage) {
  put(dir_ / "cache/0b/new-a", "1");
  EXPECT_EQ(damage_of(dir_), "");
}

TEST_F(Manifest, SeesAFileThatWasCut) {
  put(dir_ / "cache/0a/x y-d", "da");
  EXPECT_EQ(damage_of(dir_), "cache/0a/x y-d: 2 bytes, expected 4");
}

TEST_F(Manifest, SeesAFileThatIsGone) {
  fs::remove_all(dir_ / "bin");
  EXPECT_EQ(damage_of(dir_), "bin/driver: No such file or directory");
}

TEST_F(Manifest, SeesThatTheToolsOfTheToolchainAreGone) {
  fs::remove_all(goroot_ / "pkg/tool/linux_amd64");
  EXPECT_EQ(damage_of(dir_),
            (goroot_ / "pkg/tool/linux_amd64/compile").string() + ": No such file or directory");
}

TEST_F(Manifest, IsDamageItselfWhenItIsNotWhole) {
  for (const char* text : {"", "4", "4 bin/driver", "four bin/driver\n", "4\n"}) {
    put(dir_ / "manifest", text);
    EXPECT_EQ(damage_of(dir_), "the manifest is damaged") << text;
  }
  fs::remove(dir_ / "manifest");
  EXPECT_TRUE(damage_of(dir_).contains("No such file")) << damage_of(dir_);
}

}  // namespace
}  // namespace grade
