#include "harness/plan/reproduce.h"

#include <fmt/format.h>
#include <string.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/plan/plan.h"

namespace grade {
namespace {

std::string environment(const LaunchDef& launch, const Role& role) {
  std::string out;
  for (const auto& [key, value] : environment_of(launch, role))
    out += fmt::format("{}={} ", key, shell_word(value));
  return out;
}

std::string by_hand(const Step& step, const Role& role) {
  const std::string& path = step.path.empty() ? role.path : step.path;
  switch (step.action) {
    case Step::Do::wait:
      return "";
    case Step::Do::load:
      return fmt::format("hey -n {} -c {} {}", step.requests, step.at_once,
                         shell_word("http://localhost:PORT" + path));
    case Step::Do::fetch:
      return fmt::format("curl {}{}", step.as.empty() ? "" : "-o " + step.as + " ",
                         shell_word("http://localhost:PORT" + path));
    case Step::Do::signal:
    case Step::Do::stop:
      return fmt::format("kill -{} PID", ::sigabbrev_np(step.signal));
  }
  return "";
}

// To where we build and start it.
std::string enter(const Role& role) {
  const bool is_here = role.module_dir.empty() || role.module_dir == ".";
  return is_here ? "" : fmt::format("cd {} && ", shell_word(role.module_dir));
}

std::string package_from(const std::string& module_dir, const std::string& package) {
  if (package == module_dir || package == ".") return ".";
  const bool is_below = package.starts_with(module_dir + "/");
  return "./" + (is_below ? package.substr(module_dir.size() + 1) : package);
}

std::string start(const LaunchDef& launch, const Role& role) {
  if (launch.kind == LaunchKind::compile) return "go build -gcflags=-m ./...";
  if (launch.kind == LaunchKind::command) return environment(launch, role) + role.command;
  const std::string tags =
      role.tags.empty()
          ? ""
          : fmt::format(" -tags {}", shell_word(fmt::format("{}", fmt::join(role.tags, ","))));
  // Where there is no go.mod we add one; the go command can also do without.
  const char* modules = role.module_dir.empty() ? "GO111MODULE=off " : "";
  const std::string package = shell_word(package_from(role.module_dir, role.package));
  std::string args;
  for (const auto* some : {&role.args, &launch.args})
    for (const std::string& arg : *some) args += " " + shell_word(arg);
  // Built first: `go run` would show the garbage collections of the go command too.
  if (launch.kind == LaunchKind::run || launch.kind == LaunchKind::serve)
    return fmt::format("{}{}go {} -o /tmp/program{} {} && {}/tmp/program{}{}", enter(role), modules,
                       role.is_test ? "test -c" : "build", tags, package, environment(launch, role),
                       args, launch.steps.empty() ? "" : " &");
  return fmt::format("{}{}{}go test{} -run '^$' -bench {} -benchmem -benchtime={} -count={} {}{}",
                     enter(role), modules, environment(launch, role), tags,
                     shell_word(bench_pattern(role.name)), launch.bench_time, launch.bench_count,
                     package, args.empty() ? "" : " -args" + args);
}

}  // namespace

std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("_-+=./:,@%").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return word;
  std::string out = "'";
  for (char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return printable(out + "'");
}

std::vector<std::string> reproduce_commands(const LaunchDef& launch, const Role& role) {
  if (launch.kind == LaunchKind::call) return {};  // by a file that the student does not have
  std::vector<std::string> commands = {start(launch, role)};
  for (const StepDef& def : launch.steps)
    if (std::string command = by_hand(def.step, role); !command.empty())
      commands.push_back(std::move(command));
  return commands;
}

}  // namespace grade
