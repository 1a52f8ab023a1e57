#include "harness/launch/identity.h"

#include <gtest/gtest.h>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

TEST(CheckSight, NamesTheFolderThatIsClosed) {
  const TempDir temp = TempDir::make("/tmp", "sight").value();
  const fs::path inner = temp.path() / "a/b";
  fs::create_directories(inner);
  fs::permissions(temp.path(), fs::perms(0711));
  const Identity other{.uid = 64086, .gid = 64086, .is_changed = true};
  EXPECT_TRUE(check_sight(other, inner));
  EXPECT_TRUE(check_sight(other, inner / "not/there"));
  fs::permissions(temp.path() / "a", fs::perms(0700));
  const auto closed = check_sight(other, inner);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().what,
            "programs run as user 64086, to whom " + (temp.path() / "a").string() + " is closed");
  EXPECT_EQ(closed.error().hint, "put it elsewhere, or chmod o+x " + (temp.path() / "a").string());
  EXPECT_TRUE(check_sight({}, inner)) << "we ourselves can look";
}

}  // namespace
}  // namespace grade
