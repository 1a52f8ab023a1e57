#include "harness/plan/find_program.h"

#include <gtest/gtest.h>

#include "tests/plan/fixture.h"

namespace grade {
namespace {

using plan_fixture::function_in;
using plan_fixture::main_package;

SourcePackage library(std::string dir) {
  SourcePackage package = main_package(std::move(dir));
  package.name = "lib";
  package.has_main = false;
  return package;
}

SourcePackage importing(SourcePackage package, std::string path) {
  package.imports.push_back(std::move(path));
  return package;
}

SourceFunction calling(SourceFunction function, std::string callee) {
  function.calls.push_back(std::move(callee));
  return function;
}

RoleDef reader() {
  return {.name = "reader",
          .about = "the reader",
          .kind = RoleKind::program,
          .packages = {"./reader", "."},
          .place = "new",
          .calls = "metrics.Read"};
}

std::string found(const RoleDef& def, std::vector<SourcePackage> packages,
                  std::vector<SourceFunction> functions, const RoleChoice& choice = {}) {
  SourceFacts facts;
  facts.modules = {{".", "example.com/m", "1.24"}};
  facts.packages = std::move(packages);
  facts.functions = std::move(functions);
  TaskCriteria task;
  task.roles = {def, {.name = "other", .kind = RoleKind::program, .packages = {"./other", "."}}};
  const Role role = find_program(def, choice, task, facts);
  if (role.is_asked) return "asked: " + role.lines.substr(role.lines.find('{'));
  if (!role.is_found()) return "missing";
  std::string shown = role.package + (role.is_test ? " tests" : "");
  for (const std::string& arg : role.args) shown += " " + arg;
  return shown;
}

TEST(FindProgram, TheOneThatCallsItIsMeant) {
  EXPECT_EQ(found(reader(), {main_package("a"), main_package("b")},
                  {calling(function_in("b", "main", 1), "metrics.Read")}),
            "b");
}

TEST(FindProgram, ACallerIsPreferredToADefaultFolder) {
  EXPECT_EQ(found(reader(), {main_package("."), main_package("v2")},
                  {calling(function_in("v2", "main", 1), "metrics.Read")}),
            "v2");
}

TEST(FindProgram, AFolderOfItsNameIsMeantWhateverItCalls) {
  EXPECT_EQ(found(reader(), {main_package("reader"), main_package("v2")},
                  {calling(function_in("v2", "main", 1), "metrics.Read")}),
            "reader");
}

TEST(FindProgram, AFolderOfAnotherRoleIsNotMeant) {
  EXPECT_EQ(found(reader(), {main_package("."), main_package("other")},
                  {calling(function_in("other", "main", 1), "metrics.Read")}),
            ".");
  EXPECT_EQ(found(reader(), {main_package("other")}, {}), "other") << "unless it is the only one";
}

TEST(FindProgram, OfSeveralCallersADefaultFolderIsMeant) {
  EXPECT_EQ(found(reader(), {main_package("a"), main_package("reader")},
                  {calling(function_in("a", "main", 1), "metrics.Read"),
                   calling(function_in("reader", "main", 1), "metrics.Read")}),
            "reader");
}

TEST(FindProgram, CallsOfImportedPackagesCount) {
  EXPECT_EQ(found(reader(),
                  {main_package("a"), importing(main_package("b"), "example.com/m/internal/one"),
                   importing(library("internal/one"), "example.com/m/internal/two"),
                   library("internal/two")},
                  {calling(function_in("internal/two", "Read", 1), "metrics.Read")}),
            "b");
}

TEST(FindProgram, ImportsMayGoInCircles) {
  EXPECT_EQ(found(reader(),
                  {importing(main_package("a"), "example.com/m/l"),
                   importing(library("l"), "example.com/m/l")},
                  {}),
            "a");
}

TEST(FindProgram, CallsOfTestsDoNotCount) {
  EXPECT_EQ(found(reader(), {main_package("a"), main_package("b")},
                  {calling(function_in("b", "TestIt", 1, true), "metrics.Read")}),
            "asked: { package: a }  # or b\n");
}

TEST(FindProgram, ThePlaceSettlesIt) {
  EXPECT_EQ(found(reader(), {main_package("new"), main_package("old")}, {}), "new");
}

TEST(FindProgram, AllCandidatesAreNamed) {
  EXPECT_EQ(found(reader(), {main_package("a"), main_package("b"), main_package("c")}, {}),
            "asked: { package: a }  # or b, c\n");
}

TEST(FindProgram, TestsAreAProgramWhereThereIsNoOther) {
  EXPECT_EQ(found(reader(), {library("load")}, {function_in("load", "TestLoad", 1, true)}),
            "load tests");
  EXPECT_EQ(found(reader(), {library("load")}, {function_in("load", "BenchmarkLoad", 1, true)}),
            "load tests -test.run=^$ -test.bench=.");
  EXPECT_EQ(found(reader(), {library("a"), library("b")},
                  {function_in("a", "TestA", 1, true), function_in("b", "TestB", 1, true)}),
            "asked: { package: a }  # or b\n");
  EXPECT_EQ(
      found(reader(), {library("a"), main_package("b")}, {function_in("a", "TestA", 1, true)}),
      "b");
  EXPECT_EQ(found(reader(), {library("a")}, {function_in("a", "helper", 1, true)}), "missing");
}

TEST(FindProgram, AServiceIsNotMadeOfTests) {
  RoleDef service = reader();
  service.kind = RoleKind::service;
  EXPECT_EQ(found(service, {library("a")}, {function_in("a", "TestA", 1, true)}), "missing");
}

TEST(FindProgram, TaskFileMayNameTests) {
  EXPECT_EQ(found(reader(), {library("a"), main_package("b")}, {function_in("a", "TestA", 1, true)},
                  {.package = "a"}),
            "a tests");
}

}  // namespace
}  // namespace grade
