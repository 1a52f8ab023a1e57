#include "harness/recording/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/base/files.h"
#include "harness/recording/json_fields.h"
#include "harness/recording/sealed_json.h"

namespace grade {

template <class J>
void describe(J& json, Usage& u) {
  json.field("wall", u.wall).field("user", u.user).field("system", u.system);
  json.field("peak_rss", u.peak_rss).field("minor_faults", u.minor_faults);
  json.field("major_faults", u.major_faults);
}

template <class J>
void describe(J& json, Disturbance& d) {
  json.field("cpu_wait", d.cpu_wait).field("stall", d.stall);
}

template <class J>
void describe(J& json, MemorySample& s) {
  json.field("at", s.at).field("rss", s.rss);
}

template <class J>
void describe(J& json, ProcessMemory& p) {
  json.field("pid", p.pid).field("parent", p.parent).field("name", p.name);
  json.field("peak_rss", p.peak_rss).field("samples", p.samples);
}

template <class J>
void describe(J& json, StepRecord& s) {
  json.field("what", s.what).field("began", s.began).field("ended", s.ended);
  json.field("trouble", s.trouble);
}

namespace {

using Json = nlohmann::json;
using std::chrono::nanoseconds;

constexpr int kVersion = 3;
constexpr std::size_t kMaxLaunchBytes = 256u << 20;
constexpr std::uint64_t kMaxStreamBytes = 4ull << 30;
constexpr const char* kLaunchFile = "launch.json";
constexpr const char* kAttachments = "attachments";

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

struct Part {
  std::uint64_t bytes = 0;
  std::uint32_t crc32 = 0;
};

Result<Part> write_part(const std::filesystem::path& path, std::string_view bytes) {
  if (!bytes.empty()) GRADE_TRY_VOID(write_file(path, bytes));
  return Part{bytes.size(), checksum(bytes)};
}

Result<std::string> read_part(const std::filesystem::path& path, const Part& part) {
  if (part.bytes > kMaxStreamBytes) return damaged(path, "larger than anything that is recorded");
  if (part.bytes == 0) return std::string();
  GRADE_TRY(std::string bytes, read_file(path, kMaxStreamBytes));
  if (bytes.size() != part.bytes)
    return damaged(path, fmt::format("{} bytes, expected {}", bytes.size(), part.bytes));
  if (checksum(bytes) != part.crc32) return damaged(path, "its checksum does not match");
  return bytes;
}

template <class J>
void describe(J& json, Part& p) {
  json.field("bytes", p.bytes).field("crc32", p.crc32);
}

struct StreamFile {
  std::uint64_t total = 0;
  Part data;
  Part times;
};
template <class J>
void describe(J& json, StreamFile& f) {
  json.field("total", f.total).field("data", f.data).field("times", f.times);
}

struct AttachmentFile {
  nanoseconds at{};
  std::uint64_t total = 0;
  Part data;
};
template <class J>
void describe(J& json, AttachmentFile& f) {
  json.field("at", f.at).field("total", f.total).field("data", f.data);
}

// Names become names of files.
bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
}

Result<StreamFile> write_stream(const std::filesystem::path& path, const Stream& stream) {
  if (!are_ascending(stream))
    return fail_at({path.string(), 0, 0}, "chunks of a stream do not ascend within its bytes");
  StreamFile file{.total = stream.total, .data = {}, .times = {}};
  GRADE_TRY(file.data, write_part(path, stream.bytes));
  GRADE_TRY(file.times, write_part(path.string() + ".times", encode_chunks(stream.chunks)));
  return file;
}

Result<Stream> read_stream(const std::filesystem::path& path, const StreamFile& file) {
  Stream stream;
  stream.total = file.total;
  GRADE_TRY(stream.bytes, read_part(path, file.data));
  const std::filesystem::path times_path = path.string() + ".times";
  GRADE_TRY(const std::string times, read_part(times_path, file.times));
  auto chunks = decode_chunks(times, stream.bytes.size());
  if (!chunks) return damaged(times_path, chunks.error().what);
  stream.chunks = std::move(*chunks);
  return stream;
}

// --- launch.json ---

// A Termination as it stands there: {"kind": "exited", "number": 0, "words": ""}.
struct Ending {
  std::string kind;
  int number = 0;  // exit code or signal
  std::string words;
};
template <class J>
void describe(J& json, Ending& e) {
  json.field("kind", e.kind).field("number", e.number).field("words", e.words);
}

Ending ending_of(const Termination& termination) {
  struct Visitor {
    Ending operator()(const NotStarted& t) const { return {"not started", 0, t.why}; }
    Ending operator()(const Exited& t) const { return {"exited", t.code, ""}; }
    Ending operator()(const Signalled& t) const { return {"signalled", t.signo, ""}; }
    Ending operator()(const Stopped& t) const { return {"stopped", 0, t.limit}; }
  };
  return std::visit(Visitor{}, termination);
}

std::optional<Termination> termination_of(const Ending& ending) {
  if (ending.kind == "not started") return NotStarted{ending.words};
  if (ending.kind == "exited") return Exited{ending.number};
  if (ending.kind == "signalled") return Signalled{ending.number};
  if (ending.kind == "stopped") return Stopped{ending.words};
  return std::nullopt;
}

// What launch.json holds; streams and attachments lie beside it.
struct LaunchFile {
  int version = kVersion;
  RunRecord record;  // without those
  Ending termination;
  std::map<std::string, StreamFile> streams;
  std::map<std::string, AttachmentFile> attachments;
};
template <class J>
void describe(J& json, LaunchFile& f) {
  RunRecord& r = f.record;
  json.field("version", f.version).field("name", r.name).field("argv", r.argv).field("env", r.env);
  json.field("cwd", r.cwd).field("termination", f.termination).field("usage", r.usage);
  json.field("disturbance", r.disturbance);
  json.field("memory", r.memory).field("processes", r.processes).field("steps", r.steps);
  json.field("key", r.key).field("reused", r.reused).field("event_key", r.event_key);
  json.field("streams", f.streams);
  json.field("attachments", f.attachments);
}

Result<LaunchFile> read_launch(const std::filesystem::path& path) {
  GRADE_TRY(const std::string text, read_file(path, kMaxLaunchBytes));
  Json launch = parse_object(text);
  if (!launch.is_object()) return damaged(path, "not a whole JSON object");
  if (!launch.contains("version") || !launch["version"].is_number_integer())
    return damaged(path, "no version");
  if (launch["version"] != kVersion)
    return fail_at(
        {path.string(), 0, 0},
        fmt::format("recording of version {}, expected {}", launch["version"].dump(), kVersion),
        "record again with this version of grade");
  if (const auto whole = unseal(launch); !whole) return damaged(path, whole.error().what);
  LaunchFile file;
  const std::string trouble = read_fields(launch, "launch", file);
  if (!trouble.empty()) return damaged(path, trouble);
  const auto termination = termination_of(file.termination);
  if (!termination) return damaged(path, "an ending of an unknown kind");
  file.record.termination = *termination;
  for (const auto& [name, stream] : file.streams)
    if (!is_file_name(name)) return damaged(path, "a stream whose name is not a file name");
  for (const auto& [name, attachment] : file.attachments)
    if (!is_file_name(name)) return damaged(path, "an attachment whose name is not a file name");
  return file;
}

RunRecord without_bytes(const RunRecord& record) {
  return {.name = record.name,
          .argv = record.argv,
          .env = record.env,
          .cwd = record.cwd,
          .usage = record.usage,
          .disturbance = record.disturbance,
          .event_key = record.event_key,
          .steps = record.steps,
          .memory = record.memory,
          .processes = record.processes,
          .key = record.key,
          .reused = record.reused};
}

}  // namespace

Result<void> write_record(const std::filesystem::path& dir, const RunRecord& record) {
  GRADE_TRY_VOID(make_folder(dir));
  LaunchFile file{.version = kVersion,
                  .record = without_bytes(record),
                  .termination = ending_of(record.termination),
                  .streams = {},
                  .attachments = {}};
  for (const auto& [name, stream] : record.streams) {
    GRADE_CHECK(is_file_name(name), "streams are named by us");
    GRADE_TRY(file.streams[name], write_stream(dir / name, stream));
  }
  if (!record.attachments.empty()) GRADE_TRY_VOID(make_folder(dir / kAttachments));
  for (const auto& [name, attachment] : record.attachments) {
    GRADE_CHECK(is_file_name(name), "attachments are named by criteria");
    GRADE_TRY(const Part data, write_part(dir / kAttachments / name, attachment.bytes));
    file.attachments[name] = {attachment.at, attachment.total, data};
  }
  return write_file(dir / kLaunchFile, sealed(fields_of(file)));
}

Result<RunRecord> read_record(const std::filesystem::path& dir) {
  GRADE_TRY(LaunchFile file, read_launch(dir / kLaunchFile));
  RunRecord record = std::move(file.record);
  for (const auto& [name, stream] : file.streams) {
    GRADE_TRY(record.streams[name], read_stream(dir / name, stream));
  }
  for (const auto& [name, part] : file.attachments) {
    GRADE_TRY(std::string bytes, read_part(dir / kAttachments / name, part.data));
    record.attachments[name] = {part.at, std::move(bytes), part.total};
  }
  return record;
}

}  // namespace grade
