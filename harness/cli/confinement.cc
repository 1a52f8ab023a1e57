#include "harness/cli/confinement.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/base/files.h"
#include "harness/cli/home.h"
#include "harness/launch/check_sandbox.h"
#include "harness/recording/sealed_json.h"
#include "runtime/toolchain.h"

namespace grade {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kMaxKeeperBytes = 64u << 20;
constexpr std::size_t kMaxProofBytes = 1u << 20;

// A file of /proc/sys, which has no size.
std::string boot_id() {
  std::string id(64, '\0');
  std::ifstream("/proc/sys/kernel/random/boot_id").read(id.data(), 36);
  return id.substr(0, 36);
}

// What a proof holds for: this start of the host, this user, this keeper.
Result<std::string> proof_key(const LauncherOptions& options) {
  GRADE_TRY(const std::string keeper, read_file(options.keeper, kMaxKeeperBytes));
  return fmt::format("{} {} {:08x}", boot_id(), ::geteuid(), checksum(keeper));
}

fs::path proof_file(Isolation isolation) {
  return state_dir() / fmt::format("proven-{}.json", name_of(isolation));
}

std::vector<Proof> read_proofs(const LauncherOptions& options, const std::string& key) {
  const auto text = read_file(proof_file(options.isolation), kMaxProofBytes);
  Json json = text ? parse_object(*text) : Json();
  if (!json.is_object() || !unseal(json) || json.value("key", "") != key) return {};
  std::vector<Proof> proofs;
  for (const Json& one : json.at("proofs"))
    proofs.push_back({one.at("what"), one.at("holds"), one.at("seen")});
  return proofs;
}

// A run goes on without: it is proven again the next time.
void write_proofs(const LauncherOptions& options, const std::string& key,
                  const std::vector<Proof>& proofs) {
  Json list = Json::array();
  for (const Proof& proof : proofs)
    list.push_back({{"what", proof.what}, {"holds", proof.holds}, {"seen", proof.seen}});
  [[maybe_unused]] const auto written = write_file(
      proof_file(options.isolation), sealed({{"key", key}, {"proofs", std::move(list)}}));
}

bool all_hold(const std::vector<Proof>& proofs) {
  return std::ranges::all_of(proofs, &Proof::holds);
}

std::string what_fails(const std::vector<Proof>& proofs) {
  std::string text;
  for (const Proof& proof : proofs)
    if (!proof.holds)
      text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", proof.what, proof.seen);
  return text;
}

// A busy machine may spoil a proof, so one that fails is tried once more.
Result<std::vector<Proof>> prove(const LauncherOptions& options,
                                 const std::function<void(std::string_view)>& note) {
  GRADE_TRY(const std::string key, proof_key(options));
  std::vector<Proof> proofs = read_proofs(options, key);
  if (!proofs.empty()) return proofs;
  note("proving what confines programs on this host");
  GRADE_TRY(proofs, prove_confinement(options));
  if (!all_hold(proofs)) {
    GRADE_TRY(proofs, prove_confinement(options));
  }
  if (all_hold(proofs) || options.isolation == Isolation::landlock)
    write_proofs(options, key, proofs);
  return proofs;
}

}  // namespace

Result<LauncherOptions> furnish(const fs::path& work, Isolation isolation) {
  LauncherOptions options{
      .isolation = isolation, .keeper = work / "keeper", .scratch = work / "scratch", .system = {}};
  std::error_code ec;
  fs::create_directories(options.scratch, ec);
  if (!ec) fs::copy_file(keeper_path(), options.keeper, fs::copy_options::overwrite_existing, ec);
  if (ec) return fail_at({keeper_path().string(), 0, 0}, ec.message());
  return options;
}

Result<Confinement> confine_run(const fs::path& work, Isolation wanted, bool allow_degraded,
                                const std::function<void(std::string_view)>& note) {
  if (wanted == Isolation::none) return Confinement{wanted, {}};
  GRADE_TRY(LauncherOptions options, furnish(work, wanted));
  if (const auto works = check_sandbox(options); !works) {
    if (!allow_degraded) return std::unexpected(works.error());
    options.isolation = Isolation::landlock;
  }
  GRADE_TRY(std::vector<Proof> proofs, prove(options, note));
  if (!all_hold(proofs) && !allow_degraded)
    return fail(
        "the sandbox does not stop what it must: " + what_fails(proofs),
        "see grade doctor; --allow-degraded grades all the same and says so in each report");
  return Confinement{options.isolation, std::move(proofs)};
}

}  // namespace grade
