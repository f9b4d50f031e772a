// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace troupe::auth {

/// The hash of a SCRAM mechanism: RFC 5802 (SHA-1), RFC 7677 (SHA-256).
enum class scram_hash : std::uint8_t { sha1, sha256 };

/// Bytes that the hash gives.
std::size_t size_of(scram_hash);

/// What a server keeps of a password, RFC 5802 §3. All strings are raw bytes.
struct scram_keys {
  std::string salt;
  std::uint32_t iterations = 0;
  std::string stored_key;
  std::string server_key;

  bool operator==(const scram_keys&) const = default;
};

/// An account's secrets: keys, never the password.
struct credentials {
  scram_keys sha1;
  scram_keys sha256;
  bool disabled = false;

  const scram_keys& keys(scram_hash hash) const {
    return hash == scram_hash::sha1 ? sha1 : sha256;
  }
  bool operator==(const credentials&) const = default;
};

enum class credentials_error : std::uint8_t {
  empty_password = 1,
  bad_password, ///< prohibited or unassigned characters, not UTF-8
  bad_document, ///< not what `to_document` writes
  newer_document,
  internal, ///< no memory or no random bytes
};

/// What is wrong, in words for an operator.
const char* to_string(credentials_error);

constexpr std::uint32_t default_iterations = 10'000;

/// The keys of one hash with a given salt, the password prepared by SASLprep
/// (RFC 4013). Slow on purpose: call it on a hashing thread.
boost::system::result<scram_keys, credentials_error>
derive_keys(scram_hash hash, std::string_view password, std::string_view salt,
            std::uint32_t iterations);

/// Keys with new random salts for a password; as slow as both hashes.
boost::system::result<credentials, credentials_error>
derive(std::string_view password,
       std::uint32_t iterations = default_iterations);

/// Whether the password is the account's, whatever `disabled` says. Slow, and
/// for any password equally so: call it on a hashing thread.
bool verify_password(const credentials& account, std::string_view password);

/// What an unknown user gets: the same answers for the same name each time, of
/// the shape that a real account's have, and keys that no password opens. So
/// unknown user and wrong password look and time the same. Only the keys for
/// `hash` are made.
credentials decoy_credentials(scram_hash hash, std::string_view secret,
                              std::string_view username);

/// The JSON document under which credentials are stored, and back.
std::string to_document(const credentials& account);
boost::system::result<credentials, credentials_error>
from_document(std::string_view text);
/// Whether that document is of a disabled account; not where it is damaged.
bool is_disabled(std::string_view document);

} // namespace troupe::auth
