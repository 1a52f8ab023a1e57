#include "harness/recording/signature.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdio>
#include <functional>
#include <utility>

#include "harness/base/files.h"

namespace grade {
namespace {

namespace fs = std::filesystem;

// Writes a fresh pair of keys: NAME.pem, and the public one NAME.pub.pem.
void make_keys(const fs::path& dir, const std::string& name) {
  EVP_PKEY* key = ::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  FILE* secret = std::fopen((dir / (name + ".pem")).c_str(), "w");
  FILE* open = std::fopen((dir / (name + ".pub.pem")).c_str(), "w");
  EXPECT_EQ(::PEM_write_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr), 1);
  EXPECT_EQ(::PEM_write_PUBKEY(open, key), 1);
  std::fclose(secret);
  std::fclose(open);
  ::EVP_PKEY_free(key);
}

class Signature : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(recording() / "0/task03/files");
    ASSERT_TRUE(write_file(recording() / "run.json", "{}\n"));
    ASSERT_TRUE(write_file(recording() / "0/task03/files/a\n\xff.go", "package a\n"));
    make_keys(dir_.path(), "key");
    make_keys(dir_.path(), "other");
  }
  fs::path file(const char* name) const { return dir_.path() / name; }
  fs::path recording() const { return dir_.path() / "recording"; }
  Result<void> sign() const { return sign_recording(recording(), file("key.pem")); }
  // "" or what is wrong.
  std::string verified(const char* key = "key.pub.pem") const {
    const Result<void> done = verify_recording(recording(), file(key));
    return done ? "" : done.error().what;
  }

  TempDir dir_ = TempDir::make(testing::TempDir(), "signature").value();
};

const char* const kChanged =
    "the recording was changed after it was signed, or signed with another key";

TEST_F(Signature, HoldsForWhatWasSigned) {
  EXPECT_EQ(verified(), "the recording is not signed");
  ASSERT_TRUE(sign());
  EXPECT_EQ(verified(), "");
  ASSERT_TRUE(sign()) << "it is no part of what is signed";
  EXPECT_EQ(verified(), "");
  EXPECT_EQ(verified("other.pub.pem"), kChanged);
}

TEST_F(Signature, NoFileMayChangeComeOrGo) {
  const fs::path inner = recording() / "0/task03/files";
  const std::pair<const char*, std::function<void()>> changes[] = {
      {"changed", [&] { ASSERT_TRUE(write_file(recording() / "run.json", "{}")); }},
      {"came", [&] { ASSERT_TRUE(write_file(inner / "b", "")); }},
      {"a folder came", [&] { fs::create_directory(inner / "c"); }},
      {"went", [&] { fs::remove(inner / "a\n\xff.go"); }},
      {"has another name", [&] { fs::rename(inner / "a\n\xff.go", inner / "a\n\xfe.go"); }},
  };
  for (const auto& [name, change] : changes) {
    fs::remove_all(recording());
    SetUp();
    ASSERT_TRUE(sign());
    change();
    EXPECT_EQ(verified(), kChanged) << name;
  }
}

TEST_F(Signature, LinksAreRefused) {
  ASSERT_TRUE(sign());
  fs::create_symlink("run.json", recording() / "link");
  EXPECT_EQ(verified(), "neither a file nor a folder");
}

TEST_F(Signature, WhatIsNoSignatureIsNone) {
  ASSERT_TRUE(sign());
  const std::string good = read_file(recording() / "signature", 1000).value();
  for (const std::string& bad : {std::string(), good.substr(1), good.substr(0, 128),
                                 "g" + good.substr(1), std::string(128, '0') + "\n", good + "\n"}) {
    ASSERT_TRUE(write_file(recording() / "signature", bad));
    EXPECT_EQ(verified(), kChanged) << bad;
  }
}

TEST_F(Signature, OnlyKeysOfItsKindAreTaken) {
  EXPECT_TRUE(check_signing_key(file("key.pem")));
  EXPECT_EQ(check_signing_key(file("key.pub.pem")).error().what,
            "not a private Ed25519 key in PEM form");
  EXPECT_EQ(verified("key.pem"), "not a public Ed25519 key in PEM form");
  EXPECT_EQ(check_signing_key(file("none")).error().what, "cannot read: No such file or directory");
}

}  // namespace
}  // namespace grade
