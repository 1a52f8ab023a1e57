// How: package testing reports two benchmarks for each function. `call` has what the calls
// allocated; the name of the other is `told=` and, in hex, the JSON of gradeTold in
// runtime/call/call.go. What the function printed is its own word: it counts only where it holds
// the arguments, which differ from call to call.
#include "harness/observe/calls.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "harness/base/text.h"

namespace grade {
namespace {

using nlohmann::json;

constexpr double kLeastPrinted = 0.3;  // of the calls: a buffer may hold the rest back
constexpr std::size_t kLeastDifferent = 5;
constexpr std::string_view kTold = "/told=";

std::optional<std::string> from_hex(std::string_view hex) {
  std::string text;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const auto digit = [&](std::size_t at) {
      return std::string_view("0123456789abcdef").find(hex[at]);
    };
    if (digit(i) == std::string_view::npos || digit(i + 1) == std::string_view::npos)
      return std::nullopt;
    text += static_cast<char>(digit(i) * 16 + digit(i + 1));
  }
  return text;
}

std::vector<std::string> texts(const json& told, const char* key) {
  std::vector<std::string> all;
  const auto list = told.find(key);
  if (list == told.end() || !list->is_array()) return all;
  for (const json& one : *list)
    if (one.is_string()) all.push_back(printable(one.get<std::string>(), 100));
  return all;
}

// As gradeFill in runtime/call/call.go makes them: 4218200 and the following; in small types 30000.
bool is_argument(std::string_view word) {
  const bool is_large = word.starts_with("42182");
  const std::string_view rest = word.substr(std::min<std::size_t>(is_large ? 5 : 3, word.size()));
  return (is_large || word.starts_with("300")) && rest.size() >= 2 && rest[0] >= '0' &&
         rest[0] <= '6' && rest[1] >= '0' && rest[1] <= '9';
}

// Where arguments begin in a text.
std::vector<std::string_view> arguments_in(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (const std::string_view word = text.substr(at, 7); is_argument(word)) {
      all.push_back(word);
      at += 4;
    }
  return all;
}

// How often arguments occur in what was printed, and that they are different ones.
bool prints_arguments(const RunRecord& record, std::int64_t calls) {
  std::vector<std::string_view> found = arguments_in(record.out().bytes);
  for (std::string_view word : arguments_in(record.err().bytes)) found.push_back(word);
  const std::set<std::string_view> different(found.begin(), found.end());
  return different.size() >= kLeastDifferent &&
         static_cast<double>(found.size()) > kLeastPrinted * static_cast<double>(calls);
}

struct Seen {
  std::int64_t calls = 0;
  std::int64_t mallocs = 0;
  json told;
};

Seen seen_of(const Events& events) {
  Seen seen;
  for (const Event& e : events.all) {
    if (e.kind != "bench") continue;
    const std::string_view name = e.text("name");
    if (const std::size_t at = name.find(kTold); at != std::string_view::npos) {
      std::string_view hex = name.substr(at + kTold.size());
      const auto text = from_hex(hex.substr(0, hex.find_first_not_of("0123456789abcdef")));
      if (text) seen.told = json::parse(*text, nullptr, false);
    } else if (name.contains("/call")) {
      seen.calls = e.count("n");
      seen.mallocs = e.count("mallocs");
    }
  }
  return seen;
}

CalledFunction observe_call(const CallOutput& call) {
  CalledFunction out{.name = call.name,
                     .roles = call.roles,
                     .file = call.function->file,
                     .line = call.function->first_line,
                     .trouble = call.trouble};
  if (!out.trouble.empty()) return out;
  const Seen seen = seen_of(*call.events);
  if (!seen.told.is_object() || seen.calls <= 0) {
    out.trouble = "the call did not come to its end: " + to_string(call.record->termination);
    return out;
  }
  const auto panic = seen.told.find("panic");
  if (panic != seen.told.end() && panic->is_string())
    out.trouble = printable(panic->get<std::string>(), 100);
  out.allocs = static_cast<double>(seen.mallocs) / static_cast<double>(seen.calls);
  out.gives = texts(seen.told, "gives");
  const std::vector<std::string> writes = texts(seen.told, "writes");
  out.passes_on =
      prints_arguments(*call.record, seen.calls) ||
      std::ranges::any_of(writes, [](const std::string& w) { return !arguments_in(w).empty(); });
  out.gives.insert(out.gives.end(), writes.begin(), writes.end());
  out.is_kept = seen.told.value("kept", json(false)) == json(true) && out.allocs < 0.5;
  return out;
}

}  // namespace

const Declared& declare(const CalledFunction*) {
  static const Declared declared = {
      field<&CalledFunction::name>("name", "`T.m` for a method"),
      field<&CalledFunction::roles>("roles", "of the launch, that it plays"),
      field<&CalledFunction::file>("file", "relative to the submission"),
      field<&CalledFunction::line>("line", "of `func`"),
      field<&CalledFunction::trouble>("trouble",
                                      "why it could not be called by itself; empty if it was"),
      field<&CalledFunction::allocs>("allocs", "of one call, on average"),
      field<&CalledFunction::gives>("gives",
                                    "its results, and what it stored or wrote through its "
                                    "arguments: pointers are followed, numbers as text"),
      field<&CalledFunction::passes_on>("passes_on",
                                        "its argument came out as text, printed or written"),
      field<&CalledFunction::is_kept>("is_kept",
                                      "a result leads to memory that neither the call allocated "
                                      "nor the caller brought: a global variable, a cache"),
  };
  return declared;
}

const Declared& declare(const CallsSeen*) {
  static const Declared declared = {
      field<&CallsSeen::functions>("functions", "those of the roles that are called"),
  };
  return declared;
}

CallsSeen observe_calls(const Captured& captured) {
  CallsSeen seen;
  for (const CallOutput& call : captured.calls) seen.functions.push_back(observe_call(call));
  return seen;
}

}  // namespace grade
