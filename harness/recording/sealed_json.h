// JSON objects of a recording that carry a checksum over themselves, so that a changed recording
// is noticed before it is judged.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace grade {

std::uint32_t checksum(std::string_view bytes);  // CRC-32

// The object as text, with a member "crc32" over its other members: keys sorted, no spaces.
std::string sealed(nlohmann::json object);

// A whole object as `sealed` wrote it, nested at most a few levels deep; null where it is none.
nlohmann::json parse_object(std::string_view text);

// Takes the checksum away; an error when there is none or it is that of something else.
Result<void> unseal(nlohmann::json& object);

}  // namespace grade
