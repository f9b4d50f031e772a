// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <gsasl.h>

#include "actors/auth/base64.hpp"
#include "actors/auth/hashing.hpp"

namespace troupe::auth::test {

/// A SCRAM client written down from RFC 5802 §3, for what libgsasl's client
/// cannot be made to say: other bindings, lies, broken messages.
struct scram_client {
  scram_hash hash = scram_hash::sha256;
  std::string password = "pencil";
  std::string gs2_header = "n,,";
  std::string bare = "n=user,r=client";
  std::string binding_data = {}; ///< appended to the header in `c=`

  std::string first() const { return gs2_header + bare; }

  /// client-final-message for that server-first-message.
  std::string final(std::string_view server_first,
                    std::string_view extension = {}) const {
    const auto without_proof = "c=" + encode_base64(gs2_header + binding_data)
                               + "," + std::string(nonce_of(server_first))
                               + std::string(extension);
    return without_proof
           + ",p=" + encode_base64(proof(server_first, without_proof));
  }

  std::string proof(std::string_view server_first,
                    std::string_view without_proof) const {
    const auto message = bare + "," + std::string(server_first) + ","
                         + std::string(without_proof);
    std::array<char, 32> salted{}, client{}, server{}, stored{};
    const auto salt = salt_of(server_first);
    gsasl_scram_secrets_from_password(
        hash == scram_hash::sha1 ? GSASL_HASH_SHA1 : GSASL_HASH_SHA256,
        password.c_str(), iterations_of(server_first), salt.data(), salt.size(),
        salted.data(), client.data(), server.data(), stored.data());
    const std::string_view key(client.data(), size_of(hash));
    return exclusive_or(key,
                        hmac(hash, {stored.data(), size_of(hash)}, message));
  }

  static std::string_view nonce_of(std::string_view server_first) {
    return server_first.substr(0, server_first.find(','));
  }

  static std::string salt_of(std::string_view server_first) {
    const auto start = server_first.find(",s=") + 3;
    const auto end = server_first.find(',', start);
    return decode_base64(server_first.substr(start, end - start)).value();
  }

  static unsigned iterations_of(std::string_view server_first) {
    const auto start = server_first.find(",i=") + 3;
    return static_cast<unsigned>(
        std::stoul(std::string(server_first.substr(start))));
  }
};

} // namespace troupe::auth::test
