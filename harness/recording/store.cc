#include "harness/recording/store.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "harness/base/files.h"
#include "harness/base/utf8.h"
#include "harness/recording/sealed_json.h"

namespace grade {
namespace {

using Json = nlohmann::json;
using std::chrono::nanoseconds;

constexpr int kVersion = 1;
constexpr std::size_t kMaxLaunchBytes = 256u << 20;
constexpr std::uint64_t kMaxStreamBytes = 4ull << 30;
constexpr const char* kLaunchFile = "launch.json";

// --- text that need not be UTF-8: a string, or {"hex": "…"} ---

Json text_to_json(std::string_view text) {
  if (is_utf8(text)) return text;
  std::string hex;
  for (const char c : text) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return {{"hex", hex}};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

Result<std::string> text_from_json(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (!json.is_object() || json.size() != 1 || !json.contains("hex") || !json["hex"].is_string())
    return fail("text is neither a string nor hex");
  const auto& hex = json["hex"].get_ref<const std::string&>();
  if (hex.size() % 2 != 0) return fail("hex text of odd length");
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_digit(hex[i]);
    const int low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) return fail("hex text with other characters");
    text += static_cast<char>(high * 16 + low);
  }
  return text;
}

// --- typed access; a missing or wrong member is an error ---

Result<Json> member(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) return fail(fmt::format("no '{}'", key));
  return object[key];
}

Result<std::int64_t> as_signed(const Json& json) {
  if (!json.is_number_integer()) return fail("a number is not whole");
  if (json.is_number_unsigned() &&
      json.get<std::uint64_t>() >
          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return fail("a number is too large");
  return json.get<std::int64_t>();
}

Result<std::uint64_t> as_unsigned(const Json& json) {
  if (!json.is_number_unsigned()) return fail("a number is not a whole positive one");
  return json.get<std::uint64_t>();
}

Result<int> as_int(const Json& json) {
  GRADE_TRY(const std::int64_t wide, as_signed(json));
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
    return fail("a number is too large");
  return static_cast<int>(wide);
}

Result<std::int64_t> signed_member(const Json& object, const char* key) {
  GRADE_TRY(const Json json, member(object, key));
  return as_signed(json);
}

Result<std::uint64_t> unsigned_member(const Json& object, const char* key) {
  GRADE_TRY(const Json json, member(object, key));
  return as_unsigned(json);
}

Result<std::string> text_member(const Json& object, const char* key) {
  GRADE_TRY(const Json json, member(object, key));
  return text_from_json(json);
}

// --- termination ---

struct TerminationToJson {
  Json operator()(const NotStarted& t) const { return {{"not_started", text_to_json(t.why)}}; }
  Json operator()(const Exited& t) const { return {{"exited", t.code}}; }
  Json operator()(const Signalled& t) const { return {{"signalled", t.signo}}; }
  Json operator()(const Stopped& t) const { return {{"stopped", text_to_json(t.limit)}}; }
};

Result<Termination> termination_from_json(const Json& json) {
  if (!json.is_object() || json.size() != 1) return fail("'termination' is not one of four");
  const std::string kind = json.begin().key();
  const Json& value = json.begin().value();
  if (kind == "not_started" || kind == "stopped") {
    GRADE_TRY(std::string text, text_from_json(value));
    return kind == "stopped" ? Termination(Stopped{text}) : Termination(NotStarted{text});
  }
  if (kind != "exited" && kind != "signalled") return fail("'termination' is not one of four");
  GRADE_TRY(const int number, as_int(value));
  return kind == "exited" ? Termination(Exited{number}) : Termination(Signalled{number});
}

// --- arrival times ---

void put_number(std::string& out, std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>(0x80 | (n & 0x7F));
  out += static_cast<char>(n);
}

// Nothing when the text ends within the number or the number needs more than 64 bits.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t n = 0;
  for (unsigned shift = 0; shift < 64 && !text.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    const std::uint64_t bits = byte & 0x7Fu;
    if (shift == 63 && bits > 1) return std::nullopt;
    n |= bits << shift;
    if ((byte & 0x80) == 0) return n;
  }
  return std::nullopt;
}

std::uint64_t zigzag(std::uint64_t difference) {
  return (difference << 1) ^ (0 - (difference >> 63));
}
std::uint64_t unzigzag(std::uint64_t n) { return (n >> 1) ^ (0 - (n & 1)); }

std::string encode_chunks(const std::vector<Chunk>& chunks) {
  std::string out;
  Chunk last;
  for (const Chunk& chunk : chunks) {
    put_number(out, chunk.end - last.end);
    put_number(out, zigzag(static_cast<std::uint64_t>(chunk.at.count()) -
                           static_cast<std::uint64_t>(last.at.count())));
    last = chunk;
  }
  return out;
}

Result<std::vector<Chunk>> decode_chunks(std::string_view text, std::uint64_t stream_bytes) {
  std::vector<Chunk> chunks;
  Chunk last;
  while (!text.empty()) {
    const auto bytes = take_number(text);
    const auto time = take_number(text);
    if (!bytes || !time) return fail("not a list of arrival times");
    if (*bytes > stream_bytes - last.end) return fail("arrival times beyond the end of the stream");
    const std::uint64_t at = static_cast<std::uint64_t>(last.at.count()) + unzigzag(*time);
    last = {last.end + *bytes, nanoseconds(static_cast<std::int64_t>(at))};
    chunks.push_back(last);
  }
  return chunks;
}

bool are_ascending(const Stream& stream) {
  std::uint64_t last = 0;
  for (const Chunk& chunk : stream.chunks) {
    if (chunk.end < last || chunk.end > stream.bytes.size()) return false;
    last = chunk.end;
  }
  return true;
}

// --- the files beside launch.json ---

std::unexpected<Error> damaged(const std::filesystem::path& path, const std::string& why) {
  return fail_at({path.string(), 0, 0}, "damaged recording: " + why, "record again");
}

Result<Json> write_part(const std::filesystem::path& path, std::string_view bytes) {
  if (!bytes.empty()) GRADE_TRY_VOID(write_file(path, bytes));
  return Json{{"bytes", bytes.size()}, {"crc32", checksum(bytes)}};
}

Result<std::string> read_part(const std::filesystem::path& path, const Json& part) {
  const auto size = unsigned_member(part, "bytes");
  const auto crc = unsigned_member(part, "crc32");
  if (!size || !crc || *size > kMaxStreamBytes)
    return damaged(path.parent_path() / kLaunchFile, "no size and checksum of a file");
  if (*size == 0) return std::string();
  GRADE_TRY(std::string bytes, read_file(path, kMaxStreamBytes));
  if (bytes.size() != *size)
    return damaged(path, fmt::format("{} bytes, expected {}", bytes.size(), *size));
  if (checksum(bytes) != *crc) return damaged(path, "its checksum does not match");
  return bytes;
}

Result<Json> write_stream(const std::filesystem::path& path, const Stream& stream) {
  if (!are_ascending(stream))
    return fail_at({path.string(), 0, 0}, "chunks of a stream do not ascend within its bytes");
  GRADE_TRY(Json data, write_part(path, stream.bytes));
  GRADE_TRY(Json times, write_part(path.string() + ".times", encode_chunks(stream.chunks)));
  return Json{{"total", stream.total}, {"data", data}, {"times", times}};
}

Result<Stream> read_stream(const std::filesystem::path& dir, const Json& launch, const char* name) {
  const std::filesystem::path path = dir / name;
  const auto json = member(launch, name);
  if (!json || !json->contains("data") || !json->contains("times"))
    return damaged(dir / kLaunchFile, fmt::format("no '{}'", name));
  const auto total = unsigned_member(*json, "total");
  if (!total) return damaged(dir / kLaunchFile, total.error().what);
  Stream stream;
  stream.total = *total;
  GRADE_TRY(stream.bytes, read_part(path, (*json)["data"]));
  const std::filesystem::path times_path = path.string() + ".times";
  GRADE_TRY(const std::string times, read_part(times_path, (*json)["times"]));
  auto chunks = decode_chunks(times, stream.bytes.size());
  if (!chunks) return damaged(times_path, chunks.error().what);
  stream.chunks = std::move(*chunks);
  return stream;
}

// --- launch.json ---

Json launch_to_json(const RunRecord& record) {
  Json argv = Json::array();
  for (const std::string& arg : record.argv) argv.push_back(text_to_json(arg));
  Json env = Json::array();
  for (const auto& [key, value] : record.env)
    env.push_back(Json::array({text_to_json(key), text_to_json(value)}));
  Json rss = Json::array();
  for (const RssSample& sample : record.rss)
    rss.push_back(Json::array({sample.at.count(), sample.bytes}));
  return {{"version", kVersion},
          {"name", text_to_json(record.name)},
          {"argv", argv},
          {"env", env},
          {"cwd", text_to_json(record.cwd)},
          {"termination", std::visit(TerminationToJson{}, record.termination)},
          {"wall_ns", record.wall.count()},
          {"cpu_ns", record.cpu.count()},
          {"peak_rss", record.peak_rss},
          {"rss", rss}};
}

Result<std::vector<std::string>> argv_from_json(const Json& launch) {
  GRADE_TRY(const Json json, member(launch, "argv"));
  if (!json.is_array()) return fail("'argv' is not a list");
  std::vector<std::string> argv;
  for (const Json& item : json) {
    GRADE_TRY(std::string arg, text_from_json(item));
    argv.push_back(std::move(arg));
  }
  return argv;
}

Result<std::map<std::string, std::string>> env_from_json(const Json& launch) {
  GRADE_TRY(const Json json, member(launch, "env"));
  if (!json.is_array()) return fail("'env' is not a list");
  std::map<std::string, std::string> env;
  for (const Json& item : json) {
    if (!item.is_array() || item.size() != 2) return fail("'env' is not a list of pairs");
    GRADE_TRY(std::string key, text_from_json(item[0]));
    GRADE_TRY(std::string value, text_from_json(item[1]));
    env.insert_or_assign(std::move(key), std::move(value));
  }
  return env;
}

Result<std::vector<RssSample>> rss_from_json(const Json& launch) {
  GRADE_TRY(const Json json, member(launch, "rss"));
  if (!json.is_array()) return fail("'rss' is not a list");
  std::vector<RssSample> samples;
  for (const Json& item : json) {
    if (!item.is_array() || item.size() != 2) return fail("'rss' is not a list of pairs");
    GRADE_TRY(const std::int64_t at, as_signed(item[0]));
    GRADE_TRY(const std::uint64_t bytes, as_unsigned(item[1]));
    samples.push_back({nanoseconds(at), bytes});
  }
  return samples;
}

Result<RunRecord> record_from_json(const Json& launch) {
  RunRecord record;
  GRADE_TRY(record.name, text_member(launch, "name"));
  GRADE_TRY(record.argv, argv_from_json(launch));
  GRADE_TRY(record.env, env_from_json(launch));
  GRADE_TRY(record.cwd, text_member(launch, "cwd"));
  GRADE_TRY(const Json termination, member(launch, "termination"));
  GRADE_TRY(record.termination, termination_from_json(termination));
  GRADE_TRY(const std::int64_t wall, signed_member(launch, "wall_ns"));
  GRADE_TRY(const std::int64_t cpu, signed_member(launch, "cpu_ns"));
  record.wall = nanoseconds(wall);
  record.cpu = nanoseconds(cpu);
  GRADE_TRY(record.peak_rss, unsigned_member(launch, "peak_rss"));
  GRADE_TRY(record.rss, rss_from_json(launch));
  return record;
}

Result<Json> read_launch(const std::filesystem::path& path) {
  GRADE_TRY(const std::string text, read_file(path, kMaxLaunchBytes));
  Json launch = parse_object(text);
  if (!launch.is_object()) return damaged(path, "not a whole JSON object");
  const auto version = signed_member(launch, "version");
  if (!version) return damaged(path, "no version");
  if (*version != kVersion)
    return fail_at({path.string(), 0, 0},
                   fmt::format("recording of version {}, expected {}", *version, kVersion),
                   "record again with this version of grade");
  if (const auto whole = unseal(launch); !whole) return damaged(path, whole.error().what);
  return launch;
}

}  // namespace

Result<void> write_record(const std::filesystem::path& dir, const RunRecord& record) {
  GRADE_TRY_VOID(make_folder(dir));
  Json launch = launch_to_json(record);
  GRADE_TRY(launch["stdout"], write_stream(dir / "stdout", record.out));
  GRADE_TRY(launch["stderr"], write_stream(dir / "stderr", record.err));
  GRADE_TRY(launch["events"], write_stream(dir / "events", record.events));
  return write_file(dir / kLaunchFile, sealed(std::move(launch)));
}

Result<RunRecord> read_record(const std::filesystem::path& dir) {
  GRADE_TRY(const Json launch, read_launch(dir / kLaunchFile));
  auto record = record_from_json(launch);
  if (!record) return damaged(dir / kLaunchFile, record.error().what);
  GRADE_TRY(record->out, read_stream(dir, launch, "stdout"));
  GRADE_TRY(record->err, read_stream(dir, launch, "stderr"));
  GRADE_TRY(record->events, read_stream(dir, launch, "events"));
  return record;
}

}  // namespace grade
