// SPDX-License-Identifier: Apache-2.0
#include "actors/web/secret.hpp"

#include <cstdint>

#include "actors/base/environment.hpp"
#include "actors/part/digest.hpp"

namespace troupe::web {

std::string make_secret() {
  std::string bytes;
  for (int i = 0; i < 4; ++i) {
    const auto bits = base::random_bits();
    for (int shift = 0; shift < 64; shift += 8)
      bytes += static_cast<char>(bits >> shift & 0xff);
  }
  return part::hex(bytes);
}

std::string digest_of(std::string_view secret) {
  return part::hex(part::sha256(secret));
}

std::string csrf_of(std::string_view secret) {
  return digest_of("csrf " + std::string{secret});
}

bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size())
    return false;
  unsigned char different = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    different |= static_cast<unsigned char>(a[i] ^ b[i]);
  return different == 0;
}

} // namespace troupe::web
