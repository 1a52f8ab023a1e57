#include "runtime/go_command.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace grade {

namespace fs = std::filesystem;

std::map<std::string, std::string> go_environment(const Toolchain& toolchain,
                                                  const std::string& gocache, Modules modules,
                                                  const std::string& tmp) {
  return {{"PATH", fmt::format("{}/bin:/usr/bin:/bin", toolchain.goroot.string())},
          {"HOME", tmp},
          {"TMPDIR", tmp},
          {"GOCACHE", gocache},
          {"GOPATH", tmp + "/gp"},
          {"GOTOOLCHAIN", "local"},
          {"GOPROXY", "off"},
          {"GOFLAGS", modules == Modules::vendored ? "-mod=vendor" : "-mod=readonly"},
          {"GOENV", "off"},
          {"GOWORK", "off"},
          {"CGO_ENABLED", "0"},
          {"GOTELEMETRY", "off"},
          {"GONOSUMDB", "*"},
          {"LC_ALL", "C.UTF-8"},
          {"TZ", "UTC"}};
}

std::vector<std::string> build_flags() { return {"-buildvcs=false", "-pgo=off"}; }

Replacements toolchain_replacements(const Toolchain& toolchain, const fs::path& from,
                                    const std::vector<std::string>& paths) {
  Replacements all;
  for (const std::string& path : paths) {
    const fs::path seen = toolchain.goroot / path;
    std::error_code ec;
    const fs::path folder = fs::canonical(seen.parent_path(), ec);
    all[seen.string()] = (from / path).string();
    if (!ec) all[(folder / seen.filename()).string()] = (from / path).string();
  }
  return all;
}

std::string overlay_json(const Replacements& replacements) {
  const nlohmann::json json = {{"Replace", replacements}};
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace grade
