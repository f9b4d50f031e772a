// SPDX-License-Identifier: Apache-2.0
#include "tests/net/test_certificates.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "net/openssl_ptr.hpp"

namespace troupe::net::test {

namespace {

constexpr long day = 24 * 60 * 60;

key_ptr make_key(const std::string& kind) {
  if (kind == "RSA")
    return key_ptr{EVP_RSA_gen(2048)};
  if (kind == "Ed25519")
    return key_ptr{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
  return key_ptr{EVP_EC_gen(kind.c_str())};
}

x509_ptr make_x509(EVP_PKEY* key, const certificate_wish& wish) {
  x509_ptr made{X509_new()};
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -100 * day);
  // Not a whole number of days, so that no test meets the very second.
  X509_gmtime_adj(X509_getm_notAfter(made.get()), wish.days * day - 60);
  X509_set_pubkey(made.get(), key);
  const std::unique_ptr<X509_EXTENSION, openssl_free<X509_EXTENSION_free>>
      names{X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name,
                                ("DNS:" + wish.host).c_str())};
  X509_add_ext(made.get(), names.get(), -1);
  const bool hashless = wish.key == "Ed25519";
  X509_sign(made.get(), key,
            hashless ? nullptr : EVP_get_digestbyname(wish.hash.c_str()));
  return made;
}

template <class Write>
void write_pem(const std::filesystem::path& file, Write write) {
  std::FILE* out = std::fopen(file.c_str(), "w");
  if (!out)
    throw std::runtime_error("cannot write " + file.string());
  write(out);
  std::fclose(out);
}

} // namespace

scratch_directory::scratch_directory() {
  auto name
      = (std::filesystem::temp_directory_path() / "troupe-XXXXXX").string();
  if (!mkdtemp(name.data()))
    throw std::runtime_error("no temporary directory");
  path_ = name;
}

scratch_directory::~scratch_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path scratch_directory::write(const std::string& name,
                                               const std::string& text) const {
  std::ofstream{path_ / name} << text;
  return path_ / name;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

certificate_files make_certificate(const scratch_directory& where,
                                   const certificate_wish& wish) {
  const auto key = make_key(wish.key);
  const auto certificate = make_x509(key.get(), wish);
  const certificate_files files{wish.host, where / (wish.host + ".crt"),
                                where / (wish.host + ".key")};
  write_pem(files.chain,
            [&](std::FILE* to) { PEM_write_X509(to, certificate.get()); });
  write_pem(files.key, [&](std::FILE* to) {
    PEM_write_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  std::filesystem::permissions(files.key, std::filesystem::perms{0600});
  return files;
}

std::filesystem::path make_locked_key(const scratch_directory& where) {
  const auto key = make_key("P-256");
  const auto locked = where / "locked";
  write_pem(locked, [&](std::FILE* to) {
    PEM_write_PKCS8PrivateKey(to, key.get(), EVP_aes_128_cbc(), "secret", 6,
                              nullptr, nullptr);
  });
  return locked;
}

} // namespace troupe::net::test
