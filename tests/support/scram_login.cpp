// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scram_login.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "actors/auth/base64.hpp"

namespace troupe::support {

namespace {

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

const EVP_MD* hash_of(bool sha256) {
  return sha256 ? EVP_sha256() : EVP_sha1();
}

std::string hmac(const EVP_MD* hash, std::string_view key,
                 std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  HMAC(hash, key.data(), static_cast<int>(key.size()), bytes(text), text.size(),
       out.data(), &size);
  return {out.begin(), out.begin() + size};
}

std::string digest(const EVP_MD* hash, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), out.data(), &size, hash, nullptr);
  return {out.begin(), out.begin() + size};
}

std::string salted(const EVP_MD* hash, std::string_view password,
                   std::string_view salt, int iterations) {
  std::string out(static_cast<std::size_t>(EVP_MD_get_size(hash)), '\0');
  PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                    bytes(salt), static_cast<int>(salt.size()), iterations,
                    hash, static_cast<int>(out.size()),
                    reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

std::string attribute(std::string_view message, char name) {
  std::string start{name, '='};
  for (;;) {
    auto end = std::min(message.find(','), message.size());
    if (message.starts_with(start))
      return std::string{message.substr(2, end - 2)};
    if (end == message.size())
      return {};
    message.remove_prefix(end + 1);
  }
}

} // namespace

scram_login::scram_login(std::string_view mechanism, std::string_view user,
                         std::string_view password, std::string_view exporter)
    : sha256_(mechanism.find("256") != mechanism.npos),
      password_(password),
      header_("n,,") {
  if (mechanism.ends_with("-PLUS")) {
    header_ = "p=tls-exporter,,";
    binding_ = exporter;
  }
  bare_ = "n=" + std::string{user} + ",r=fyko+d2lbbFgONRv9qkxdawL";
}

std::string scram_login::final(std::string_view server_first) {
  auto nonce = attribute(server_first, 'r');
  auto salt = auth::decode_base64(attribute(server_first, 's'));
  auto iterations = attribute(server_first, 'i');
  if (nonce.empty() || !salt || iterations.empty())
    return {};
  const auto* hash = hash_of(sha256_);
  auto without_proof
      = "c=" + auth::encode_base64(header_ + binding_) + ",r=" + nonce;
  auto message = bare_ + ',' + std::string{server_first} + ',' + without_proof;
  auto key = salted(hash, password_, *salt, std::stoi(iterations));
  auto client_key = hmac(hash, key, "Client Key");
  auto signature = hmac(hash, digest(hash, client_key), message);
  for (std::size_t i = 0; i < client_key.size(); ++i)
    client_key[i] = static_cast<char>(client_key[i] ^ signature[i]);
  server_signature_ = hmac(hash, hmac(hash, key, "Server Key"), message);
  return without_proof + ",p=" + auth::encode_base64(client_key);
}

bool scram_login::verify(std::string_view server_final) const {
  return attribute(server_final, 'v') == auth::encode_base64(server_signature_);
}

} // namespace troupe::support
