// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace troupe::load {

/// The process of this machine that listens at a TCP port. Nothing if there is
/// none, or if it is another user's and we may not look.
std::optional<int> find_listener(std::uint16_t port);

/// The inodes of the sockets that listen at the port, in the text of
/// /proc/net/tcp or tcp6.
std::set<std::string> listening_inodes(std::string_view table,
                                       std::uint16_t port);

} // namespace troupe::load
