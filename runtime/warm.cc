#include "runtime/warm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string_view>

#include "runtime/command.h"
#include "runtime/go_command.h"

namespace grade {
namespace {

// What the tasks need, and what programs of that kind like to use.
constexpr std::array<std::string_view, 92> kPackages = {"bufio",
                                                        "bytes",
                                                        "cmp",
                                                        "compress/flate",
                                                        "compress/gzip",
                                                        "compress/zlib",
                                                        "container/heap",
                                                        "container/list",
                                                        "container/ring",
                                                        "context",
                                                        "crypto/md5",
                                                        "crypto/rand",
                                                        "crypto/sha1",
                                                        "crypto/sha256",
                                                        "embed",
                                                        "encoding",
                                                        "encoding/ascii85",
                                                        "encoding/asn1",
                                                        "encoding/base32",
                                                        "encoding/base64",
                                                        "encoding/binary",
                                                        "encoding/csv",
                                                        "encoding/gob",
                                                        "encoding/hex",
                                                        "encoding/json",
                                                        "encoding/pem",
                                                        "encoding/xml",
                                                        "errors",
                                                        "expvar",
                                                        "flag",
                                                        "fmt",
                                                        "hash",
                                                        "hash/adler32",
                                                        "hash/crc32",
                                                        "hash/crc64",
                                                        "hash/fnv",
                                                        "hash/maphash",
                                                        "html",
                                                        "html/template",
                                                        "index/suffixarray",
                                                        "io",
                                                        "io/fs",
                                                        "iter",
                                                        "log",
                                                        "log/slog",
                                                        "maps",
                                                        "math",
                                                        "math/big",
                                                        "math/bits",
                                                        "math/cmplx",
                                                        "math/rand",
                                                        "math/rand/v2",
                                                        "net",
                                                        "net/http",
                                                        "net/http/httptest",
                                                        "net/http/pprof",
                                                        "net/netip",
                                                        "net/textproto",
                                                        "net/url",
                                                        "os",
                                                        "os/exec",
                                                        "os/signal",
                                                        "path",
                                                        "path/filepath",
                                                        "reflect",
                                                        "regexp",
                                                        "runtime",
                                                        "runtime/debug",
                                                        "runtime/metrics",
                                                        "runtime/pprof",
                                                        "runtime/trace",
                                                        "slices",
                                                        "sort",
                                                        "strconv",
                                                        "strings",
                                                        "sync",
                                                        "sync/atomic",
                                                        "syscall",
                                                        "testing",
                                                        "testing/internal/testdeps",
                                                        "testing/iotest",
                                                        "testing/quick",
                                                        "text/scanner",
                                                        "text/tabwriter",
                                                        "text/template",
                                                        "time",
                                                        "unicode",
                                                        "unicode/utf16",
                                                        "unicode/utf8",
                                                        "unique",
                                                        "unsafe",
                                                        "weak"};

}  // namespace

std::string warmed_packages() { return fmt::format("{}", fmt::join(kPackages, " ")); }

std::string canary_source() {
  std::string source = "package main\n\nimport (\n";
  for (const std::string_view package : kPackages)
    if (!package.contains("internal/")) source += fmt::format("\t_ \"{}\"\n", package);
  return source + ")\n\nfunc main() {}\n";
}

Result<void> warm_cache(const Toolchain& toolchain, const Warming& warming) {
  Command command{.argv = {(toolchain.goroot / "bin/go").string(), "build"},
                  .env = go_environment(toolchain, warming.cache, Modules::files),
                  .cwd = toolchain.goroot / "src",
                  .limit = std::chrono::minutes(30),  // a busy machine is no failure
                  .is_cancelled = warming.is_cancelled};
  for (std::string& flag : build_flags()) command.argv.push_back(std::move(flag));
  if (!warming.overlay.empty()) command.argv.push_back("-overlay=" + warming.overlay.string());
  command.argv.insert(command.argv.end(), kPackages.begin(), kPackages.end());
  GRADE_TRY([[maybe_unused]] const std::string out, run_command(command));
  return {};
}

}  // namespace grade
