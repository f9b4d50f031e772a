// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "tests/support/play_server.hpp"

namespace troupe::support {

/// A blocking TCP connection to the loopback interface, with TLS by OpenSSL:
/// the server's certificate must be the one in `trusted` (PEM) and be for its
/// name. Null, and why, where it cannot be made.
std::unique_ptr<wire> connect_socket(unsigned port, const std::string& trusted,
                                     std::string& fault);

/// A port that nobody listens on now.
unsigned free_port();

} // namespace troupe::support
