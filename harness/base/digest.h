// SHA-256, of files and of descriptions: what has the same digest is the same.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace grade {

class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  // Each part with its length, so that parts cannot be moved between neighbours.
  Digest& add(std::string_view part);
  Digest& add(std::uint64_t number);
  std::string hex() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace grade
