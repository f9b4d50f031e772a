// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/hashing.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
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

} // namespace

std::size_t size_of(scram_hash hash) {
  return hash == scram_hash::sha1 ? 20 : 32;
}

std::string hmac(scram_hash hash, std::string_view key, std::string_view text) {
  std::string result(size_of(hash), '\0');
  unsigned int size = 0;
  if (HMAC(function_of(hash), key.data(), static_cast<int>(key.size()),
           octets(text), text.size(), octets(result), &size)
      == nullptr)
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
