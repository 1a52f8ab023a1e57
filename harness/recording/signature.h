// The seal of a recording: who has the public key can tell that nothing in it was changed since it
// was signed. Ed25519 by OpenSSL; keys are PEM files as `openssl genpkey -algorithm ed25519` and
// `openssl pkey -pubout` write them.
#pragma once

#include <filesystem>

#include "harness/base/result.h"

namespace grade {

// An error where the file holds no private key of that kind; to be told before a run.
Result<void> check_signing_key(const std::filesystem::path& private_key);

// Writes the file `signature` into the recording: in hex, over the names and bytes of all its other
// files.
Result<void> sign_recording(const std::filesystem::path& dir,
                            const std::filesystem::path& private_key);

// An error where the recording has no signature, or one of another key or of other files.
Result<void> verify_recording(const std::filesystem::path& dir,
                              const std::filesystem::path& public_key);

}  // namespace grade
