#include "harness/observe/events.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "harness/observe/stream_time.h"

namespace grade {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxLine = 8192;   // of the runtime's own
constexpr std::size_t kCodeDigits = 16;  // after one blank

struct Key {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

std::optional<std::uint64_t> hex(std::string_view digits) {
  std::uint64_t n = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, trouble] = std::from_chars(digits.data(), end, n, 16);
  return trouble == std::errc{} && stop == end ? std::optional(n) : std::nullopt;
}

// The bytes of each half are a number, the lowest first.
std::optional<Key> parse_key(std::string_view text) {
  if (text.size() != 32) return std::nullopt;
  const auto low = hex(text.substr(0, 16));
  const auto high = hex(text.substr(16));
  if (!low || !high) return std::nullopt;
  return Key{std::byteswap(*low), std::byteswap(*high)};
}

class SipHash {
 public:
  explicit SipHash(Key key)
      : v_{key.low ^ 0x736f6d6570736575u, key.high ^ 0x646f72616e646f6du,
           key.low ^ 0x6c7967656e657261u, key.high ^ 0x7465646279746573u} {}

  std::uint64_t of(std::string_view text) && {
    std::size_t at = 0;
    for (; text.size() - at >= 8; at += 8) word(text.substr(at, 8), 0);
    word(text.substr(at), std::uint64_t{text.size()} << 56);
    v_[2] ^= 0xff;
    for (int i = 0; i < 4; ++i) round();
    return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
  }

 private:
  void word(std::string_view bytes, std::uint64_t top) {
    std::uint64_t w = top;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      w |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    v_[3] ^= w;
    round();
    round();
    v_[0] ^= w;
  }
  void round() {
    auto& [a, b, c, d] = v_;
    a += b, b = std::rotl(b, 13) ^ a, a = std::rotl(a, 32);
    c += d, d = std::rotl(d, 16) ^ c;
    a += d, d = std::rotl(d, 21) ^ a;
    c += b, b = std::rotl(b, 17) ^ c, c = std::rotl(c, 32);
  }
  std::array<std::uint64_t, 4> v_;
};

std::int64_t clamped(const json& number) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (!number.is_number_unsigned()) return number.get<std::int64_t>();
  return static_cast<std::int64_t>(std::min(number.get<std::uint64_t>(), kMost));
}

std::optional<Event> parse_event(std::string_view object) {
  const json fields = json::parse(object, nullptr, /*allow_exceptions=*/false);
  if (!fields.is_object()) return std::nullopt;
  Event event;
  for (const auto& [name, value] : fields.items()) {
    if (value.is_number_integer()) event.counts.emplace(name, clamped(value));
    if (value.is_string()) event.texts.emplace(name, value.get<std::string>());
  }
  event.kind = event.text("kind");
  event.pid = event.count("pid");
  event.at = std::chrono::nanoseconds(event.count("at_ns"));
  return event;
}

// The object of a line that the runtime wrote; "" for any other.
std::string_view authentic(std::string_view line, Key key) {
  if (line.size() <= kCodeDigits + 1 || line.size() > kMaxLine) return "";
  const std::string_view object = line.substr(0, line.size() - kCodeDigits - 1);
  const auto code = hex(line.substr(line.size() - kCodeDigits));
  if (line[object.size()] != ' ' || !code || *code != SipHash(key).of(object)) return "";
  return object;
}

// Checks numbers and ends while events come.
class Sequence {
 public:
  explicit Sequence(Events& events) : events_(events) {}

  void take(Event event) {
    const std::int64_t seq = event.count("seq");
    std::int64_t& last = last_.try_emplace(event.pid, 0).first->second;
    if (event.kind == "start" && seq == 1) {  // the same number, given to a new process
      last = 0;
      if (running_.contains(event.pid)) ++replaced_;
    }
    if (seq <= last) {
      ++events_.lost;
      return;
    }
    events_.lost += static_cast<int>(std::min<std::int64_t>(seq - last - 1, 1'000'000));
    last = seq;
    if (event.kind == "start")
      begin(event.pid);
    else if (event.kind == "end")
      end(event.pid);
    else
      events_.all.push_back(std::move(event));
    events_.unfinished = replaced_ + static_cast<int>(running_.size());
  }

 private:
  void begin(std::int64_t pid) {
    if (!events_.has_begun) first_ = pid;
    events_.has_begun = true;
    running_.insert(pid);
  }
  void end(std::int64_t pid) {
    events_.reached_end |= events_.has_begun && pid == first_;
    running_.erase(pid);
  }

  Events& events_;
  std::map<std::int64_t, std::int64_t> last_;
  std::set<std::int64_t> running_;
  int replaced_ = 0;  // processes whose number another one got before they reported their end
  std::int64_t first_ = 0;
};

}  // namespace

std::int64_t Event::count(std::string_view name) const {
  const auto found = counts.find(name);
  return found == counts.end() ? 0 : found->second;
}

std::string_view Event::text(std::string_view name) const {
  const auto found = texts.find(name);
  return found == texts.end() ? std::string_view() : std::string_view(found->second);
}

Events read_events(const Stream& stream, std::string_view key_text) {
  Events events;
  const std::optional<Key> key = parse_key(key_text);
  Sequence sequence(events);
  const std::string_view bytes = stream.bytes;
  for (std::size_t at = 0; at < bytes.size() && events.all.size() < kMaxEvents;) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view object = key ? authentic(bytes.substr(at, end - at), *key) : "";
    at = end + 1;
    auto event = object.empty() ? std::nullopt : parse_event(object);
    if (event) {
      event->arrived = arrival(stream, end - 1);
      sequence.take(std::move(*event));
    } else {
      ++events.forged;
    }
  }
  return events;
}

std::uint64_t event_code(std::string_view key, std::string_view line) {
  const auto parsed = parse_key(key);
  return SipHash(parsed.value_or(Key{})).of(line);
}

}  // namespace grade
