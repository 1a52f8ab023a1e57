// grade observe: shows what an observer makes of files, so that who writes criteria sees the
// fields first.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/base/decode_text.h"
#include "harness/base/text.h"
#include "harness/base/unique_fd.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/observed_text.h"
#include "harness/cli/output.h"
#include "harness/observe/observer.h"
#include "harness/plan/yaml_reader.h"
#include "harness/recording/store.h"

namespace grade {
namespace {

constexpr std::size_t kPiece = 64u << 10;  // with what is made of it, no larger than a cache
constexpr std::size_t kLongestLine = 64u << 20;
constexpr std::size_t kLargestText = std::size_t{1} << 30;  // for observers of whole texts

Error error_of(const std::filesystem::path& file) {
  return {{.file = file.string()}, std::strerror(errno), ""};
}

class InputFile {
 public:
  static Result<InputFile> open(const std::filesystem::path& file) {
    InputFile input(file);
    if (file == "-") return input;
    input.owned_ = UniqueFd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (input.owned_.get() < 0) return std::unexpected(error_of(file));
    return input;
  }

  // Appends up to a piece; false at the end of the file.
  Result<bool> read_more(std::string& text) const {
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    ssize_t got = -1;
    do got = ::read(owned_.get() < 0 ? STDIN_FILENO : owned_.get(), text.data() + before, kPiece);
    while (got < 0 && errno == EINTR);
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0) return std::unexpected(error_of(file_));
    return got > 0;
  }

 private:
  explicit InputFile(std::filesystem::path file) : file_(std::move(file)) {}
  std::filesystem::path file_;
  UniqueFd owned_;  // none for stdin
};

Result<std::string> read_whole(const std::filesystem::path& file) {
  GRADE_TRY(const InputFile input, InputFile::open(file));
  std::string text;
  while (true) {
    GRADE_TRY(const bool is_more, input.read_more(text));
    if (!is_more) return decode_text(text);
    if (text.size() > kLargestText)
      return std::unexpected(Error{{.file = file.string()}, "larger than 1 GiB", ""});
  }
}

Result<void> observe_pieces(PieceObserver& observer, const std::filesystem::path& file,
                            ObservedText& out) {
  GRADE_TRY(const InputFile input, InputFile::open(file));
  std::string text;
  while (true) {
    GRADE_TRY(const bool is_more, input.read_more(text));
    if (!is_more) break;
    if (is_utf16(text)) continue;  // it is decoded as a whole
    const std::size_t feed = text.rfind('\n');
    const std::size_t whole = feed != std::string::npos     ? feed + 1
                              : text.size() >= kLongestLine ? text.size()
                                                            : 0;
    if (whole == 0) continue;
    print(out.part(observer.read(std::string_view(text).substr(0, whole))));
    text.erase(0, whole);
  }
  if (is_utf16(text)) text = decode_text(text);
  if (!text.empty()) print(out.part(observer.read(text)));
  print(out.last_part(observer.finish()));
  return {};
}

// Of one text.
Result<Observation> observe_text_of(const Observer& observer, const std::filesystem::path& file) {
  GRADE_TRY(std::string bytes, read_whole(file));
  const std::size_t size = bytes.size();
  const Stream stream{std::move(bytes), size, {}};
  const SourceFacts facts;
  return observer.observe({.texts = {&stream}, .facts = facts});
}

// Of a recorded launch: the folder of its record.
Result<Observation> observe_launch(const Observer& observer, const std::filesystem::path& dir) {
  GRADE_TRY(const RunRecord record, read_record(dir));
  const Events events = read_events(record.events(), record.event_key);
  const SourceFacts facts;
  return observer.observe(captured_of(observer, record, events, facts));
}

Result<Observation> observe_together(const Observer& observer,
                                     const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> texts;
  for (const auto& file : files) {
    GRADE_TRY(std::string text, read_whole(file));
    texts.push_back(std::move(text));
  }
  std::vector<EvidenceFile> evidence;
  for (std::size_t i = 0; i < files.size(); ++i) evidence.push_back({files[i].string(), texts[i]});
  const SourceFacts facts;
  return observer.observe({.files = evidence, .facts = facts});
}

std::unique_ptr<ObservedText> make_text(Format format) {
  return format == Format::json ? observed_json()
                                : observed_tables(static_cast<std::size_t>(terminal_width(1)));
}

std::string heading(const std::filesystem::path& file, Format format) {
  if (format == Format::console) return fmt::format("{}\n", printable(file.string()));
  std::string line = "{\"file\":";
  json_text::append(line, std::string_view(file.string()));
  return line + "}\n";
}

Result<void> observe_each(const Observer& observer, const ObserveOptions& options) {
  for (const auto& file : options.files) {
    if (options.files.size() > 1) print(heading(file, options.format));
    const auto out = make_text(options.format);
    if (std::filesystem::is_directory(file)) {
      GRADE_TRY(const Observation seen, observe_launch(observer, file));
      print(out->last_part(seen));
      continue;
    }
    if (!observer.can_read(Reads::text))
      return fail_at({file.string(), 0, 0},
                     fmt::format("'{}' reads launches, not files", observer.name),
                     "name the folder of a launch in a recording");
    if (observer.in_pieces != nullptr) {
      GRADE_TRY_VOID(observe_pieces(*observer.in_pieces(), file, *out));
      continue;
    }
    GRADE_TRY(const Observation seen, observe_text_of(observer, file));
    print(out->last_part(seen));
  }
  return {};
}

Result<void> observe_files(const ObserveOptions& options) {
  std::vector<std::string> names;
  for (const Observer& known : observers()) names.push_back(known.name);
  const Observer* observer = find_observer(options.observer);
  if (observer == nullptr)
    return std::unexpected(unknown_name({}, "observer", options.observer, names));
  if (observer->can_read(Reads::evidence)) {
    GRADE_TRY(const Observation seen, observe_together(*observer, options.files));
    print(make_text(options.format)->last_part(seen));
    return {};
  }
  return observe_each(*observer, options);
}

}  // namespace

int observe_command(const ObserveOptions& options) {
  const Result<void> done = observe_files(options);
  return done ? 0 : complain(done.error(), kExitUsage);
}

}  // namespace grade
