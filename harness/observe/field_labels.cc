#include "harness/observe/field_labels.h"

#include <algorithm>
#include <string>

#include "harness/base/cursor.h"

namespace grade {
namespace {

// Words that say nothing about which field it is.
constexpr std::string_view kNoise[] = {
    "memstats", "metrics", "metric", "runtime", "read", "mem", "stats", "go",
    "ms",       "m",       "rm",     "bytes",   "byte", "b",   "k",     "ki",
    "mi",       "gi",      "kib",    "kb",      "mib",  "mb",  "gib",   "gb",
    "count",    "size",    "now",    "current", "from", "the", "value", "is"};

struct Name {
  std::string_view words;  // joined, lower case
  std::string_view field;
};
constexpr Name kNames[] = {
    {"heapalloc", "HeapAlloc"}, {"alloc", "HeapAlloc"},     {"heapallocated", "HeapAlloc"},
    {"allocated", "HeapAlloc"}, {"allocheap", "HeapAlloc"}, {"heapinuse", "HeapInuse"},
    {"inuse", "HeapInuse"},     {"heapidle", "HeapIdle"},   {"idle", "HeapIdle"},
    {"idleheap", "HeapIdle"},   {"numgc", "NumGC"},         {"gc", "NumGC"},
    {"gcs", "NumGC"},           {"numgcs", "NumGC"},        {"ngc", "NumGC"},
    {"gccycles", "NumGC"},      {"cycles", "NumGC"},        {"gcruns", "NumGC"},
    {"numgccycles", "NumGC"},   {"collections", "NumGC"},   {"gccollections", "NumGC"},
    {"numberofgc", "NumGC"},    {"numberofgcs", "NumGC"}};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// A word as its letters in lower case; words end at marks and where a capital follows a small one.
class Words {
 public:
  explicit Words(std::string_view label) : rest_(label) {}

  // "" at the end.
  std::string next() {
    std::string word;
    while (!rest_.empty()) {
      const char c = rest_.front();
      const bool begins = is_upper(c) && !word.empty() && !was_upper_;
      if (begins || (!is_letter(c) && !word.empty())) break;
      rest_.remove_prefix(1);
      if (!is_letter(c)) continue;
      was_upper_ = is_upper(c);
      word += was_upper_ ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return word;
  }

 private:
  std::string_view rest_;
  bool was_upper_ = false;
};

// All words but the noise.
std::string joined(std::string_view label) {
  std::string all;
  Words words(label);
  for (std::string word = words.next(); !word.empty(); word = words.next())
    if (std::ranges::find(kNoise, word) == std::end(kNoise)) all += word;
  return all;
}

bool is_plain(char c) {
  return is_letter(c) ||
         std::string_view(" \t_-.:()[]{}\"'`|*,#=/").find(c) != std::string_view::npos;
}

}  // namespace

std::string_view field_named(std::string_view label) {
  if (!std::ranges::all_of(label, is_plain)) return "";
  const std::string words = joined(label);
  const auto found = std::ranges::find(kNames, words, &Name::words);
  return found == std::end(kNames) ? "" : found->field;
}

}  // namespace grade
