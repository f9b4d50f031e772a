// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/credentials.hpp"

#include <array>
#include <memory>
#include <optional>

#include <gsasl.h>

#include <openssl/crypto.h>

#include "actors/auth/hashing.hpp"

namespace troupe::auth {

namespace {

constexpr std::size_t salt_size = 16;

using secret_array = std::array<char, GSASL_HASH_MAX_SIZE>;

std::optional<credentials_error> prepare(const std::string& password,
                                         Gsasl_saslprep_flags flags) {
  char* prepared = nullptr;
  const int code = gsasl_saslprep(password.c_str(), flags, &prepared, nullptr);
  const std::unique_ptr<char, decltype(&gsasl_free)> owner(prepared,
                                                           gsasl_free);
  if (code == GSASL_MALLOC_ERROR)
    return credentials_error::internal;
  if (code != GSASL_OK)
    return credentials_error::bad_password;
  if (*prepared == '\0')
    return credentials_error::empty_password;
  OPENSSL_cleanse(prepared, std::char_traits<char>::length(prepared));
  return std::nullopt;
}

/// Whether a password may be stored: SASLprep takes it without unassigned code
/// points ("stored string", RFC 4013 §2.5) and leaves something of it.
std::optional<credentials_error> check_password(const std::string& password) {
  if (password.empty())
    return credentials_error::empty_password;
  // libgsasl would stop at the NUL and take the beginning for the whole.
  if (password.find('\0') != std::string::npos)
    return credentials_error::bad_password;
  // COMPAT: libgsasl 2.2 has the flag the wrong way round and refuses the
  // unassigned with it, so a password must pass both ways.
  if (auto error = prepare(password, static_cast<Gsasl_saslprep_flags>(0)))
    return error;
  return prepare(password, GSASL_ALLOW_UNASSIGNED);
}

/// RFC 5802 §3: SaltedPassword and what follows from it. SASLprep is within.
bool fill_keys(scram_keys& keys, scram_hash hash, const std::string& password) {
  const std::size_t size = size_of(hash);
  secret_array salted, client, server, stored;
  const int code = gsasl_scram_secrets_from_password(
      hash == scram_hash::sha1 ? GSASL_HASH_SHA1 : GSASL_HASH_SHA256,
      password.c_str(), keys.iterations, keys.salt.data(), keys.salt.size(),
      salted.data(), client.data(), server.data(), stored.data());
  if (code == GSASL_OK) {
    keys.stored_key.assign(stored.data(), size);
    keys.server_key.assign(server.data(), size);
  }
  for (auto* secret : {&salted, &client, &server, &stored})
    OPENSSL_cleanse(secret->data(), secret->size());
  return code == GSASL_OK;
}

scram_keys decoy_keys(scram_hash hash, std::string_view secret,
                      std::string_view username) {
  const auto of = [&](std::string_view label) {
    const std::string prefix = hash == scram_hash::sha1 ? "1 " : "256 ";
    return hmac(scram_hash::sha256, secret,
                prefix + std::string(label) + ' ' + std::string(username));
  };
  return {of("salt").substr(0, salt_size), default_iterations,
          of("stored").substr(0, size_of(hash)),
          of("server").substr(0, size_of(hash))};
}

} // namespace

const char* to_string(credentials_error error) {
  switch (error) {
  case credentials_error::empty_password:
    return "the password is empty";
  case credentials_error::bad_password:
    return "the password has characters that SASLprep (RFC 4013) refuses";
  case credentials_error::bad_document:
    return "the stored credentials are damaged";
  case credentials_error::newer_document:
    return "the stored credentials are of a newer version";
  case credentials_error::internal:
    return "no memory or no random bytes";
  }
  return "unknown error";
}

boost::system::result<scram_keys, credentials_error>
derive_keys(scram_hash hash, std::string_view text, std::string_view salt,
            std::uint32_t iterations) {
  std::string password(text);
  scram_keys keys{std::string(salt), iterations, {}, {}};
  auto error = check_password(password);
  if (!error
      && (salt.empty() || iterations == 0 || !fill_keys(keys, hash, password)))
    error = credentials_error::internal;
  OPENSSL_cleanse(password.data(), password.size());
  if (error)
    return *error;
  return keys;
}

boost::system::result<credentials, credentials_error>
derive(std::string_view password, std::uint32_t iterations) {
  auto sha256 = derive_keys(scram_hash::sha256, password,
                            random_bytes(salt_size), iterations);
  if (!sha256)
    return sha256.error();
  auto sha1 = derive_keys(scram_hash::sha1, password, random_bytes(salt_size),
                          iterations);
  if (!sha1)
    return sha1.error();
  return credentials{std::move(*sha1), std::move(*sha256), false};
}

bool verify_password(const credentials& account, std::string_view text) {
  std::string password(text);
  const bool usable = !check_password(password);
  // One that cannot be the password must not be refused any sooner.
  if (!usable)
    password = "-";
  scram_keys wanted = account.sha256;
  const bool filled = fill_keys(wanted, scram_hash::sha256, password);
  OPENSSL_cleanse(password.data(), password.size());
  return filled && usable
         && same_secret(wanted.stored_key, account.sha256.stored_key);
}

credentials decoy_credentials(scram_hash hash, std::string_view secret,
                              std::string_view username) {
  credentials made;
  (hash == scram_hash::sha1 ? made.sha1 : made.sha256)
      = decoy_keys(hash, secret, username);
  return made;
}

} // namespace troupe::auth
