#include "runtime/warm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string_view>

#include "harness/base/files.h"
#include "runtime/command.h"
#include "runtime/go_command.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// What the tasks need, and what programs of that kind like to use.
constexpr std::array<std::string_view, 91> kPackages = {"bufio",
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

std::string source_text(std::string_view test_or_program) {
  std::string text = "package main\n\nimport (\n";
  for (const std::string_view package : kPackages) text += fmt::format("\t_ \"{}\"\n", package);
  text += ")\n\n";
  return text.append(test_or_program);
}

Result<void> write_module(const Toolchain& toolchain, const fs::path& folder) {
  GRADE_TRY_VOID(make_folder(folder));
  GRADE_TRY_VOID(
      write_file(folder / "go.mod", fmt::format("module warm\n\ngo 1.{}\n", toolchain.minor)));
  GRADE_TRY_VOID(write_file(folder / "main.go", source_text("func main() {}\n")));
  return write_file(folder / "main_test.go",
                    "package main\n\nimport \"testing\"\n\n"
                    "func BenchmarkNothing(b *testing.B) {\n\tfor range b.N {\n\t}\n}\n");
}

Result<void> go(const Toolchain& toolchain, const Warming& warming, std::vector<std::string> verb) {
  Command command{.argv = {(toolchain.goroot / "bin/go").string()},
                  .env = go_environment(toolchain, warming.cache, Modules::files),
                  .cwd = warming.folder,
                  .is_cancelled = warming.is_cancelled};
  for (std::string& word : verb) command.argv.push_back(std::move(word));
  for (std::string& flag : build_flags()) command.argv.push_back(std::move(flag));
  if (!warming.overlay.empty()) command.argv.push_back("-overlay=" + warming.overlay.string());
  command.argv.insert(command.argv.end(), {"-o", (warming.folder / "built").string(), "."});
  GRADE_TRY([[maybe_unused]] const std::string out, run_command(command));
  return {};
}

}  // namespace

std::string warmed_packages() { return fmt::format("{}", fmt::join(kPackages, " ")); }

Result<void> warm_cache(const Toolchain& toolchain, const Warming& warming) {
  GRADE_TRY_VOID(write_module(toolchain, warming.folder));
  GRADE_TRY_VOID(go(toolchain, warming, {"build"}));
  return go(toolchain, warming, {"test", "-c", "-vet=off"});
}

}  // namespace grade
