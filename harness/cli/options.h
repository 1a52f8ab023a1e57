// The command line.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "harness/launch/launcher.h"

namespace grade {

enum class Format { console, json, junit };
enum class ExitPolicy { verdicts, ran };  // ran: 0 whenever a grade was produced

struct ReportOptions {
  Format format = Format::console;
  std::optional<std::filesystem::path> output;  // instead of stdout
  ExitPolicy exit_policy = ExitPolicy::verdicts;
  bool is_full = false;  // console: all evidence
};

struct LaunchOptions {
  std::optional<std::filesystem::path> go;
  Isolation isolation = Isolation::sandbox;
  bool allow_degraded = false;
  int jobs = 0;
};

struct RunOptions {
  std::vector<std::filesystem::path> paths;  // empty: the folder we stand in
  std::set<int> tasks;
  std::set<std::string> ids;
  std::optional<std::filesystem::path> record;
  std::optional<std::filesystem::path> resume;  // a recording that was begun
  std::optional<std::filesystem::path> reuse;   // an earlier recording
  std::optional<std::filesystem::path> sign;    // the recording, with this private key
  bool is_again = false;                        // what did not pass the last time
  LaunchOptions launch;
  bool keep = false;
  ReportOptions report;
};
struct JudgeOptions {
  std::filesystem::path recording;              // or "latest"
  std::set<std::string> submissions;            // empty: all
  std::optional<std::filesystem::path> verify;  // that it is signed, by this public key
  ReportOptions report;
};
struct ListOptions {};
struct ExplainOptions {
  std::string id;
  bool is_full = false;                   // with expressions
  bool is_last = false;                   // the verdict of the last run
  std::optional<std::string> submission;  // whose, where several were graded
};
struct InitOptions {
  int task = 0;
  std::filesystem::path where = ".";
};
struct MutantOptions {
  std::optional<std::string> name;  // none: list them
  std::filesystem::path where = ".";
};
struct LintOptions {
  std::vector<std::filesystem::path> files;  // empty: all of the criteria folder
};
struct ObserveOptions {
  std::string observer;
  std::vector<std::filesystem::path> files;  // "-" is stdin
  Format format = Format::console;           // or json
};
struct DoctorOptions {
  std::optional<std::filesystem::path> go;
};
struct SelftestOptions {
  std::vector<std::string> names;  // empty: all
  std::optional<std::filesystem::path> record;
  std::set<int> tasks;
  LaunchOptions launch;
};

struct Options {
  std::filesystem::path criteria;
  std::variant<RunOptions, JudgeOptions, ListOptions, ExplainOptions, InitOptions, MutantOptions,
               LintOptions, ObserveOptions, DoctorOptions, SelftestOptions>
      command;
};

// Words to print and the exit code to end with, when there is nothing to run: help, version,
// misuse.
struct EndedEarly {
  std::string text;
  int code = 0;
};

std::variant<Options, EndedEarly> parse_options(int argc, const char* const* argv);

}  // namespace grade
