// Quantities as people write them in criteria files: "20s", "512MiB".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace grade {

// A whole number with ms, s or m behind it, at most a day.
std::optional<std::chrono::milliseconds> parse_milliseconds(std::string_view text);

// A whole number with B, KiB, MiB or GiB behind it, at most 1024 GiB.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

}  // namespace grade
