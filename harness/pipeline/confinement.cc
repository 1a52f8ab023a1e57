#include "harness/pipeline/confinement.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/base/files.h"
#include "harness/base/text.h"
#include "harness/launch/check_sandbox.h"
#include "harness/launch/sandbox_command.h"
#include "harness/pipeline/home.h"
#include "harness/recording/sealed_json.h"
#include "runtime/toolchain.h"

namespace grade {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kMaxProofBytes = 1u << 20;

// The same file and bytes, as far as one can tell without reading it.
std::string identity_of(const fs::path& file) {
  struct stat st{};
  if (::stat(file.c_str(), &st) != 0) return "none";
  return fmt::format("{}.{}.{}.{}.{}", st.st_dev, st.st_ino, st.st_size, st.st_mtim.tv_sec,
                     st.st_mtim.tv_nsec);
}

// What a proof holds for: this start of the host, this container, this user, this build and the
// programs that it starts. "" where nothing is to be kept.
std::string proof_key() {
  std::error_code ec;
  const std::string boot = read_unsized("/proc/sys/kernel/random/boot_id");
  const fs::path mounts = fs::read_symlink("/proc/self/ns/mnt", ec);
  if (boot.empty() || ec) return "";
  return fmt::format("{} {} {} {} {} {}", trim(boot), mounts.string(), ::geteuid(),
                     identity_of("/proc/self/exe"), identity_of(keeper_path()),
                     identity_of(find_bwrap()));
}

fs::path proof_file(Isolation isolation) {
  return state_dir() / fmt::format("proven-{}.json", name_of(isolation));
}

std::vector<Proof> read_proofs(const LauncherOptions& options, const std::string& key) {
  const auto text = read_file(proof_file(options.isolation), kMaxProofBytes);
  Json json = text ? parse_object(*text) : Json();
  if (key.empty() || !json.is_object() || !unseal(json) || json.value("key", "") != key) return {};
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
  const std::string key = proof_key();
  std::vector<Proof> proofs = read_proofs(options, key);
  if (!proofs.empty()) return proofs;
  note("checking the sandbox on this machine");
  GRADE_TRY(proofs, prove_confinement(options));
  if (!all_hold(proofs)) {
    GRADE_TRY(proofs, prove_confinement(options));
  }
  if (all_hold(proofs) || options.isolation == Isolation::landlock)
    write_proofs(options, key, proofs);
  return proofs;
}

Error with_way_out(Error error) {
  error.hint += error.hint.empty() ? "" : "; or ";
  error.hint += "with less protection: --allow-degraded";
  return error;
}

}  // namespace

Result<LauncherOptions> furnish(const fs::path& work, Isolation isolation) {
  LauncherOptions options{
      .isolation = isolation, .keeper = work / "keeper", .scratch = work / "scratch", .system = {}};
  GRADE_TRY_VOID(make_folder(options.scratch));
  std::error_code ec;
  fs::copy_file(keeper_path(), options.keeper, fs::copy_options::skip_existing, ec);
  if (ec) return fail_at({keeper_path().string(), 0, 0}, ec.message());
  return options;
}

Result<Confinement> confine_run(const fs::path& work, Isolation wanted, bool allow_degraded,
                                const std::function<void(std::string_view)>& note) {
  GRADE_TRY(LauncherOptions options, furnish(work, wanted));
  if (wanted == Isolation::none) return Confinement{std::move(options), {}};
  if (wanted == Isolation::sandbox) {
    if (const auto works = check_sandbox(options); !works) {
      if (!allow_degraded) return std::unexpected(with_way_out(works.error()));
      note(to_string(works.error()));
      options.isolation = Isolation::landlock;
    }
  }
  GRADE_TRY(std::vector<Proof> proofs, prove(options, note));
  if (!all_hold(proofs) && !allow_degraded)
    return fail("the sandbox does not stop what it must: " + what_fails(proofs),
                "see grade doctor; --allow-degraded grades anyway and says so in each report");
  return Confinement{std::move(options), std::move(proofs)};
}

}  // namespace grade
