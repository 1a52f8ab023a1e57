#include "harness/launch/keeper/spec.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace grade::keeper {
namespace {

class Texts {
 public:
  Texts(char* at, char* end) : at_(at), end_(end) {}
  // The next text, null when there is none or it has no end.
  char* next() {
    if (at_ == end_) return nullptr;
    char* text = at_;
    auto* nul = static_cast<char*>(::memchr(at_, 0, static_cast<std::size_t>(end_ - at_)));
    at_ = nul == nullptr ? end_ : nul + 1;
    return nul == nullptr ? nullptr : text;
  }
  char** list(std::uint32_t count) {
    if (count > static_cast<std::size_t>(end_ - at_)) return nullptr;
    auto** texts = static_cast<char**>(::calloc(std::size_t{count} + 1, sizeof(char*)));
    for (std::uint32_t i = 0; texts != nullptr && i < count; ++i) {
      texts[i] = next();
      if (texts[i] == nullptr) return nullptr;
    }
    return texts;
  }

 private:
  char* at_;
  char* end_;
};

int read_all(int fd, char* to, std::size_t size) {
  for (std::size_t used = 0; used < size;) {
    const ssize_t n = ::pread(fd, to + used, size - used, static_cast<off_t>(used));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0) return EINVAL;
    used += static_cast<std::size_t>(n);
  }
  return 0;
}

}  // namespace

int read_spec(int fd, Spec& spec) {
  struct stat st{};
  if (::fstat(fd, &st) != 0) return errno;
  const auto size = static_cast<std::size_t>(st.st_size);
  if (size < sizeof(SpecHeader) || size > kMaxSpecBytes) return EINVAL;
  auto* bytes = static_cast<char*>(::malloc(size));
  if (bytes == nullptr) return ENOMEM;
  if (const int error = read_all(fd, bytes, size)) return error;
  ::memcpy(&spec.header, bytes, sizeof(SpecHeader));
  if (spec.header.magic != kMagic || spec.header.argc == 0) return EINVAL;
  if (spec.header.filter_bytes > size - sizeof(SpecHeader)) return EINVAL;
  spec.filter = bytes + sizeof(SpecHeader);
  Texts texts(spec.filter + spec.header.filter_bytes, bytes + size);
  spec.argv = texts.list(spec.header.argc);
  if (spec.argv == nullptr) return EINVAL;
  spec.envp = texts.list(spec.header.envc);
  spec.cwd = texts.next();
  spec.copy_to = texts.next();
  spec.paths = texts.list(spec.header.paths);
  const bool is_whole = spec.envp != nullptr && spec.cwd != nullptr && spec.copy_to != nullptr &&
                        spec.paths != nullptr;
  return is_whole ? 0 : EINVAL;
}

}  // namespace grade::keeper
