#include "harness/judge/reproduce.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/plan/plan.h"

namespace grade {
namespace {

std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("_-+=./:,@%").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return word;
  std::string out = "'";
  for (char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return printable(out + "'");
}

std::string environment(const LaunchDef& launch, const Role& role) {
  std::map<std::string, std::string> env = role.env;
  for (const auto& [key, value] : launch.env) env.insert_or_assign(key, value);
  std::string out;
  for (const auto& [key, value] : env) out += fmt::format("{}={} ", key, quoted(value));
  return out;
}

}  // namespace

std::string reproduce_command(const LaunchDef& launch, const Role& role) {
  if (launch.kind == LaunchKind::compile) return "go build -gcflags=-m ./...";
  const std::string tags =
      role.tags.empty()
          ? ""
          : fmt::format(" -tags {}", quoted(fmt::format("{}", fmt::join(role.tags, ","))));
  const std::string package = quoted(role.package == "." ? "." : "./" + role.package);
  std::string args;
  for (const std::string& arg : role.args) args += " " + quoted(arg);
  // Built first: `go run` would show the garbage collections of the go command too.
  if (launch.kind == LaunchKind::run)
    return fmt::format("go build -o /tmp/program{} {} && {}/tmp/program{}", tags, package,
                       environment(launch, role), args);
  return fmt::format("{}go test{} -run '^$' -bench {} -benchmem -benchtime={} -count={} {}{}",
                     environment(launch, role), tags, quoted(bench_pattern(role.name)),
                     launch.bench_time, launch.bench_count, package,
                     args.empty() ? "" : " -args" + args);
}

}  // namespace grade
