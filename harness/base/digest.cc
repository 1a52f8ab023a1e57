#include "harness/base/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "harness/base/result.h"

namespace grade {

struct Digest::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)> context{::EVP_MD_CTX_new(),
                                                                    ::EVP_MD_CTX_free};
};

Digest::Digest() : state_(std::make_unique<State>()) {
  GRADE_CHECK(::EVP_DigestInit_ex(state_->context.get(), ::EVP_sha256(), nullptr) == 1,
              "every build of the library has SHA-256");
}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

Digest& Digest::add(std::uint64_t number) {
  ::EVP_DigestUpdate(state_->context.get(), &number, sizeof number);
  return *this;
}

Digest& Digest::add(std::string_view part) {
  add(std::uint64_t{part.size()});
  ::EVP_DigestUpdate(state_->context.get(), part.data(), part.size());
  return *this;
}

std::string Digest::hex() && {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  ::EVP_DigestFinal_ex(state_->context.get(), bytes.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

}  // namespace grade
