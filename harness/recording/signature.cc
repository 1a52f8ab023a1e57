#include "harness/recording/signature.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <vector>

#include "harness/base/digest.h"
#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSignatureFile = "signature";
constexpr std::size_t kMaxKeyBytes = 64u << 10;
constexpr std::size_t kMaxFileBytes = 4ull << 30;  // as store.cc reads
using Signature = std::array<unsigned char, 64>;   // Ed25519 has no other size

using Key = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)>;
using ReadKey = EVP_PKEY* (*)(BIO*, EVP_PKEY**, pem_password_cb*, void*);

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// A key with a password is none that a grading machine could use: nobody is asked for one.
Result<Key> read_key(const fs::path& file, ReadKey read, const char* kind) {
  GRADE_TRY(const std::string text, read_file(file, kMaxKeyBytes));
  const std::unique_ptr<BIO, decltype(&::BIO_free)> in(
      ::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), ::BIO_free);
  char no_password[] = "";
  Key key(in ? read(in.get(), nullptr, nullptr, no_password) : nullptr, ::EVP_PKEY_free);
  if (key && ::EVP_PKEY_id(key.get()) == EVP_PKEY_ED25519) return key;
  return fail_at({file.string(), 0, 0}, fmt::format("not a {} Ed25519 key in PEM form", kind),
                 "openssl genpkey -algorithm ed25519 -out KEYFILE; "
                 "openssl pkey -in KEYFILE -pubout -out PUBKEYFILE");
}

Result<Key> private_key_in(const fs::path& file) {
  return read_key(file, ::PEM_read_bio_PrivateKey, "private");
}

// All below `dir` but the signature itself, in an order that every machine gives them.
Result<std::vector<fs::path>> entries_of(const fs::path& dir) {
  std::vector<fs::path> entries;
  std::error_code ec;
  for (auto it = fs::recursive_directory_iterator(dir, ec); !ec && it != fs::end(it);
       it.increment(ec))
    if (it->path() != dir / kSignatureFile) entries.push_back(it->path());
  if (ec) return fail_at({dir.string(), 0, 0}, ec.message());
  std::ranges::sort(entries);
  return entries;
}

// What is signed.
Result<std::string> description_of(const fs::path& dir) {
  GRADE_TRY(const std::vector<fs::path> entries, entries_of(dir));
  Digest digest;
  for (const fs::path& entry : entries) {
    const std::string name = entry.lexically_relative(dir).string();
    std::error_code ec;
    const fs::file_type type = fs::symlink_status(entry, ec).type();
    if (type == fs::file_type::directory) {
      digest.add(name + "/");
      continue;
    }
    if (type != fs::file_type::regular)
      return fail_at({entry.string(), 0, 0}, "neither a file nor a folder");
    GRADE_TRY(const std::string bytes, read_file(entry, kMaxFileBytes));
    digest.add(name).add(bytes);
  }
  return "grade/signature/v1 " + std::move(digest).hex();
}

std::optional<Signature> parse_signature(std::string_view hex) {
  Signature signature{};
  if (hex.size() != 2 * signature.size() + 1 || hex.back() != '\n') return std::nullopt;
  for (std::size_t i = 0; i < signature.size(); ++i) {
    const char* from = hex.data() + 2 * i;
    if (std::from_chars(from, from + 2, signature[i], 16).ptr != from + 2) return std::nullopt;
  }
  return signature;
}

std::optional<Signature> sign(const Key& key, std::string_view text) {
  const Context context(::EVP_MD_CTX_new(), ::EVP_MD_CTX_free);
  Signature signature{};
  std::size_t size = signature.size();
  if (::EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      ::EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(text), text.size()) != 1)
    return std::nullopt;
  return signature;
}

bool has_signed(const Key& key, std::string_view text, const Signature& signature) {
  const Context context(::EVP_MD_CTX_new(), ::EVP_MD_CTX_free);
  return ::EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         ::EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes_of(text),
                            text.size()) == 1;
}

}  // namespace

Result<void> check_signing_key(const fs::path& private_key) {
  GRADE_TRY(const Key key, private_key_in(private_key));
  return {};
}

Result<void> sign_recording(const fs::path& dir, const fs::path& private_key) {
  GRADE_TRY(const Key key, private_key_in(private_key));
  GRADE_TRY(const std::string description, description_of(dir));
  const std::optional<Signature> signature = sign(key, description);
  if (!signature) return fail_at({private_key.string(), 0, 0}, "cannot sign with it");
  return write_file(dir / kSignatureFile, fmt::format("{:02x}\n", fmt::join(*signature, "")));
}

Result<void> verify_recording(const fs::path& dir, const fs::path& public_key) {
  GRADE_TRY(const Key key, read_key(public_key, ::PEM_read_bio_PUBKEY, "public"));
  std::error_code ec;
  if (!fs::exists(dir / kSignatureFile, ec))
    return fail_at({dir.string(), 0, 0}, "the recording is not signed",
                   "sign it with `grade run … --sign KEYFILE`");
  GRADE_TRY(const std::string text, read_file(dir / kSignatureFile, kMaxKeyBytes));
  GRADE_TRY(const std::string description, description_of(dir));
  const std::optional<Signature> signature = parse_signature(text);
  if (signature && has_signed(key, description, *signature)) return {};
  return fail_at({dir.string(), 0, 0},
                 "the recording was changed after it was signed, or signed with another key");
}

}  // namespace grade
