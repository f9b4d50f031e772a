// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "actors/part/card.hpp"

namespace troupe::part {

/// An RFC that the server implements.
struct rfc {
  unsigned number;
  std::string title;
};

std::span<const rfc> core_rfcs();

/// Cards of the XEPs that are no part's: what the stream, the session or
/// several parts do.
std::span<const card> core_specifications();

} // namespace troupe::part
