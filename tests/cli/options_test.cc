#include "harness/cli/options.h"

#include <gtest/gtest.h>

#include "harness/cli/exit_codes.h"
#include "harness/pipeline/home.h"

namespace grade {
namespace {

using Words = std::vector<const char*>;

std::variant<Options, EndedEarly> parsed(Words words) {
  words.insert(words.begin(), "grade");
  return parse_options(static_cast<int>(words.size()), words.data());
}

template <class Command>
Command command(const Words& words) {
  const auto options = parsed(words);
  if (const auto* ended = std::get_if<EndedEarly>(&options)) {
    ADD_FAILURE() << ended->text;
    return {};
  }
  const auto* found = std::get_if<Command>(&std::get<Options>(options).command);
  if (found == nullptr) ADD_FAILURE() << "another command";
  return found == nullptr ? Command{} : *found;
}

TEST(ObserveOptions, TakeAnObserverAndFiles) {
  const auto observe =
      command<ObserveOptions>({"observe", "gctrace", "a.log", "-", "--format", "json"});
  EXPECT_EQ(observe.observer, "gctrace");
  EXPECT_EQ(observe.files, (std::vector<std::filesystem::path>{"a.log", "-"}));
  EXPECT_EQ(observe.format, Format::json);
  EXPECT_TRUE(std::holds_alternative<EndedEarly>(parsed({"observe", "gctrace"})));
}

TEST(RunOptions, HaveDefaults) {
  const auto run = command<RunOptions>({"run"});
  EXPECT_TRUE(run.paths.empty() && run.tasks.empty() && run.ids.empty());
  EXPECT_TRUE(!run.launch.go && !run.record && !run.keep && run.launch.jobs == 0);
  EXPECT_EQ(run.launch.isolation, Isolation::sandbox);
  EXPECT_FALSE(run.launch.allow_degraded);
  EXPECT_EQ(run.report.format, Format::console);
  EXPECT_EQ(run.report.exit_policy, ExitPolicy::verdicts);
  EXPECT_TRUE(!run.report.output && !run.report.is_full);
}

TEST(RunOptions, TakeEverything) {
  const auto run = command<RunOptions>({"run",
                                        "a",
                                        "b/task01",
                                        "-t",
                                        "1",
                                        "--task",
                                        "2",
                                        "-c",
                                        "1.1",
                                        "--criterion",
                                        "2.3",
                                        "--go",
                                        "/usr/lib/go",
                                        "--sandbox",
                                        "none",
                                        "-j",
                                        "3",
                                        "--record",
                                        "rec",
                                        "--keep",
                                        "--format",
                                        "json",
                                        "-o",
                                        "out.json",
                                        "--exit-policy",
                                        "ran",
                                        "--full",
                                        "--allow-degraded"});
  EXPECT_EQ(run.paths, (std::vector<std::filesystem::path>{"a", "b/task01"}));
  EXPECT_EQ(run.tasks, (std::set<int>{1, 2}));
  EXPECT_EQ(run.ids, (std::set<std::string>{"1.1", "2.3"}));
  EXPECT_EQ(run.launch.go, "/usr/lib/go");
  EXPECT_EQ(run.launch.isolation, Isolation::none);
  EXPECT_TRUE(run.launch.allow_degraded);
  EXPECT_EQ(run.launch.jobs, 3);
  EXPECT_EQ(run.record, "rec");
  EXPECT_TRUE(run.keep && run.report.is_full);
  EXPECT_EQ(run.report.format, Format::json);
  EXPECT_EQ(run.report.output, "out.json");
  EXPECT_EQ(run.report.exit_policy, ExitPolicy::ran);
}

TEST(RunOptions, APathMayStandBehindATask) {
  const auto run = command<RunOptions>({"run", "-t", "3", "a", "-c", "1.1", "b"});
  EXPECT_EQ(run.paths, (std::vector<std::filesystem::path>{"a", "b"}));
  EXPECT_EQ(run.tasks, std::set<int>{3});
}

TEST(RunOptions, ResumeStandsAlone) {
  EXPECT_EQ(command<RunOptions>({"run", "--resume", "rec", "-j", "2"}).resume, "rec");
}

TEST(Commands, HaveTheirOwnOptions) {
  const auto judge = command<JudgeOptions>({"judge", "rec", "--format=junit", "-o", "x.xml"});
  EXPECT_EQ(judge.recording, "rec");
  EXPECT_EQ(judge.report.format, Format::junit);
  EXPECT_EQ(command<ExplainOptions>({"explain", "2.3"}).id, "2.3");
  EXPECT_EQ(command<InitOptions>({"init", "8"}).task, 8);
  EXPECT_EQ(command<InitOptions>({"init", "8"}).where, ".");
  EXPECT_EQ(command<InitOptions>({"init", "8", "there"}).where, "there");
  EXPECT_EQ(command<LintOptions>({"lint", "a.yaml", "b.yaml"}).files.size(), 2u);
  EXPECT_EQ(command<DoctorOptions>({"doctor", "--go", "g"}).go, "g");
  EXPECT_FALSE(command<MutantOptions>({"mutant"}).name);
  EXPECT_EQ(command<MutantOptions>({"mutant", "task03-x"}).name, "task03-x");
  EXPECT_EQ(command<MutantOptions>({"mutant", "task03-x"}).where, ".");
  EXPECT_EQ(command<MutantOptions>({"mutant", "task03-x", "there"}).where, "there");
  EXPECT_TRUE(command<SelftestOptions>({"selftest"}).names.empty());
  EXPECT_EQ(command<SelftestOptions>({"selftest", "a", "b"}).names,
            (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(command<SelftestOptions>({"selftest", "-t", "3", "-j", "2"}).tasks, std::set<int>{3});
  EXPECT_EQ(command<SelftestOptions>({"selftest", "--record", "x"}).record, "x");
  command<ListOptions>({"list"});
}

TEST(Options, CriteriaMayStandBeforeOrBehindTheCommand) {
  EXPECT_EQ(std::get<Options>(parsed({"list"})).criteria, criteria_dir());
  EXPECT_EQ(std::get<Options>(parsed({"--criteria", "c", "list"})).criteria, "c");
  EXPECT_EQ(std::get<Options>(parsed({"list", "--criteria", "c"})).criteria, "c");
}

TEST(Options, PathsMayLookLikeOptionsBehindTwoDashes) {
  EXPECT_EQ(command<RunOptions>({"run", "--", "-t"}).paths,
            std::vector<std::filesystem::path>{"-t"});
}

struct MisuseCase {
  const char* name;
  Words words;
  const char* says;
};
const MisuseCase kMisuse[] = {
    {"NoCommand", {}, "A subcommand is required"},
    {"UnknownCommand", {"rum"}, "unknown command 'rum', did you mean 'run'?"},
    {"TwoCommands", {"list", "doctor"}, "doctor"},
    {"UnknownOption", {"run", "--speed"}, "--speed"},
    {"UnknownFormat", {"run", "--format", "jsom"}, "unknown value 'jsom', did you mean 'json'?"},
    {"UnknownSandbox", {"run", "--sandbox", "maybe"}, "--sandbox"},
    {"NoJobs", {"run", "-j", "0"}, "--jobs"},
    {"JobsAreNoNumber", {"run", "-j", "many"}, "--jobs"},
    {"TaskIsNoNumber", {"run", "-t", "one"}, "--task"},
    {"JudgeWithoutRecording", {"judge"}, "recording is required"},
    {"ExplainWithoutId", {"explain"}, "id is required"},
    {"InitWithoutTask", {"init"}, "task is required"},
    {"OptionOfAnotherCommand", {"judge", "rec", "--keep"}, "--keep"},
    {"ResumeWithAPath", {"run", "a", "--resume", "rec"}, "--resume"},
    {"ResumeAndRecord", {"run", "--record", "a", "--resume", "rec"}, "excludes"},
    {"MissingValue", {"run", "--record"}, "--record"},
};
class Misuse : public testing::TestWithParam<MisuseCase> {};
TEST_P(Misuse, EndsWithAWordAndCodeFour) {
  const auto options = parsed(GetParam().words);
  const auto* ended = std::get_if<EndedEarly>(&options);
  ASSERT_NE(ended, nullptr);
  EXPECT_EQ(ended->code, kExitUsage);
  EXPECT_NE(ended->text.find(GetParam().says), std::string::npos) << ended->text;
}
INSTANTIATE_TEST_SUITE_P(, Misuse, testing::ValuesIn(kMisuse),
                         [](const auto& i) { return i.param.name; });

TEST(Options, HelpAndVersionEndWell) {
  for (const Words& words : {Words{"--help"}, Words{"run", "--help"}, Words{"-h"}}) {
    const auto ended = std::get<EndedEarly>(parsed(words));
    EXPECT_EQ(ended.code, 0);
    EXPECT_NE(ended.text.find("Usage: grade"), std::string::npos) << ended.text;
  }
  EXPECT_EQ(std::get<EndedEarly>(parsed({"--version"})).text,
            "grade " + std::string(kVersion) + "\n");
}

}  // namespace
}  // namespace grade
