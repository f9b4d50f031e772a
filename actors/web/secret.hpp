// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace troupe::web {

/// 256 bits that nobody can guess, as 64 hexadecimal digits.
std::string make_secret();
/// What is kept of one: its SHA-256, in hexadecimal. A password would need
/// more; these cannot be guessed.
std::string digest_of(std::string_view secret);
/// The second secret of a login, which only who has the first can derive.
std::string csrf_of(std::string_view secret);
/// Compares in a time that does not tell how much is the same.
bool same(std::string_view a, std::string_view b);

} // namespace troupe::web
