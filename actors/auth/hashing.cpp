// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/hashing.hpp"

#include <array>
#include <memory>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

namespace troupe::auth {

namespace {

const EVP_MD* function_of(scram_hash hash) {
  return hash == scram_hash::sha1 ? EVP_sha1() : EVP_sha256();
}

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* octets(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

struct free_mac {
  void operator()(EVP_MAC_CTX* x) const { EVP_MAC_CTX_free(x); }
};
using mac_context = std::unique_ptr<EVP_MAC_CTX, free_mac>;

/// HMAC with that hash, without a key. To find both by their names each time
/// takes longer than to hash a short text.
mac_context hmac_of(scram_hash hash) {
  auto* method = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  mac_context made{EVP_MAC_CTX_new(method)};
  EVP_MAC_free(method);
  std::string name = EVP_MD_get0_name(function_of(hash));
  const std::array<OSSL_PARAM, 2> settings{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  if (!made || EVP_MAC_CTX_set_params(made.get(), settings.data()) != 1)
    return nullptr;
  return made;
}

} // namespace

std::size_t size_of(scram_hash hash) {
  return hash == scram_hash::sha1 ? 20 : 32;
}

std::string hmac(scram_hash hash, std::string_view key, std::string_view text) {
  static const auto sha1 = hmac_of(scram_hash::sha1);
  static const auto sha256 = hmac_of(scram_hash::sha256);
  const auto& made = hash == scram_hash::sha1 ? sha1 : sha256;
  // A copy: what is left of a key goes with it.
  const mac_context context{made ? EVP_MAC_CTX_dup(made.get()) : nullptr};
  std::string result(size_of(hash), '\0');
  std::size_t size = 0;
  const std::string_view some_key = key.empty() ? "" : key; // null is no key
  if (!context
      || EVP_MAC_init(context.get(), octets(some_key), key.size(), nullptr) != 1
      || EVP_MAC_update(context.get(), octets(text), text.size()) != 1
      || EVP_MAC_final(context.get(), octets(result), &size, result.size())
             != 1)
    return {};
  return result;
}

std::string digest(scram_hash hash, std::string_view text) {
  std::string result(size_of(hash), '\0');
  if (EVP_Digest(text.data(), text.size(), octets(result), nullptr,
                 function_of(hash), nullptr)
      != 1)
    return {};
  return result;
}

std::string exclusive_or(std::string_view a, std::string_view b) {
  std::string result(a);
  for (std::size_t i = 0; i < result.size() && i < b.size(); ++i)
    result[i] = static_cast<char>(result[i] ^ b[i]);
  return result;
}

bool same_secret(std::string_view a, std::string_view b) {
  return !a.empty() && a.size() == b.size()
         && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(octets(bytes), static_cast<int>(count)) != 1)
    return {};
  return bytes;
}

} // namespace troupe::auth
