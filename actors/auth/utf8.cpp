// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/utf8.hpp"

#include <cstdint>

#include <unicode/utf8.h>

namespace troupe::auth {

bool is_utf8_text(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t i = 0; i < size;) {
    UChar32 point = 0;
    U8_NEXT(bytes, i, size, point);
    if (point <= 0)
      return false;
  }
  return true;
}

} // namespace troupe::auth
