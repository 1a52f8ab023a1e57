#include "harness/pipeline/mutant.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

TEST(MutantHead, IsASentenceAndVerdicts) {
  const auto head = parse_mutant_head(
      "Subject: nothing was rewritten\n\n3.3 fail: task.yaml\n3.1 pass\n---\n"
      "diff --git a/x b/x\n9.9 is no verdict\n",
      "p");
  ASSERT_TRUE(head) << to_string(head.error());
  EXPECT_EQ(*head, (MutantHead{"nothing was rewritten",
                               {{"3.3", Outcome::fail, "task.yaml"}, {"3.1", Outcome::pass, ""}}}));
}

TEST(MutantHead, IsReadAsGitFormatPatchWritesIt) {
  const auto head = parse_mutant_head(
      "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n"
      "From: A <a@example.org>\nDate: Thu, 1 Jan 2026 00:00:00 +0000\n"
      "Subject: [PATCH 1/2] a sentence\n that goes on\nX-Other: 1\n\n# why\n1.1 fail\n---\n"
      " a.go | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\ndiff --git a/a.go b/a.go\n",
      "p");
  ASSERT_TRUE(head) << to_string(head.error());
  EXPECT_EQ(*head, (MutantHead{"a sentence that goes on", {{"1.1", Outcome::fail, ""}}}));
}

TEST(MutantHead, EndsWhereTheDiffBegins) {
  const auto head =
      parse_mutant_head("Subject: s\n\n1.1 fail\ndiff --git a/a b/a\n1.2 fails\n", "p");
  ASSERT_TRUE(head) << to_string(head.error());
  EXPECT_EQ(head->expected.size(), 1u);
}

struct BadHead {
  const char* name;
  const char* text;
  const char* error;
};
const BadHead kBadHeads[] = {
    {"Empty", "", "p:1:1: expected 'Subject: ' and the mistake in a sentence"},
    {"NoSubject", "1.1 fail\n", "p:1:1: expected 'Subject: ' and the mistake in a sentence"},
    {"SubjectOnlyATag", "Subject: [PATCH]\n\n1.1 fail\n",
     "p:1:1: expected 'Subject: ' and the mistake in a sentence"},
    {"NoVerdict", "Subject: s\n\n---\n1.1 fail\n",
     "p: no verdict is named that it must get\n"
     "hint: below the subject and an empty line: 3.3 fail: words of the verdict"},
    {"BadVerdict", "From: a\nSubject: s\n\n1.1 fail\n\n1.2 fails\n",
     "p:6:1: expected 'ID OUTCOME' or 'ID OUTCOME: WORDS'"},
};
class BadHeads : public testing::TestWithParam<BadHead> {};
TEST_P(BadHeads, AreRefused) {
  const auto head = parse_mutant_head(GetParam().text, "p");
  ASSERT_FALSE(head);
  EXPECT_EQ(to_string(head.error()), GetParam().error);
}
INSTANTIATE_TEST_SUITE_P(, BadHeads, testing::ValuesIn(kBadHeads),
                         [](const auto& i) { return i.param.name; });

TaskCriteria task3() {
  TaskCriteria task{.task = 3, .criteria = {{.id = "3.1"}, {.id = "3.2"}, {.id = "3.3"}}};
  task.criteria[1].review = ReviewDef{};
  return task;
}

TEST(ExpectationsOf, AreAPassOrAReviewWhereNothingIsSaid) {
  const auto all = expectations_of(task3(), {.expected = {{"3.3", Outcome::fail, "words"}}});
  ASSERT_TRUE(all) << to_string(all.error());
  EXPECT_EQ(*all, (std::vector<Expectation>{{"3.1", Outcome::pass, ""},
                                            {"3.2", Outcome::review, ""},
                                            {"3.3", Outcome::fail, "words"}}));
}
TEST(ExpectationsOf, AreOfTheTaskAndEachOnce) {
  const auto other = expectations_of(task3(), {.expected = {{"4.1"}}, .head = "a.patch"});
  ASSERT_FALSE(other);
  EXPECT_EQ(to_string(other.error()), "a.patch: unknown criterion '4.1', did you mean '3.1'?");
  const auto twice = expectations_of(task3(), {.expected = {{"3.1"}, {"3.1"}}, .head = "a.patch"});
  ASSERT_FALSE(twice);
  EXPECT_EQ(to_string(twice.error()), "a.patch: duplicate id '3.1'");
}

class Mutants : public testing::Test {
 protected:
  void SetUp() override {
    write("reference/task03/main.go", "one\ntwo\nthree\n");
    write("reference/task03/evidence/a.txt", "captured\n");
  }
  fs::path root() const { return dir_.path(); }
  void write(const fs::path& file, std::string_view text) const {
    fs::create_directories((root() / file).parent_path());
    std::ofstream(root() / file) << text;
  }
  std::string read(const fs::path& file) const {
    return read_file(root() / file, 1 << 20).value_or("cannot be read");
  }
  void patch(std::string_view diff) const {
    write("wrong/task03-x.patch", fmt::format("Subject: x\n\n3.3 fail\n---\n{}", diff));
  }
  // The error of laying out the one that there is; "" where it went well.
  std::string laid_out() const {
    const auto mutants = find_mutants(root() / "wrong");
    if (!mutants) return to_string(mutants.error());
    const auto done = lay_out(mutants->at(0), root() / "reference", root() / "out/task03");
    std::string error = done ? "" : done.error().what;
    for (std::size_t at; (at = error.find(root().string())) != std::string::npos;)
      error.replace(at, root().string().size(), "ROOT");
    return error;
  }
  void expect_refused(std::string_view why) const {
    EXPECT_EQ(laid_out(), why);
    EXPECT_FALSE(fs::exists(root() / "out"));
    EXPECT_EQ(read("reference/task03/main.go"), "one\ntwo\nthree\n");
  }

  TempDir dir_ = TempDir::make(fs::canonical(testing::TempDir()), "mutants").value();
};

TEST_F(Mutants, AreFoundByName) {
  patch("");
  write("wrong/task01-b.patch", "Subject: b\n\n1.1 fail: w\n---\n");
  write("wrong/task02-a/expected.txt", "Subject: a\n\n2.1 fail\n");
  write("wrong/task02-a/task02/main.go", "");
  write("wrong/README.md", "not one of them");
  const auto mutants = find_mutants(root() / "wrong");
  ASSERT_TRUE(mutants) << to_string(mutants.error());
  std::string found;
  for (const Mutant& m : *mutants) found += fmt::format("{} {} {}; ", m.task, m.name, m.mistake);
  EXPECT_EQ(found, "1 task01-b b; 2 task02-a a; 3 task03-x x; ");
  EXPECT_TRUE(find_mutants(root() / "nowhere")->empty());
}
TEST_F(Mutants, AreNamedAfterTheirTask) {
  write("wrong/task-x.patch", "Subject: b\n\n1.1 fail: w\n---\n");
  EXPECT_TRUE(laid_out().ends_with("the name does not begin with a task, such as task03-"));
}

TEST_F(Mutants, AreTheReferenceWithThePatch) {
  patch(
      "diff --git a/main.go b/main.go\n--- a/main.go\n+++ b/main.go\n@@ -1,3 +1,3 @@\n one\n-two\n"
      "+2 \n three\n"
      "diff --git a/evidence/a.txt b/b.txt\nsimilarity index 100%\nrename from evidence/a.txt\n"
      "rename to b.txt\n");
  EXPECT_EQ(laid_out(), "");
  EXPECT_EQ(read("out/task03/main.go"), "one\n2 \nthree\n");
  EXPECT_EQ(read("out/task03/b.txt"), "captured\n");
  EXPECT_FALSE(fs::exists(root() / "out/task03/evidence/a.txt"));
  EXPECT_EQ(laid_out(), "already exists, nothing was changed");
}
TEST_F(Mutants, AreTheFolderItself) {
  write("wrong/task03-x/expected.txt", "Subject: a\n\n3.1 fail\n");
  write("wrong/task03-x/task03/other.go", "other\n");
  EXPECT_EQ(laid_out(), "");
  EXPECT_EQ(read("out/task03/other.go"), "other\n");
  EXPECT_FALSE(fs::exists(root() / "out/task03/main.go"));
}

TEST_F(Mutants, MustApplyExactly) {
  patch("--- a/main.go\n+++ b/main.go\n@@ -1,3 +1,3 @@\n one\n-zwei\n+2\n three\n");
  expect_refused(
      "does not apply to the reference: patch failed: main.go:1; main.go: patch does not apply");
}
TEST_F(Mutants, MustBePatches) {
  patch("--- a/main.go\n+++ b/main.go\n@@ -1,3 +1,3 @@\n one\n-two\n");
  expect_refused("does not apply to the reference: corrupt patch at line 10");
}
TEST_F(Mutants, ChangeNothingElsewhere) {
  patch("--- a/../main.go\n+++ b/../main.go\n@@ -0,0 +1 @@\n+x\n");
  EXPECT_NE(laid_out(), "");
  patch("--- /dev/null\n+++ b/../out.go\n@@ -0,0 +1 @@\n+x\n");
  expect_refused("does not apply to the reference: invalid path '../out.go'");
  patch("--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+x\n");
  expect_refused("does not apply to the reference: invalid path '.git/hooks/x'");
}
TEST_F(Mutants, MakeNoLinks) {
  const std::string link =
      "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/tmp\n"
      "\\ No newline at end of file\n";
  patch(link);
  expect_refused("makes something other than a file: l");
  patch(link +
        "diff --git a/l/x b/l/x\nnew file mode 100644\n--- /dev/null\n+++ b/l/x\n"
        "@@ -0,0 +1 @@\n+x\n");
  expect_refused("does not apply to the reference: affected file 'l/x' is beyond a symbolic link");
}

}  // namespace
}  // namespace grade
