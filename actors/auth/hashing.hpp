// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "actors/auth/credentials.hpp"

namespace troupe::auth {

/// HMAC(key, text) as RFC 5802 §2.2 has it; raw bytes. Empty only if the
/// library has no memory.
std::string hmac(scram_hash hash, std::string_view key, std::string_view text);

/// H(text); raw bytes.
std::string digest(scram_hash hash, std::string_view text);

/// Bytewise XOR of two strings of one length.
std::string exclusive_or(std::string_view a, std::string_view b);

/// Equality in a time that depends only on the lengths; empty equals nothing.
bool same_secret(std::string_view a, std::string_view b);

/// Cryptographically random bytes; empty if there are none to be had.
std::string random_bytes(std::size_t count);

} // namespace troupe::auth
