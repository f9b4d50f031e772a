// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace troupe::xml {

/// Asks the processor for memory that is wanted soon, and does not wait for it:
/// pieces asked for at once arrive at once, instead of one after the other when
/// they are touched. What is there already costs next to nothing.
inline void warm(const void* begin, std::size_t bytes) {
  constexpr std::size_t line = 64;
  const auto* at = static_cast<const char*>(begin);
  const auto* end = at + bytes;
  for (at -= reinterpret_cast<std::uintptr_t>(at) % line; at < end; at += line)
    __builtin_prefetch(at, 1);
}

} // namespace troupe::xml
