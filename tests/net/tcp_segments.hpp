// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace troupe::net::test {

/// How many segments with data have reached this TCP socket.
unsigned data_segments_received(int socket);

} // namespace troupe::net::test
